"""The same spec gives the same bytes, whatever the folder, the number of jobs, the locale or the cache's state."""
import filecmp
import shutil
import unittest

from program import TINY, ProgramTest

FILES = ("libtiny.a", "libtiny.so", "tiny.h", "tiny.json", "tiny.yaml")


class SameBytes(ProgramTest):
    def expect_same(self, one, other):
        for file in FILES:
            self.assertTrue(filecmp.cmp(one / file, other / file, shallow=False), file)

    def test_two_cold_caches_two_folders_one_and_two_jobs(self):
        one = self.compile(TINY, "-j", "1", out="one", env={"RESNETC_CACHE": str(self.folder / "cache1"), "TZ": "UTC"})
        two = self.compile(TINY, "-j", "2", out="a/deeper/two",
                           env={"RESNETC_CACHE": str(self.folder / "cache2"), "TZ": "Asia/Tokyo",
                                "LC_ALL": "de_DE.UTF-8"})
        # The spec lies under another name in another folder; neither is in what is compiled.
        self.expect_same(one, two)
        self.expect_same(one, self.compile(TINY, out="warm", env={"RESNETC_CACHE": str(self.folder / "cache1")}))

    def test_a_damaged_cache_is_mended(self):
        cache = self.folder / "cache"
        env = {"RESNETC_CACHE": str(cache)}
        before = self.compile(TINY, out="before", env=env)
        entries = sorted(file for file in cache.rglob("*") if file.is_file())
        self.assertGreater(len(entries), 10)
        for number, entry in enumerate(entries):
            content = entry.read_bytes()
            if number % 4 == 0:
                entry.write_bytes(content[: len(content) // 2])
            elif number % 4 == 1:
                entry.write_bytes(b"")
            elif number % 4 == 2:
                entry.unlink()
            else:
                entry.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        self.expect_same(before, self.compile(TINY, out="after", env=env))
        shutil.rmtree(self.folder / "after")
        self.expect_same(before, self.compile(TINY, out="after", env=env))  # and what was mended is right

    def test_a_cache_that_cannot_be_written_stops_nothing(self):
        self.write("file", "")
        spec = self.write("tiny.yaml", TINY)
        without = self.folder / "without"
        done = self.resnetc("compile", spec, "-o", without, env={"RESNETC_CACHE": str(self.folder / "file/cache")})
        self.assertEqual(done.stderr.count("warning: "), 1)
        self.assertIn("file/cache", done.stderr)
        self.expect_same(without, self.compile(TINY, out="with"))

    def test_compiling_again_into_a_folder_replaces_file_by_file(self):
        out = self.compile(TINY)
        first = {file: (out / file).read_bytes() for file in FILES}
        (out / "classes.txt").write_text("mine\n")
        self.compile(TINY)
        self.assertEqual({file: (out / file).read_bytes() for file in FILES}, first)
        self.compile(TINY.replace("classes: 10", "classes: 12"))
        self.assertIn("12", (out / "tiny.h").read_text())
        self.assertEqual((out / "classes.txt").read_text(), "mine\n")
        names = {file.name for file in out.iterdir()}
        self.assertEqual(names, set(FILES) | {"classes.txt", "tiny"})  # nothing temporary is left


if __name__ == "__main__":
    unittest.main()
