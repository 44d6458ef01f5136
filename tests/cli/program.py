"""program: resnetc as a user runs it, and the small nets and pictures that the tests of this folder share.

Environment, set by ctest: RESNETC_BIN, the folder of the programs (default build/release/bin), and
RESNETC_CACHE, the kernel cache that these tests share (default tests/cache in the build folder).
"""
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("RESNETC_BIN", ROOT / "build/release/bin"))
os.environ.setdefault("RESNETC_CACHE", str(BIN.parent / "tests/cache"))
MINI = ROOT / "tests/data/keras_mini"

# Two stages of one basic block: a dozen small kernels.
TINY = """preset: resnet18
name: tiny
input: {height: 32, width: 32}
stem: {filters: 8}
stages: [{blocks: 1, filters: 8}, {blocks: 1, filters: 16}]
head: {classes: 10}
"""


class ProgramTest(unittest.TestCase):
    """Each test has a folder of its own, which goes when the test ends."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="resnetc-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def resnetc(self, *words, expect=0, env=None, timeout=300):
        """Runs resnetc and requires its exit code."""
        command = [str(BIN / "resnetc"), *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL,
                              timeout=timeout, env={**os.environ, **(env or {})})
        self.assertEqual(done.returncode, expect, f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        return done

    def write(self, name, content):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def compile(self, spec, *flags, out="out", **how):
        """Compiles a spec's text or file and returns the output's folder."""
        file = spec if isinstance(spec, pathlib.Path) else self.write(f"{out}.yaml", spec)
        self.resnetc("compile", file, "-o", self.folder / out, *flags, **how)
        return self.folder / out

    def run_net(self, net, images, *flags):
        """The rows that `resnetc run` writes for an array of images."""
        numpy.save(self.folder / "x.npy", images)
        self.resnetc("run", "--net", net, "--input", self.folder / "x.npy", "--output", self.folder / "y.npy", *flags)
        return numpy.load(self.folder / "y.npy")

    def build(self, program, *flags, out=None):
        """Compiles a C program of programs/ as a user's compiler would, warnings being errors."""
        source = ROOT / "tests/cli/programs" / program
        out = self.folder / (out or source.stem)
        command = ["cc", "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", str(source), *map(str, flags), "-o", str(out)]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, f"{' '.join(command)}\n{done.stderr}")
        return out

    def execute(self, *words, env=None):
        """Runs any program; its exit code must be 0."""
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=300,
                              env={**os.environ, **(env or {})})
        self.assertEqual(done.returncode, 0, f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
        return done.stdout


def noise(*shape, seed=0):
    """Pixels, uint8, the same in every run."""
    return numpy.random.default_rng(seed).integers(0, 256, shape, dtype=numpy.uint8)


def png(pixels):
    """The bytes of a PNG file that holds H x W x 3 uint8 RGB."""
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
