"""ptx_table: assembles device kernels and counts their main loops (ptx-table.sh).

A line a kernel: what ptxas says, what the loop with the most multiply-adds has, what the Catalog predicts.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
from typing import Dict, Iterator, List, NamedTuple

BIN = pathlib.Path("build/release/bin")
CHOICES = next(pathlib.Path("build/release").glob("**/choices"), BIN / "choices")
ARCHITECTURES = (80, 90)
# Of a multiprocessor: registers, threads, KiB of shared memory.
REGISTERS, THREADS, SHARED = 65536, 2048, {80: 163, 90: 227}
LARGE_TILES = ("128x128", "64x128", "64x64")
NEEDED_RATIO = 16


class Loop(NamedTuple):
    """Instructions of the loop with the most multiply-adds."""

    total: int
    ffma: int
    lds: int
    ldg: int
    barriers: int


def conv(n: int, size: int, c: int, k: int, r: int, stride: int, add: int = 0) -> str:
    pad = ",".join([str(r // 2)] * 4)
    halo = f"+{r // 2}" if r > 1 else ""
    return (f"conv2d n={n} h={size} w={size} c={c} k={k} r={r} stride={stride} pad={pad} add={add} relu=1 "
            f"in=f32:nhwc{halo} out=f32:nhwc inplace=0 algorithm=plain tile=1x1 panel=1 parallel=none split=1 prefetch=0")


def parts(n: int, size: int, c: int, k: int, r: int, count: int) -> str:
    pad = ",".join([str(r // 2)] * 4)
    halo = f"+{r // 2}" if r > 1 else ""
    return (f"conv2d_parts n={n} h={size} w={size} c={c} k={k} r={r} stride=1 pad={pad} in=f32:nhwc{halo} parts={count} "
            "algorithm=plain tile=1x1 panel=1")


def resnet50(n: int) -> Iterator[str]:
    """Questions of ResNet-50 v1.5, each shape once."""
    yield conv(n, 224, 3, 64, 7, 2)
    size, c = 56, 64
    for k, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        yield conv(n, size, c, k, 1, 1)
        yield conv(n, size, k, k, 3, stride)
        yield conv(n, size, c, 4 * k, 1, stride)
        size //= stride
        yield conv(n, size, k, 4 * k, 1, 1, 1)
        yield conv(n, size, 4 * k, k, 1, 1)
        yield conv(n, size, k, k, 3, 1)
        c = 4 * k
    yield parts(n, 14, 256, 256, 3, 4)
    yield parts(n, 7, 512, 512, 3, 16)
    yield parts(n, 7, 2048, 512, 1, 16)
    yield f"max_pool n={n} h=112 w=112 c=64 r=3 stride=2 pad=1,1,1,1 in=f32:nhwc out=f32:nhwc algorithm=grid split=1"
    yield f"global_avg_pool n={n} h=7 w=7 c=2048 in=f32:nhwc algorithm=grid"
    yield f"dense n={n} c=2048 k=1000 algorithm=plain tile=1x1 panel=1 split=1"
    yield f"softmax n={n} k=1000 algorithm=grid"
    yield f"sum_parts parts=16 n={n} h=7 w=7 k=512 shift=1 add=0 relu=1 out=f32:nhwc+1 algorithm=grid panel=1"
    yield f"layout n={n} h=224 w=224 c=3 in=f32:nhwc out=f32:nhwc+3 algorithm=grid"
    yield (f"preprocess n={n} h=224 w=224 c=3 order=bgr scale=1 mean=1,2,3 std=1,1,1 in=f32:nhwc out=f32:nhwc "
           "algorithm=grid")
    yield f"zero_halo n={n} h=56 w=56 c=64 out=f32:nhwc+1 algorithm=grid"


def candidates(questions: List[str], first: bool) -> Iterator[Dict[str, str]]:
    """The Catalog's answers: key, microseconds, reason."""
    text = "".join(question + " machine=cuda80\n" for question in questions)
    words = [str(CHOICES)] + (["--first"] if first else [])
    for line in subprocess.run(words, input=text, capture_output=True, text=True, check=True).stdout.splitlines():
        microseconds, key, reason = line.split("\t")
        yield {"key": key, "microseconds": microseconds, "reason": reason[2:]}


def tool(name: str) -> str:
    return str(next(pathlib.Path(sys.prefix).glob(f"lib/python*/site-packages/nvidia/*/bin/{name}")))


def compile_kernel(key: str, folder: pathlib.Path) -> Dict[str, str]:
    words = [str(BIN / "resnetc-kernel"), str(folder / "k.o"), str(folder / "k.ptx")]
    facts = subprocess.run(words, input=key + "\n", capture_output=True, text=True, check=True).stdout
    return dict(line.split("=") for line in facts.splitlines())


