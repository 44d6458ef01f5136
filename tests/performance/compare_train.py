"""compare_train.py: milliseconds of a training step of a generated library and of PyTorch, and their ratio.

Both see the same random images; PyTorch runs channels-last with its fused SGD. Steps alternate, so that what else
happens on the machine meets both; the median of each counts.
"""
import argparse
import ctypes
import os
import pathlib
import re
import statistics
import subprocess
import time

import numpy as np
import torch
from torch import nn

RESNETC = pathlib.Path("build/release/bin/resnetc").resolve()
FOLDER = pathlib.Path("build/performance/nets")
NETS = {  # preset, batch, side, classes
    "resnet18": ("torchvision-resnet18", 16, 224, 1000),
    "resnet50": ("torchvision-resnet50", 16, 224, 1000),
    "resnet20": ("cifar-resnet20", 128, 32, 10),
}


class Block(nn.Module):
    """A block of He et al. 2015 with the stride of torchvision; option A's shortcut if `pads`."""

    def __init__(self, c, filters, stride, bottleneck, pads):
        super().__init__()
        k = filters * 4 if bottleneck else filters
        sizes = [(c, filters, 1, 1), (filters, filters, 3, stride), (filters, k, 1, 1)] if bottleneck else [
            (c, filters, 3, stride), (filters, filters, 3, 1)]
        self.convs = nn.ModuleList(nn.Conv2d(i, o, r, s, r // 2, bias=False) for i, o, r, s in sizes)
        self.norms = nn.ModuleList(nn.BatchNorm2d(o) for _, o, _, _ in sizes)
        self.stride, self.added, self.project = stride, k - c, None
        if (stride > 1 or c != k) and not pads:
            self.project = nn.Sequential(nn.Conv2d(c, k, 1, stride, bias=False), nn.BatchNorm2d(k))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        y = x
        for i, (conv, norm) in enumerate(zip(self.convs, self.norms)):
            y = norm(conv(y))
            if i + 1 < len(self.convs):
                y = self.relu(y)
        if self.project:
            x = self.project(x)
        elif self.added:
            x = nn.functional.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, self.added // 2, self.added // 2))
        return self.relu(y + x)


def torch_net(name):
    cifar, bottleneck = name == "resnet20", name == "resnet50"
    stem = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)] if cifar else [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    layers, c = stem, 16 if cifar else 64
    for stage, blocks in enumerate({"resnet20": (3, 3, 3), "resnet18": (2, 2, 2, 2), "resnet50": (3, 4, 6, 3)}[name]):
        filters = (16 if cifar else 64) << stage
        for block in range(blocks):
            layers.append(Block(c, filters, 2 if stage and not block else 1, bottleneck, cifar))
            c = filters * 4 if bottleneck else filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c, NETS[name][3]))


def torch_step(name, images, labels):
    net = torch_net(name).to(memory_format=torch.channels_last).train()
    x = torch.from_numpy(images.transpose(0, 3, 1, 2).copy()).contiguous(memory_format=torch.channels_last)
    y, loss = torch.from_numpy(labels.astype(np.int64)), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), 1e-3, 0.9, nesterov=True, fused=True)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss(net(x), y).backward()
        optimizer.step()

    return step


class Hyper(ctypes.Structure):
    _fields_ = [(n, ctypes.c_float) for n in ("rate", "decay", "momentum", "weight_decay")] + [
        ("nesterov", ctypes.c_int32), ("step", ctypes.c_int64)]


class Metrics(ctypes.Structure):
    _fields_ = [("loss", ctypes.c_float), ("correct", ctypes.c_int32)]


def aligned(size):
    memory = np.zeros(size + 64, np.uint8)
    return memory[-memory.ctypes.data % 64:][:size]


def our_step(name, images, labels, threads):
    preset, batch, _, _ = NETS[name]
    out, spec = FOLDER / name, FOLDER / f"{name}.yaml"
    FOLDER.mkdir(parents=True, exist_ok=True)
    spec.write_text(f"preset: {preset}\nname: {name}\n")
    subprocess.run([RESNETC, "compile", spec, "-o", out, "--train", str(batch)], check=True)
    header = (out / f"{name}.h").read_text()
    constant = lambda word: int(re.search(rf"_{word} (\d+)", header).group(1))
    arena, scratch = map(int, re.search(r"_TRAIN_ARENA_BYTES\(threads\) \((\d+)LL \+ (\d+)LL", header).groups())
    library = ctypes.CDLL(str(out.resolve() / f"lib{name}.so"))
    parameters, optimizer = aligned(constant("PARAMETERS_BYTES")), aligned(constant("OPTIMIZER_BYTES"))
    memory, hyper, metrics = aligned(arena + threads * scratch), Hyper(1e-3, 0, 0.9, 0, 1, 0), Metrics()
    pointer = lambda array: array.ctypes.data_as(ctypes.c_void_p)
    getattr(library, name + "_initialize")(pointer(parameters), ctypes.c_uint64(1))
    library.resnetc_pool_create.restype = ctypes.c_void_p
    cpus = os.sched_getaffinity(0)  # the pool's worker stays on its processor, this thread goes where it likes
    pool = ctypes.c_void_p(library.resnetc_pool_create(threads, 1)) if threads > 1 else None
    os.sched_setaffinity(0, cpus)
    call = getattr(library, name + "_train_step")
    print(f"{name}: arena {memory.nbytes / 1e6:.0f} MB, parameters and optimizer "
          f"{(parameters.nbytes + optimizer.nbytes) / 1e6:.0f} MB")

    def step():
        status = call(pointer(parameters), pointer(optimizer), pointer(images), pointer(labels), batch,
                      ctypes.byref(hyper), ctypes.byref(metrics), pointer(memory), pool)
        assert status == 0, status
        hyper.step += 1

    return step


def compare(name, threads, steps):
    _, batch, side, classes = NETS[name]
    random = np.random.default_rng(0)
    images = random.standard_normal((batch, side, side, 3)).astype(np.float32)
    labels = random.integers(0, classes, batch).astype(np.int32)
    ours, theirs, times = our_step(name, images, labels, threads), torch_step(name, images, labels), ([], [])
    for count in range(steps + 1):
        for step, seconds in zip((ours, theirs), times):
            start = time.perf_counter()
            step()
            if count:  # the first warms up
                seconds.append(time.perf_counter() - start)
    here, there = (1e3 * statistics.median(seconds) for seconds in times)
    print(f"{name}, batch {batch}, {threads} threads: {here:.0f} ms, PyTorch {there:.0f} ms, ratio {there / here:.2f}",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("nets", nargs="*", default=list(NETS), help="of " + ", ".join(NETS))
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--steps", type=int, default=7)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for name in options.nets:
        compare(name, options.threads, options.steps)


main()
