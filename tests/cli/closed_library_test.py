"""The archive needs a short documented list of symbols and gives only its own; nets link together in one program."""
import re
import subprocess
import unittest

import numpy

from program import TINY, ProgramTest

# README.md of backends/emit: what a generated library asks of the system.
UNDEFINED = {"memcpy", "memmove", "memset", "pthread_create", "pthread_join", "syscall"}


def nm(*words):
    return subprocess.run(["nm", *map(str, words)], capture_output=True, text=True, check=True).stdout


class ClosedLibrary(ProgramTest):
    def test_the_undefined_symbols_are_the_documented_list(self):
        net = self.compile(TINY)
        for library in (net / "libtiny.a", net / "libtiny.so"):
            flags = ["-D"] if library.suffix == ".so" else []
            undefined = set(re.findall(r"\b[Uw] (\w+)", nm(*flags, "-u", library)))
            self.assertLessEqual(undefined, UNDEFINED, library.name)

    def test_the_exported_symbols_are_the_interface(self):
        net = self.compile(TINY)
        for library in (net / "libtiny.a", net / "libtiny.so"):
            flags = ["-D"] if library.suffix == ".so" else []
            exported = set(re.findall(r" [A-TV-Z] (\S+)", nm(*flags, "-g", "--defined-only", library)))
            own = {name for name in exported if name.startswith("tiny_")}
            self.assertGreaterEqual(own, {f"tiny_{call}" for call in ("net", "prepare", "infer", "infer_u8", "logits")})
            self.assertLessEqual(exported - own, {"resnetc_pool_create", "resnetc_pool_destroy", "resnetc_status_text"})

    def test_no_path_of_this_machine_is_inside(self):
        net = self.compile(TINY)
        for file in net.iterdir():
            if file.name != "tiny":  # the program is a copy of resnetc-runner
                self.assertNotIn(str(self.folder).encode(), file.read_bytes(), file.name)

    def test_two_nets_that_share_kernels_link_into_one_program(self):
        first = self.compile(TINY.replace("name: tiny", "name: first"), out="first")
        second = self.compile(TINY.replace("name: tiny", "name: second"), out="second")
        include = [f"-I{first}", f"-I{second}"]
        ramp = ((numpy.arange(32 * 32 * 3) % 251) - 125).astype(numpy.float32).reshape(1, 32, 32, 3)
        want = self.run_net(first, ramp, "--logits").reshape(-1)
        kinds = {
            "archives": [first / "libfirst.a", second / "libsecond.a"],
            "archives_the_other_way_round": [second / "libsecond.a", first / "libfirst.a"],
            "static": ["-static", first / "libfirst.a", second / "libsecond.a"],
            "shared": [f"-L{first}", f"-L{second}", "-lfirst", "-lsecond", f"-Wl,-rpath,{first}:{second}"],
        }
        for kind, libraries in kinds.items():
            with self.subTest(kind):
                program = self.build("two_nets.c", *include, *libraries,
                                     "-lpthread", out=kind)
                got = numpy.array([float.fromhex(word) for word in self.execute(program).split()], numpy.float32)
                self.assertEqual(got.size, 20)
                self.assertTrue(numpy.array_equal(got[:10], want) and numpy.array_equal(got[10:], want))

    def test_the_header_is_also_cxx(self):
        net = self.compile(TINY)
        source = self.write("main.cpp", '#include "tiny.h"\n#include "tiny.h"\n'
                                        "static float out[TINY_CLASSES];\n"
                                        "alignas(64) static unsigned char arena[TINY_ARENA_BYTES(2)];\n"
                                        "int main() { return tiny_infer(nullptr, nullptr, 1, out, arena, nullptr) == "
                                        "RESNETC_NULL_POINTER ? 0 : 1; }\n")
        program = self.folder / "cxx"
        self.execute("c++", "-std=c++11", "-Wall", "-Wextra", "-Werror", source, f"-I{net}", net / "libtiny.a",
                     "-lpthread", "-o", program)
        self.execute(program)


if __name__ == "__main__":
    unittest.main()
