"""compare_train.py: a training step of a generated library and of PyTorch: milliseconds, peak memory, and their ratios.

Both see the same random images; PyTorch runs channels-last with its fused SGD. Steps alternate in one process, so that
what else happens on the machine meets both; the median of each counts. Memory is VmHWM of a process that does nothing
else, one for each; `start` is what it had before its net was made (Python, numpy, PyTorch, the images).
RESNETC names another program than that of the release build.
"""
import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time

import numpy as np

NETS = {  # preset, batch, side, classes
    "resnet18": ("torchvision-resnet18", 16, 224, 1000),
    "resnet50": ("torchvision-resnet50", 16, 224, 1000),
    "resnet20": ("cifar-resnet20", 128, 32, 10),
}
MEMORY_STEPS = 3


def batch_of(name):
    _, batch, side, classes = NETS[name]
    random = np.random.default_rng(0)
    return (random.standard_normal((batch, side, side, 3)).astype(np.float32),
            random.integers(0, classes, batch).astype(np.int32))


def our_step(name, threads):
    from library_step import library_step
    return library_step(name, *batch_of(name), threads)


def torch_step(name, threads):
    import torch
    import torch_step as theirs
    torch.set_num_threads(threads)
    return theirs.torch_step(name, NETS[name][3], *batch_of(name))


STEPS = {"resnetc": our_step, "pytorch": torch_step}


def time_steps(name, threads, steps):
    """Median milliseconds of each, the first step of each left out."""
    both = [make(name, threads) for make in STEPS.values()]
    times = [[], []]
    for count in range(steps + 1):
        for step, seconds in zip(both, times):
            start = time.perf_counter()
            step()
            if count:
                seconds.append(time.perf_counter() - start)
    return {f"{which}_ms": 1e3 * statistics.median(seconds) for which, seconds in zip(STEPS, times)}


def peak_bytes():
    with open("/proc/self/status") as status:
        return 1024 * int(re.search(r"VmHWM:\s*(\d+) kB", status.read()).group(1))


def measure_memory(which, name, threads):
    """In a process of its own, see ask_memory: the most memory that it ever had, before and after some steps."""
    if which == "pytorch":
        import torch  # noqa: F401, part of the start
    batch_of(name)
    start = peak_bytes()
    step = STEPS[which](name, threads)
    for _ in range(MEMORY_STEPS):
        step()
    print(json.dumps({f"{which}_peak_bytes": peak_bytes(), f"{which}_start_bytes": start}))


def ask_memory(which, name, threads):
    command = [sys.executable, __file__, name, "--threads", str(threads), "--memory-of", which]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def compare(name, threads, steps):
    from library_step import compile_net
    preset, batch, _, _ = NETS[name]
    compile_net(name, preset, batch)
    found = {"net": name, "batch": batch, **time_steps(name, threads, steps)}
    for which in STEPS:
        found.update(ask_memory(which, name, threads))
    found["speed_ratio"] = found["pytorch_ms"] / found["resnetc_ms"]
    found["memory_ratio"] = found["resnetc_peak_bytes"] / found["pytorch_peak_bytes"]
    grown = [found[f"{which}_peak_bytes"] - found[f"{which}_start_bytes"] for which in STEPS]
    found["memory_ratio_less_start"] = grown[0] / grown[1]
    return found


def text_of(found):
    lines = [f"{found['net']}, batch {found['batch']}:"]
    for which in STEPS:
        peak, start = (found[f"{which}_{what}_bytes"] / 1e6 for what in ("peak", "start"))
        lines.append(f"  {which:8} {found[f'{which}_ms']:6.0f} ms a step, peak memory {peak:6.0f} MB "
                     f"({start:.0f} MB before the net)")
    lines.append(f"  {found['speed_ratio']:.2f} x PyTorch's speed, {found['memory_ratio']:.2f} x its memory "
                 f"({found['memory_ratio_less_start']:.2f} x without what was there before the net)")
    return "\n".join(lines)


def machine():
    import torch
    with open("/proc/cpuinfo") as info:
        model = re.search(r"model name\s*: (.*)", info.read())
    return {"processor": model.group(1) if model else platform.machine(), "processors": len(os.sched_getaffinity(0)),
            "pytorch": torch.__version__}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("nets", nargs="*", metavar="NET", help="of " + ", ".join(NETS))
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--steps", type=int, default=7, help="timed ones")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--memory-of", choices=STEPS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if unknown := [name for name in options.nets if name not in NETS]:
        parser.error(f"no net {unknown[0]}; there are {', '.join(NETS)}")
    if options.memory_of:
        return measure_memory(options.memory_of, options.nets[0], options.threads)
    report = {**machine(), "threads": options.threads, "nets": []}
    if not options.json:
        print("{processor}, {threads} of {processors} processors, PyTorch {pytorch}".format(**report), flush=True)
    for name in options.nets or NETS:
        report["nets"].append(compare(name, options.threads, options.steps))
        if not options.json:
            print(text_of(report["nets"][-1]), flush=True)
    if options.json:
        print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
