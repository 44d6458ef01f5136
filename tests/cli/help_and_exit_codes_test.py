"""Help is on stdout with examples; a wrong command line is exit 2, a wrong input exit 1, with a message on stderr."""
import unittest

from program import TINY, ProgramTest

COMMANDS = ("presets", "init", "check", "summary", "compile", "run", "predict", "bench", "devices", "train", "evaluate",
            "gradients", "weights",
            "weights inspect", "weights convert")


class HelpAndExitCodes(ProgramTest):
    def test_help_names_every_command(self):
        text = self.resnetc("--help").stdout
        for command in COMMANDS:
            self.assertRegex(text, rf"(?m)^\s+{command.split()[0]}\b")

    def test_each_command_has_help_with_two_examples(self):
        for command in COMMANDS:
            with self.subTest(command=command):
                done = self.resnetc(*command.split(), "--help")
                self.assertGreaterEqual(done.stdout.count(f"\n  resnetc {command}"), 2, done.stdout)
                self.assertEqual(done.stderr, "")

    def test_a_wrong_command_line_is_exit_2(self):
        spec = self.write("net.yaml", TINY)
        out = self.folder / "out"
        for words in ([], ["nonsense"], ["compile"], ["compile", spec], ["compile", spec, "-o", out, "--no-such-flag"],
                      ["compile", spec, "-o", out, "--batch", "0"], ["compile", spec, "-o", out, "--batch", "many"],
                      ["compile", spec, "-o", out, "--kernels", "caffe"],
                      ["compile", spec, "-o", out, "--stop-after", "lunch"], ["compile", spec, "-o", out, "-j", "0"],
                      ["init", "-o", out], ["bench", "--net", out, "--device", "gpu"], ["run"], ["predict", "--net", out], ["bench"], ["summary"], ["check"]):
            with self.subTest(words=words):
                done = self.resnetc(*words, expect=2)
                self.assertNotEqual(done.stderr, "")
                self.assertEqual(done.stdout, "")
        self.assertFalse(out.exists())

    def test_a_wrong_command_line_is_told_in_its_own_words(self):
        for words, error, hint in (
                ([], "a command is required", "see resnetc --help"),
                (["weights"], "a command is required", "see resnetc weights --help"),
                (["tran", "net.yaml"], "there is no command tran", "did you mean 'train'?"),
                (["weights", "inspcet", "w.h5"], "there is no command inspcet", "did you mean 'inspect'?"),
                (["bench", "--net", "out", "--thread=2"], "there is no option --thread", "did you mean '--threads'?"),
                (["train", "net.yaml", "--lunch"], "there is no option --lunch", "see resnetc train --help"),
                (["bench", "--net", "out", "more"], "unexpected argument more", "see resnetc bench --help"),
                (["bench", "--net", "out", "--net", "b"], "--net is given more than once", "see resnetc bench --help"),
                (["compile", "net.yaml"], "-o,--output is required", "see resnetc compile --help")):
            with self.subTest(words=words):
                done = self.resnetc(*words, expect=2)
                self.assertEqual(done.stderr, f"error: {error}\nhint: {hint}\n")

    def test_a_wrong_input_is_exit_1_and_named(self):
        spec = self.write("net.yaml", TINY)
        out = self.folder / "out"
        for words, name in ((["check", self.folder / "absent.yaml"], "absent.yaml"), (["check", self.folder], self.folder.name),
                            (["init", "--preset", "resnet5O", "-o", out], "resnet50"),
                            (["compile", spec, "-o", out, "--target", "pdp-11"], "pdp-11"),
                            (["compile", spec, "-o", out, "--weights", self.folder / "absent.h5"], "absent.h5"),
                            (["bench", "--net", self.folder / "absent"], "absent"),
                            (["run", "--net", self.folder, "--input", "x.npy", "--output", "y.npy"], "no compiled net")):
            with self.subTest(words=words):
                done = self.resnetc(*words, expect=1)
                self.assertIn(name, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_folder_that_cannot_be_written_is_exit_3(self):
        spec = self.write("net.yaml", TINY)
        self.write("file", "")
        done = self.resnetc("compile", spec, "-o", self.folder / "file/out", expect=3)
        self.assertIn("file/out", done.stderr)
        self.resnetc("init", "--preset", "resnet50", "-o", self.folder / "file/net.yaml", expect=3)

    def test_what_init_writes_passes_check_and_means_the_preset(self):
        presets = [line.split()[0] for line in self.resnetc("presets").stdout.splitlines()]
        self.assertIn("resnet50", presets)
        for preset in presets:
            totals = set()
            for flags in ([], ["--full"]):
                file = self.folder / f"{preset}{len(flags)}.yaml"
                self.resnetc("init", "--preset", preset, "--classes", "7", *flags, "-o", file)
                done = self.resnetc("check", file)
                self.assertEqual(done.stdout + done.stderr, "")
                totals.add(self.resnetc("summary", file, "--json").stdout)
            self.assertEqual(len(totals), 1, preset)


if __name__ == "__main__":
    unittest.main()