def assemble(folder: pathlib.Path, architecture: int) -> Dict[str, int]:
    words = [tool("ptxas"), "-v", f"-arch=sm_{architecture}", str(folder / "k.ptx"), "-o", str(folder / "k.cubin")]
    log = subprocess.run(words, capture_output=True, text=True, check=True).stderr
    spills = sum(int(count) for count in re.findall(r"(\d+) bytes spill", log))
    return {"registers": max(int(count) for count in re.findall(r"Used (\d+) registers", log)), "spills": spills}


def main_loop(folder: pathlib.Path) -> Loop:
    words = [tool("nvdisasm"), "-c", str(folder / "k.cubin")]
    text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    lines: List[str] = []
    labels: Dict[str, int] = {}
    best = Loop(0, 0, 0, 0, 0)
    for line in text.splitlines():
        if label := re.match(r"^(\.L_x_\d+):", line):
            labels[label.group(1)] = len(lines)
        if not (code := re.search(r"/\*[0-9a-f]{4,}\*/\s+(.*?);", line)):
            continue
        lines.append(code.group(1))
        back = re.search(r"BRA.*?(\.L_x_\d+)", lines[-1])
        if back and back.group(1) in labels:
            body = lines[labels[back.group(1)]:]
            count = lambda pattern: sum(bool(re.search(pattern, each)) for each in body)  # noqa: E731
            loop = Loop(len(body), count(r"\bFFMA"), count(r"\bLDS\S*\.128"), count(r"\bLDG"), count(r"\bBAR"))
            best = max(best, loop, key=lambda each: each.ffma)
    return best


def together(registers: int, facts: Dict[str, str], architecture: int) -> int:
    """Blocks that share a multiprocessor."""
    threads, shared = int(facts["threads"]), int(facts["shared"])
    warps = -(-threads // 32)
    by_registers = REGISTERS // (-(-registers // 8) * 8 * 32 * warps)
    return min(by_registers, THREADS // threads, SHARED[architecture] * 1024 // (shared + 1024), 32)


def fills(key: str, tile: str) -> bool:
    """A large tile with as many rows: of fewer, the compiler finds out which sums are the same."""
    if tile not in LARGE_TILES or not key.startswith("conv2d"):
        return False
    field = {name: int(value) for name, value in re.findall(r" (n|h|stride)=(\d+)", key)}
    return field["n"] * (field["h"] // field["stride"]) ** 2 >= int(tile.split("x")[1])


def report(candidate: Dict[str, str], folder: pathlib.Path) -> List[str]:
    """Prints a kernel's lines; gives what is wrong with it."""
    key = candidate["key"]
    facts = compile_kernel(key, folder)
    wrong = []
    tile = match.group(1) if (match := re.search(r"algorithm=gemm tile=(\S+)", key)) else ""
    for architecture in ARCHITECTURES:
        said, shape = assemble(folder, architecture), key.split(" algorithm=")[0]
        loop = main_loop(folder)
        ratio = loop.ffma / loop.lds if loop.lds else 0
        name = re.sub(r" (relu|add|inplace|in|out|pad|stride)=\S+", "", shape)
        print(f"{name:44s} {tile:8s} sm_{architecture} {said['registers']:4d} {said['spills']:5d} {facts['shared']:>6s} "
              f"{int(facts['blocks']):7d} {facts['threads']:>4s} {together(said['registers'], facts, architecture):3d} | "
              f"{loop.total:5d} {loop.ffma:5d} {loop.lds:4d} {loop.ldg:4d} {loop.barriers:2d} {ratio:5.1f} | "
              f"{candidate['microseconds']:>8s} us", flush=True)
        if said["spills"]:
            wrong.append(f"{key} spills for sm_{architecture}")
        if fills(key, tile) and loop.ffma and ratio < NEEDED_RATIO:
            wrong.append(f"{key} has {ratio:.1f} multiply-adds for a vector of shared memory")
    return wrong


def main() -> int:
    tiles = "--tiles" in sys.argv[1:]
    questions = ([conv(1, 56, 128, 128, 3, 1), conv(1, 56, 256, 128, 1, 1, 1), conv(1, 224, 3, 64, 7, 2),
                  parts(1, 7, 512, 512, 3, 8)] if tiles else [*resnet50(1), *resnet50(16)])
    print(f"{'kernel':44s} {'tile':8s} arch  regs spill shared  blocks thr /SM | instr  FFMA LDS. LDG BAR ratio | predicted")
    wrong: List[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for candidate in candidates(questions, first=not tiles):
            if not tiles or "algorithm=gemm" in candidate["key"]:
                wrong += report(candidate, pathlib.Path(folder))
    print("\n".join(wrong) if wrong else "no kernel spills")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
