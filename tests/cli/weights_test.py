"""`weights inspect` tells what a file holds; `weights convert` writes it in another format, to the bit."""
import io
import json
import random
import struct
import subprocess
import unittest
import zipfile

import numpy

from program import BIN, MINI, ROOT, TINY, ProgramTest

KERAS2 = MINI / "resnet50_keras2.h5"
THEANO = MINI / "resnet50_keras1_th_dim_ordering_th_kernels.h5"
TORCH = ROOT / "tests/data/train/resnet20b_w4_init.safetensors"
# The net of TORCH.
NARROW = """preset: cifar-resnet20
name: narrow
stem: {filters: 4}
stages: [{blocks: 3, filters: 4}, {blocks: 3, filters: 8}, {blocks: 3, filters: 16}]
shortcut: B
"""


def tensors(file):
    """Name to array, out of a .safetensors of float32; other types are left out."""
    content = file.read_bytes()
    start = 8 + struct.unpack("<Q", content[:8])[0]
    found = {}
    for name, entry in json.loads(content[8:start]).items():
        if entry.get("dtype") == "F32":
            begin, end = entry["data_offsets"]
            found[name] = numpy.frombuffer(content[start + begin:start + end], "<f4").reshape(entry["shape"])
    return found


def archive(members, method=zipfile.ZIP_STORED):
    """The bytes of a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return out.getvalue()


class Inspect(ProgramTest):
    def test_the_text_has_the_file_s_facts_and_each_tensor(self):
        text = self.resnetc("weights", "inspect", KERAS2).stdout
        for part in ("HDF5", "Keras 2", "tensorflow", "2.2.4", "320 of 113372 values", "names: classic"):
            self.assertIn(part, text)
        self.assertRegex(text, r"(?m)^conv1/conv1/kernel:0 +7x7x3x4 +f32 +conv1$")

    def test_json_has_the_same(self):
        found = json.loads(self.resnetc("weights", "inspect", KERAS2, "--json").stdout)
        self.assertEqual((found["format"], found["style"], found["count"]), ("HDF5", "Keras 2", 320))
        self.assertEqual(found["attributes"]["backend"], "tensorflow")
        self.assertEqual(found["attributes"]["layer_names"][2], "conv1")
        self.assertIn({"name": "conv1/conv1/kernel:0", "shape": [7, 7, 3, 4], "type": "f32"}, found["tensors"])

    def test_a_safetensors_file_has_its_metadata(self):
        spec = self.write("net.yaml", NARROW)
        file = self.folder / "net.safetensors"
        self.resnetc("weights", "convert", TORCH, file, "--spec", spec)
        found = json.loads(self.resnetc("weights", "inspect", file, "--json").stdout)
        self.assertEqual((found["format"], found["style"]), ("safetensors", "PyTorch"))
        self.assertEqual(found["metadata"]["net"], "narrow")

    def test_what_is_no_file_of_weights_is_exit_1_and_named(self):
        for name, content, reason in (("page.h5", "<!DOCTYPE html>", "web page"), ("empty.h5", "", "is empty"),
                                      ("cut.h5", KERAS2.read_bytes()[:9000], "damaged")):
            with self.subTest(name=name):
                done = self.resnetc("weights", "inspect", self.write(name, content), expect=1)
                self.assertIn(name, done.stderr)
                self.assertIn(reason, done.stderr)
                self.assertEqual(done.stdout, "")
        self.resnetc("weights", "inspect", self.folder / "absent.h5", expect=1)


class Convert(ProgramTest):
    def convert(self, source, name, spec, *flags, expect=0):
        self.resnetc("weights", "convert", source, self.folder / name, "--spec", spec, *flags, expect=expect)
        return self.folder / name

    def test_the_mini_net_goes_through_every_format(self):
        spec = MINI / "mini.yaml"
        first = tensors(self.convert(KERAS2, "a.safetensors", spec))
        self.assertEqual(len(first), 320)
        self.assertEqual(first["conv1/kernel"].shape, (7, 7, 3, 4))
        file = self.convert(THEANO, "b.h5", spec, "--kernels", "th")
        file = self.convert(file, "c.weights.h5", spec)
        last = tensors(self.convert(file, "d.safetensors", spec))
        self.assertEqual(list(last), list(first))
        self.assertTrue(all(numpy.array_equal(last[name], first[name]) for name in first))

    def test_a_keras_2_file_says_what_keras_needs(self):
        file = self.convert(TORCH, "net.h5", self.write("net.yaml", NARROW))
        found = json.loads(self.resnetc("weights", "inspect", file, "--json").stdout)
        attributes = found["attributes"]
        self.assertEqual((attributes["backend"], attributes["keras_version"]), ("tensorflow", "2.2.4"))
        self.assertEqual(attributes["layer_names"][:3], ["conv1", "bn1", "layer1.0.conv1"])
        self.assertIn({"name": "fc/fc/kernel:0", "shape": [16, 10], "type": "f32"}, found["tensors"])

    def test_a_torchvision_net_comes_back_in_torchvision_s_names_and_layout(self):
        spec = self.write("net.yaml", NARROW)
        file = self.convert(self.convert(TORCH, "net.h5", spec), "net.weights.h5", spec)
        again, first = tensors(self.convert(file, "net.safetensors", spec)), tensors(TORCH)
        self.assertEqual(sorted(again), sorted(first))
        self.assertTrue(all(numpy.array_equal(again[name], first[name]) for name in first))

    def test_a_file_may_be_replaced_by_itself_in_another_order(self):
        file = self.write("net.h5", THEANO.read_bytes())
        self.convert(file, "net.h5", MINI / "mini.yaml")
        self.assertIn("Keras 2", self.resnetc("weights", "inspect", file).stdout)
        self.assertEqual([entry.name for entry in self.folder.iterdir()], ["net.h5"])

    def test_nothing_is_written_when_the_file_does_not_fit_the_spec(self):
        done = self.resnetc("weights", "convert", KERAS2, self.folder / "out.h5",
                            "--spec", self.write("net.yaml", TINY), expect=1)
        self.assertIn("conv1", done.stderr)
        self.assertFalse((self.folder / "out.h5").exists())

    def test_a_wrong_ending_is_a_wrong_command_line(self):
        done = self.resnetc("weights", "convert", KERAS2, self.folder / "net.onnx",
                            "--spec", MINI / "mini.yaml", expect=2)
        self.assertIn(".safetensors", done.stderr)
        self.resnetc("weights", "convert", KERAS2, self.folder / "net.h5", expect=2)

    def test_a_place_that_cannot_be_written_is_exit_3(self):
        for ending in (".h5", ".weights.h5", ".safetensors"):
            self.convert(KERAS2, f"absent/net{ending}", MINI / "mini.yaml", expect=3)


class KerasArchive(ProgramTest):
    """A .keras is a zip archive of which only model.weights.h5 is looked at."""

    def members(self):
        weights = self.folder / "net.weights.h5"
        self.resnetc("weights", "convert", KERAS2, weights, "--spec", MINI / "mini.yaml")
        return {"metadata.json": "{}", "config.json": '{"module": "os"}', "model.weights.h5": weights.read_bytes()}

    def test_an_archive_loads_stored_or_deflated(self):
        members = self.members()
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            file = self.write("net.keras", archive(members, method))
            self.assertIn("Keras archive", self.resnetc("weights", "inspect", file).stdout)
            self.resnetc("weights", "convert", file, self.folder / "out.safetensors", "--spec", MINI / "mini.yaml")
            self.resnetc("weights", "convert", KERAS2, self.folder / "in.safetensors", "--spec", MINI / "mini.yaml")
            got, expected = (self.folder / name for name in ("out.safetensors", "in.safetensors"))
            self.assertEqual(got.read_bytes(), expected.read_bytes())

    def test_archives_that_are_none_of_keras_are_refused_with_the_reason(self):
        members = self.members()
        whole = archive(members)
        lacking = {name: content for name, content in members.items() if name != "model.weights.h5"}
        flipped = bytearray(whole)
        flipped[whole.index(b"\x89HDF") + 50_000] ^= 1
        bomb = archive({"metadata.json": "{}", "model.weights.h5": bytes(200_000_000)}, zipfile.ZIP_DEFLATED)
        for name, content, reason in (("lacking", archive(lacking), "without model.weights.h5"),
                                      ("flipped", bytes(flipped), "checksum"), ("bomb", bomb, "many times"),
                                      ("cut", whole[:-30], "cut off"),
                                      ("text", archive({"metadata.json": "{}", "model.weights.h5": "text"}), "HDF5")):
            with self.subTest(name=name):
                file = self.write(f"{name}.keras", content)
                done = self.resnetc("weights", "inspect", file, expect=1, timeout=20)
                self.assertIn(f"{name}.keras", done.stderr)
                self.assertIn(reason, done.stderr)

    def test_damaged_archives_end_in_a_message(self):
        whole, choose = archive(self.members()), random.Random(1)
        for number in range(30):
            content = bytearray(whole)
            for _ in range(choose.randint(1, 4)):  # in the first headers and the list of members
                at = choose.randrange(200) if choose.random() < 0.5 else -1 - choose.randrange(250)
                content[at] = choose.randrange(256)
            file = self.write("net.keras", bytes(content))
            done = subprocess.run([str(BIN / "resnetc"), "weights", "inspect", str(file)], capture_output=True, text=True,
                                  timeout=20)
            self.assertIn(done.returncode, (0, 1), f"number {number}")
            self.assertEqual(done.returncode == 0, done.stderr == "", f"number {number}: {done.stderr}")


if __name__ == "__main__":
    unittest.main()
