"""library_step: a step of training of a library that resnetc generated, called through its C interface."""
import ctypes
import os
import pathlib
import re
import subprocess

import numpy as np

RESNETC = pathlib.Path(os.environ.get("RESNETC", "build/release/bin/resnetc")).resolve()
FOLDER = pathlib.Path("build/performance/nets")


class Hyper(ctypes.Structure):
    _fields_ = [(n, ctypes.c_float) for n in ("rate", "decay", "momentum", "weight_decay")] + [
        ("nesterov", ctypes.c_int32), ("step", ctypes.c_int64)]


class Metrics(ctypes.Structure):
    _fields_ = [("loss", ctypes.c_float), ("correct", ctypes.c_int32)]


def aligned(size):
    memory = np.zeros(size + 64, np.uint8)
    return memory[-memory.ctypes.data % 64:][:size]


def compile_net(name, preset, batch):
    spec = FOLDER / f"{name}.yaml"
    FOLDER.mkdir(parents=True, exist_ok=True)
    spec.write_text(f"preset: {preset}\nname: {name}\n")
    subprocess.run([RESNETC, "compile", spec, "-o", FOLDER / name, "--train", str(batch)], check=True)


def library_step(name, images, labels, threads):
    """Of a net that was compiled for as many images as there are here."""
    out = FOLDER / name
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

    def step():
        status = call(pointer(parameters), pointer(optimizer), pointer(images), pointer(labels), len(labels),
                      ctypes.byref(hyper), ctypes.byref(metrics), pointer(memory), pool)
        assert status == 0, status
        hyper.step += 1

    return step
