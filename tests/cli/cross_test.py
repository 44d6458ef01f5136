"""Libraries for AArch64, made without a cross compiler; this test's is clang. What they compute is what this machine's
library computes, on Linux and without a system; qemu runs them."""
import re
import subprocess
import unittest

import numpy

from program import ROOT, TINY, ProgramTest

# README.md of backends/emit.
UNDEFINED = {"arm-64-linux": {"memcpy", "memmove", "memset", "pthread_create", "pthread_join", "syscall"},
             "arm-64-noos": {"memcpy", "memmove", "memset"}}


def undefined(library, *flags):
    text = subprocess.run(["nm", *flags, "-u", str(library)], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"\b[Uw] (\w+)", text))


def values_of(text, word):
    return numpy.array([float.fromhex(value) for value in re.findall(rf"^{word} (\S+)", text, re.M)])


class Cross(ProgramTest):
    def build_cross(self, net, *flags, out):
        """answers.c for AArch64 Linux, static, so that qemu needs no libraries."""
        program = self.folder / out
        self.execute("clang-19", "--target=aarch64-linux-gnu", "-fuse-ld=lld", "-std=c11", "-O1", "-Wall", "-Wextra",
                     "-Werror", ROOT / "tests/cli/programs/answers.c", f"-I{net}", *flags, net / "libtiny.a", "-static",
                     "-lpthread", "-o", program)
        return program

    def test_an_arm_library_computes_what_this_machines_does_with_and_without_a_system(self):
        host = self.compile(TINY, "--train", "4", out="host")
        want = self.execute(self.build("answers.c", f"-I{host}", host / "libtiny.a", "-lpthread", out="host.out"))
        logits, losses = values_of(want, "logit"), values_of(want, "loss")
        self.assertEqual((logits.size, losses.size), (10, 3))
        texts = {}
        for target, pool in (("arm-64-linux", "yes"), ("arm-64-noos", "no")):
            net = self.compile(TINY, "--train", "4", "--target", target, out=target)
            text = texts[target] = self.execute("qemu-aarch64-static", self.build_cross(net, out=f"{target}.out"))
            self.assertIn(f"target {target}\npool {pool}\n", text)
            self.assertLess(abs(values_of(text, "logit") - logits).max(), 1e-5 * logits.std())
            self.assertLess(abs(values_of(text, "loss") - losses).max(), 1e-5 * losses.max())
        numbers = [text.split("\n", 2)[2] for text in texts.values()]
        self.assertEqual(*numbers, "the kernels are the same, and so are their bits")

    def test_archive_and_shared_library_are_arms_and_ask_for_the_documented_list(self):
        for target, names in UNDEFINED.items():
            net = self.compile(TINY, "--target", target, out=target)
            self.assertLessEqual(undefined(net / "libtiny.a"), names)
            self.assertIn("AArch64", self.execute("readelf", "-h", net / "libtiny.a"))
            files = {file.name for file in net.iterdir()}
            has_system = target == "arm-64-linux"
            self.assertEqual(files, {"tiny.h", "libtiny.a", "tiny.json", "tiny.yaml"} | ({"libtiny.so"} if has_system else set()))
            if has_system:
                self.assertLessEqual(undefined(net / "libtiny.so", "-D"), names)
                said = self.execute("readelf", "-h", "-d", net / "libtiny.so")
                for word in ("AArch64", "[libc.so.6]", "[libpthread.so.0]", "[libtiny.so]"):
                    self.assertIn(word, said)

    def test_the_shared_library_is_loaded_by_the_system_of_its_processor(self):
        net = self.compile(TINY, "--target", "arm-64-linux")
        program = self.folder / "shared"
        self.execute("clang-19", "--target=aarch64-linux-gnu", "-fuse-ld=lld", "-std=c11",
                     ROOT / "tests/cli/programs/answers.c", f"-I{net}", f"-L{net}", "-ltiny", "-o", program)
        text = self.execute("qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu", "-E", f"LD_LIBRARY_PATH={net}", program)
        self.assertEqual(values_of(text, "logit").size, 10)

    def test_headers_say_what_bare_metal_lacks(self):
        bare = (self.compile(TINY, "--target", "arm-64-noos") / "tiny.h").read_text()
        self.assertIn("there is no system", bare)
        for word in ("#include <stdio.h>", "#include <stdlib.h>"):
            self.assertNotIn(word, bare)

    def test_a_library_of_another_processor_is_refused_in_a_sentence(self):
        net = self.compile(TINY, "--target", "arm-64-linux")
        said = self.resnetc("bench", "--net", net, expect=1).stderr
        self.assertIn("libtiny.so: the library cannot be opened", said)


if __name__ == "__main__":
    unittest.main()
