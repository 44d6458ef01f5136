"""One library for several levels of x86-64: the processor, or RESNETC_TARGET, decides which runs, with the same bits as
a library of that level alone; what is missing is named. Other processors are qemu's."""
import json
import re
import subprocess
import unittest

import numpy

from program import TINY, ProgramTest

LEVELS = ("x86-64-v2", "x86-64-v3", "x86-64-v4")
FLAGS = set(re.search(r"^flags\s*:(.*)$", open("/proc/cpuinfo").read(), re.M)[1].split())


def runs_here(level):
    return {"x86-64-v2": "sse4_2", "x86-64-v3": "fma", "x86-64-v4": "avx512vl"}[level] in FLAGS


class Levels(ProgramTest):
    def answers(self, net, out="answers"):
        """A function that runs a program with the net, static so that an emulator needs no libraries."""
        program = self.build("answers.c", f"-I{net}", net / "libtiny.a", "-static", "-lpthread", out=out)
        return lambda *before, **how: self.execute(*before, program, **how)

    def images(self):
        return ((numpy.arange(32 * 32 * 3) % 251) - 125).astype(numpy.float32).reshape(1, 32, 32, 3) / 125

    def test_forced_to_a_level_it_is_that_levels_library(self):
        answers = self.answers(self.compile(TINY, "--target", ",".join(LEVELS), "--train", "4"))
        here = [level for level in LEVELS if runs_here(level)]
        for level in here:
            alone = self.answers(self.compile(TINY, "--target", level, "--train", "4", out=level), out=f"alone-{level}")()
            self.assertEqual(answers(env={"RESNETC_TARGET": level}), alone)
            self.assertIn(f"target {level}\n", alone)
            self.assertEqual(alone.count("logit "), 10)
            self.assertEqual(alone.count("loss "), 3)
        self.assertEqual(answers(), alone, f"the strongest here, {here[-1]}, is not the one that runs")

    def test_a_processor_gets_its_level_or_a_status(self):
        everywhere = self.answers(self.compile(TINY, "--target", ",".join(LEVELS)), out="everywhere")
        modern = self.answers(self.compile(TINY, "--target", "x86-64-v4,x86-64-v3", out="modern"), out="modern.out")

        def on(processor):
            return "qemu-x86_64-static", "-cpu", processor

        self.assertIn("target x86-64-v2\n", everywhere(*on("Nehalem")))
        self.assertIn("logit ", everywhere(*on("Nehalem")))
        self.assertIn("target x86-64-v3\n", modern(*on("Haswell")))
        self.assertIn("logit ", modern(*on("Haswell")))
        refused = modern(*on("Nehalem"))
        self.assertIn("target none\n", refused)
        self.assertIn("prepare: status 5", refused)
        self.assertIn("prepare: status 5", everywhere(*on("core2duo")))
        # A library of one level, too.
        self.assertIn("prepare: status 5",
                      self.answers(self.compile(TINY, "--target", "x86-64-v3", out="v3"), out="v3.out")(*on("Nehalem")))

    def test_what_is_forced_and_missing_is_named(self):
        net = self.compile(TINY, "--target", "x86-64-v2,x86-64-v3")
        numpy.save(self.folder / "x.npy", self.images())

        def run_forced(net, level):
            words = "run", "--net", net, "--input", self.folder / "x.npy", "--output", self.folder / "y.npy"
            return self.resnetc(*words, expect=3, env={"RESNETC_TARGET": level}).stderr

        self.assertRegex(run_forced(net, "x86-64-v4"), r"RESNETC_TARGET is x86-64-v4, but .*x86-64-v2,x86-64-v3")
        if not runs_here("x86-64-v4"):
            fat = self.compile(TINY, "--target", "x86-64-v3,x86-64-v4", out="fat")
            self.assertRegex(run_forced(fat, "x86-64-v4"), r"RESNETC_TARGET is x86-64-v4; missing: avx512f avx512bw")
            one = self.compile(TINY, "--target", "x86-64-v4", out="one")
            self.assertRegex(run_forced(one, "x86-64-v2"), r"compiled for x86-64-v4; missing: avx512f")

    def test_only_a_library_with_several_levels_asks_the_environment(self):
        for target, asks in (("x86-64-v2", False), ("x86-64-v2,x86-64-v3", True)):
            net = self.compile(TINY, "--target", target, out=target)
            for flags in (["-u", net / "libtiny.a"], ["-D", "-u", net / "libtiny.so"]):
                names = subprocess.run(["nm", *map(str, flags)], capture_output=True, text=True, check=True).stdout
                self.assertEqual("getenv" in names, asks, target)

    def test_header_manifest_and_commands_state_the_levels(self):
        net = self.compile(TINY, "--target", "x86-64-v3,x86-64-v2")
        header = (net / "tiny.h").read_text()
        self.assertIn('#define TINY_TARGET "x86-64-v2,x86-64-v3"', header)
        self.assertIn('#define TINY_BASELINE "x86-64-v2"', header)
        self.assertIn("RESNETC_TARGET", header)
        self.assertNotRegex(header, r"\{(net|NET|\w*[tT]arget|baseline)\}")
        manifest = json.loads((net / "tiny.json").read_text())
        self.assertEqual(manifest["target"]["baseline"], "x86-64-v2")
        self.assertEqual([level["target"] for level in manifest["levels"]], ["x86-64-v2", "x86-64-v3"])
        for level, machine in zip(manifest["levels"], ("sse41", "avx2")):
            self.assertTrue(all(kernel["key"].endswith(f"machine={machine}") for kernel in level["kernels"]))
            self.assertLess(level["packed_bytes"], manifest["sizes"]["packed_bytes"])
        shown = self.execute(net / "tiny", "info", env={"RESNETC_TARGET": "x86-64-v2"})
        self.assertIn("tiny for x86-64-v2 of x86-64-v2,x86-64-v3\n", shown)

    def test_a_wrong_list_of_targets_is_refused_before_anything_is_compiled(self):
        spec = self.write("tiny.yaml", TINY)
        for targets, message in (("x86-64-v5", "no target 'x86-64-v5'"), ("x86-64-v2,arm-64-linux", "into one library"),
                                 ("arm-64-noos,vulkan", "needs an x86-64 processor")):
            said = self.resnetc("compile", spec, "-o", self.folder / "no", "--target", targets, expect=1).stderr
            self.assertIn(message, said)
            self.assertFalse((self.folder / "no").exists())


if __name__ == "__main__":
    unittest.main()
