"""The dumps of all phases hold a net for each target, and going on from any of them gives the same bytes."""
import re
import unittest

from program import TINY, ProgramTest

TARGETS = ("--target", "x86-64-v4,opencl,x86-64-v3,cuda-80", "--batch", "1,2", "--train", "4")


class Phases(ProgramTest):
    def dump(self, source, folder, *flags):
        self.resnetc("compile", *source, "-o", self.folder / "out", "--stop-after", "planned",
                     "--dump-phases", self.folder / folder, *flags)
        return {file.name: file.read_text() for file in sorted((self.folder / folder).iterdir())}

    def test_a_net_for_each_target_from_phase_2_on(self):
        dumps = self.dump([self.write("tiny.yaml", TINY)], "phases", *TARGETS)
        nets = {name: re.findall(r"^resnet\.net @(\S+) .*? target (\S+)(?: host (\S+))? train", text, re.M)
                for name, text in dumps.items()}
        for early in ("0-imported.mlir", "1-differentiated.mlir"):
            self.assertEqual(nets[early], [("tiny", '"x86-64-v3,x86-64-v4,opencl,cuda-80"', "")])
        for late in ("2-fused.mlir", "3-scheduled.mlir", "4-planned.mlir"):
            self.assertEqual(nets[late], [("tiny", '"x86-64-v3"', ""), ('"tiny.x86-64-v4"', '"x86-64-v4"', ""),
                                          ("tiny.opencl", '"opencl"', '"x86-64-v3"'),
                                          ('"tiny.cuda-80"', '"cuda-80"', '"x86-64-v3"')])

    def test_going_on_from_any_dump_gives_the_same_dumps(self):
        dumps = self.dump([self.write("tiny.yaml", TINY)], "phases", *TARGETS)
        self.assertEqual(len(dumps), 5)
        for number, name in enumerate(dumps):
            again = self.dump(["--from", self.folder / "phases" / name], f"from{number}")
            self.assertEqual(again, {other: text for other, text in dumps.items() if other >= name})

    def test_nets_of_two_phases_are_refused(self):
        dumps = self.dump([self.write("tiny.yaml", TINY)], "phases", *TARGETS)
        others = re.sub(r'^(resnet\.net @"?)tiny', r"\1other", dumps["4-planned.mlir"], flags=re.M)
        mixed = self.write("mixed.mlir", dumps["2-fused.mlir"] + others)
        done = self.resnetc("compile", "--from", mixed, "-o", self.folder / "out", expect=1)
        self.assertIn("is planned, but the net before it is fused", done.stderr)

    def test_explain_speaks_of_each_target(self):
        spec = self.write("tiny.yaml", TINY)
        flags = ("-o", self.folder / "out", "--stop-after", "scheduled", "--explain")
        two = self.resnetc("compile", spec, *flags, "--target", "x86-64-v3,opencl").stdout
        self.assertEqual(re.findall(r"^target (.*)$", two, re.M), ["x86-64-v3", "opencl"])
        self.assertNotIn("target ", self.resnetc("compile", spec, *flags, "--target", "x86-64-v3").stdout)


if __name__ == "__main__":
    unittest.main()
