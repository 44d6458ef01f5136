"""A compile that is interrupted ends with 130 and leaves nothing half-made; what was compiled by then is kept."""
import os
import signal
import subprocess
import time
import unittest

from program import BIN, TINY, ProgramTest


def finished(cache):
    """Kernels of a cache; those that are being compiled have a name with a dash."""
    return sorted(file for file in cache.glob("*.facts") if "-" not in file.name)


class Interrupted(ProgramTest):
    def start(self, spec, cache):
        """A compile that has its first kernel and not its last."""
        compiling = subprocess.Popen([BIN / "resnetc", "compile", spec, "-o", self.folder / "out", "-j", "1"],
                                     stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                     env={**os.environ, "RESNETC_CACHE": str(cache)})
        self.addCleanup(compiling.stderr.close)
        deadline = time.monotonic() + 120
        while not finished(cache):
            self.assertIsNone(compiling.poll(), "it ended by itself")
            self.assertLess(time.monotonic(), deadline, "no kernel was compiled")
            time.sleep(0.002)
        return compiling

    def test_a_signal_leaves_nothing_half_made(self):
        spec = self.write("spec.yaml", TINY)
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number.name):
                cache = self.folder / f"cache-{number.name}"
                compiling = self.start(spec, cache)
                compiling.send_signal(number)
                message = compiling.communicate(timeout=120)[1]
                self.assertEqual(compiling.returncode, 130, message)
                self.assertEqual(message, "error: interrupted; nothing was written\n")
                self.assertFalse(list(self.folder.glob("out/*")) + list(self.folder.glob("out/.*")))
                self.assertEqual({file.suffix for file in cache.iterdir()}, {".o", ".facts"})

    def test_the_next_compile_goes_on_with_the_kernels_that_are_done_and_removes_what_a_kill_left(self):
        spec = self.write("spec.yaml", TINY)
        cache = self.folder / "cache"
        compiling = self.start(spec, cache)
        compiling.kill()
        compiling.wait(timeout=120)
        done = finished(cache)[0]
        before = done.stat().st_mtime_ns
        (self.folder / "out/.tiny-resnetc-0123ab/work").mkdir(parents=True)  # as of a kill while linking
        self.resnetc("compile", spec, "-o", self.folder / "out", env={"RESNETC_CACHE": str(cache)})
        self.assertEqual(done.stat().st_mtime_ns, before)
        self.assertFalse([file.name for file in (self.folder / "out").iterdir() if file.name.startswith(".")])


if __name__ == "__main__":
    unittest.main()
