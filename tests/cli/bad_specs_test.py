"""A bad spec ends in seconds with exit 1, `file:line:col: error:` and a hint; nothing is written."""
import unittest

from program import ProgramTest

# text, what the message says
BAD = {
    "unknown key": ("preset: resnet50\nstrde: 2\n", ":2:1: error:"),
    "misspelt preset": ("preset: resnet5O\n", "resnet50"),
    "a key twice": ("preset: resnet50\npreset: resnet18\n", ":2:1: error:"),
    "no blocks": ("preset: resnet50\nstages: [{blocks: 0}]\n", ":2:19: error:"),
    "blocks beyond 64 bits": ("preset: resnet50\nstages: [{blocks: 9223372036854775808}]\n", "error:"),
    "blocks beyond reason": ("preset: resnet50\nstages: [{blocks: 9223372036854775807}]\n", "error:"),
    "huge input": ("preset: resnet50\ninput: {height: 4000000000, width: 4000000000}\n", "error:"),
    "even kernel": ("preset: resnet50\nstem: {kernel: 8}\n", "odd"),
    "a word of C as name": ("preset: resnet50\nname: int\n", "int"),
    "a path as name": ("preset: resnet50\nname: ../../x\n", "error:"),
    "not a number": ("preset: resnet50\nbatch-norm: {epsilon: .nan}\n", "error:"),
    "deep nesting": ("a: " + "[" * 200000, "error:"),
    "aliases": ("a: &a [1, 1]\nb: [*a, *a]\n", "error:"),
    "a list": ("- preset: resnet50\n", "error:"),
    "empty": ("", "error:"),
    "binary": (b"\x00\xff\xfe", "error:"),
    "too large": ("# " + "x" * (1 << 20) + "\npreset: resnet50\n", "error:"),
}


class BadSpecs(ProgramTest):
    def test_each_is_refused_by_check_with_a_place(self):
        for name, (text, words) in BAD.items():
            with self.subTest(name):
                done = self.resnetc("check", self.write("bad.yaml", text), expect=1, timeout=20)
                self.assertIn("bad.yaml:", done.stderr)
                self.assertIn(words, done.stderr)
                self.assertEqual(done.stdout, "")
                self.assertTrue(all(letter.isprintable() or letter == "\n" for letter in done.stderr), done.stderr)

    def test_compile_and_summary_refuse_with_the_same_words_and_write_nothing(self):
        bad = self.write("bad.yaml", "preset: resnet50\nstrde: 2\nstages: [{blocks: 0}]\n")
        words = self.resnetc("check", bad, expect=1).stderr
        self.assertEqual(self.resnetc("summary", bad, expect=1).stderr, words)
        self.assertEqual(self.resnetc("compile", bad, "-o", self.folder / "out", expect=1).stderr, words)
        self.assertFalse((self.folder / "out").exists())

    def test_all_errors_of_a_file_come_in_one_run(self):
        done = self.resnetc("check", self.write("bad.yaml", "preset: resnet50\nstrde: 2\nstages: [{blocks: 0}]\n"),
                            expect=1)
        self.assertEqual(done.stderr.count("error:"), 2, done.stderr)


if __name__ == "__main__":
    unittest.main()
