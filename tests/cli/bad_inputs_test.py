"""Weights, arrays and pictures that cannot be used: exit 1, the file named, nothing half-written."""
import json
import unittest

import numpy

from program import TINY, ProgramTest, noise, png


class OwnFiles(ProgramTest):
    def test_a_spec_is_never_replaced_by_the_resolved_one(self):
        text = "# mine\n" + TINY
        spec = self.write("tiny.yaml", text)
        cache = self.folder / "cache"
        done = self.resnetc("compile", spec, "-o", self.folder, expect=1, env={"RESNETC_CACHE": str(cache)})
        self.assertIn(str(spec), done.stderr)
        self.assertIn("-o", done.stderr)
        self.assertEqual(spec.read_text(), text)
        self.assertEqual(list(self.folder.iterdir()), [spec])  # no kernel was compiled either

    def test_the_resolved_spec_may_be_compiled_where_it_lies(self):
        net = self.compile(TINY)
        resolved = (net / "tiny.yaml").read_bytes()
        self.resnetc("compile", net / "tiny.yaml", "-o", net)
        self.assertEqual((net / "tiny.yaml").read_bytes(), resolved)

    def test_weights_that_lie_where_a_net_is_compiled_for_the_first_time_stay(self):
        weights = self.write("out/tiny.safetensors", "mine")
        self.resnetc("compile", self.write("net.yaml", TINY), "-o", self.folder / "out")
        self.assertEqual(weights.read_text(), "mine")


class BadWeights(ProgramTest):
    def test_a_web_page_is_not_taken_for_weights(self):
        page = self.write("weights.h5", "<!DOCTYPE html><html><body>Not found</body></html>")
        done = self.resnetc("compile", self.write("net.yaml", TINY), "-o", self.folder / "out", "--weights", page,
                            expect=1)
        self.assertIn("weights.h5", done.stderr)
        self.assertIn("HTML", done.stderr)
        self.assertFalse(list(self.folder.glob("out/lib*")))

    def test_an_empty_file_a_folder_and_noise_are_named(self):
        spec = self.write("net.yaml", TINY)
        for file in (self.write("empty.h5", ""), self.write("noise.h5", noise(4096).tobytes()), self.folder):
            done = self.resnetc("compile", spec, "-o", self.folder / "out", "--weights", file, expect=1)
            self.assertIn(file.name, done.stderr)
            self.assertFalse(list(self.folder.glob("out/lib*")))

    def test_safetensors_of_another_net_are_refused(self):
        other = self.compile(TINY.replace("classes: 10", "classes: 11"))
        self.assertFalse((other / "tiny.safetensors").exists())  # no --weights, so none are written
        header = json.dumps({"conv1/kernel": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
        file = self.write("other.safetensors", len(header).to_bytes(8, "little") + header + b"\0" * 4)
        done = self.resnetc("compile", self.write("net.yaml", TINY), "-o", self.folder / "refused", "--weights", file,
                            expect=1)
        self.assertIn("other.safetensors", done.stderr)
        self.assertIn("conv1/kernel", done.stderr)


class BadArraysAndPictures(ProgramTest):
    def setUp(self):
        super().setUp()
        self.net = self.compile(TINY)

    def test_arrays_of_the_wrong_shape_or_type_are_named(self):
        images = {"shape": noise(1, 31, 32, 3), "channels": numpy.zeros((1, 32, 32, 4), numpy.float32),
                  "double": numpy.zeros((1, 32, 32, 3)), "flat": noise(32)}
        for name, image in images.items():
            with self.subTest(name):
                numpy.save(self.folder / f"{name}.npy", image)
                done = self.resnetc("run", "--net", self.net, "--input", self.folder / f"{name}.npy", "--output",
                                    self.folder / "y.npy", expect=1)
                self.assertIn(f"{name}.npy", done.stderr)
                self.assertFalse((self.folder / "y.npy").exists())

    def test_a_truncated_array_is_named(self):
        numpy.save(self.folder / "x.npy", noise(2, 32, 32, 3))
        whole = (self.folder / "x.npy").read_bytes()
        file = self.write("short.npy", whole[:-1])
        done = self.resnetc("run", "--net", self.net, "--input", file, "--output", self.folder / "y.npy", expect=1)
        self.assertIn("short.npy", done.stderr)

    def test_bad_pictures_are_named_and_the_good_ones_still_classified(self):
        picture = png(noise(40, 50, 3))
        good = self.write("good.png", picture)
        bad = {"text.png": b"hello", "empty.jpg": b"", "short.png": picture[: len(picture) // 2]}
        files = [self.write(name, content) for name, content in bad.items()]
        done = self.resnetc("predict", "--net", self.net, good, *files, "--json", expect=1)
        for name in bad:
            self.assertIn(name, done.stderr)
        images = json.loads(done.stdout)["images"]
        self.assertEqual([image["file"] for image in images], [str(good)])
        self.assertEqual(len(images[0]["top"]), 5)

    def test_a_folder_without_pictures_is_named(self):
        folder = self.write("nothing/readme.txt", "").parent
        done = self.resnetc("predict", "--net", self.net, folder, expect=1)
        self.assertIn("nothing", done.stderr)

    def test_a_damaged_library_is_refused(self):
        library = self.net / "libtiny.so"
        library.write_bytes(library.read_bytes()[:1000])
        done = self.resnetc("bench", "--net", self.net, expect=1)
        self.assertIn("libtiny.so", done.stderr)

    def test_a_library_without_weights_says_so(self):
        numpy.save(self.folder / "x.npy", noise(1, 32, 32, 3))
        done = self.resnetc("run", "--net", self.net, "--input", self.folder / "x.npy", "--output",
                            self.folder / "y.npy")
        self.assertIn("seed 0", done.stderr)


if __name__ == "__main__":
    unittest.main()
