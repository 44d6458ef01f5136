"""Nets on OpenCL (PoCL) and Vulkan (lavapipe): the processor's numbers, from any command; what is missing is named and the
processor works as ever. setup.sh installs both drivers.
What takes minutes with them is in tests/long/devices.py."""
import json
import re
import unittest

import numpy

from program import TINY, ProgramTest, noise
from train_errors_test import SPEC
from train_test import Training

APIS = ("opencl", "vulkan")
HIDDEN = {"OCL_ICD_VENDORS": "/nonexistent", "VK_ICD_FILENAMES": "/nonexistent", "VK_DRIVER_FILES": "/nonexistent"}


def error(got, want):
    return numpy.abs(got - want).max() / numpy.abs(want).max()


class Listing(ProgramTest):
    def test_devices_have_name_and_memory(self):
        listed = json.loads(self.resnetc("devices", "--json").stdout)
        for api in APIS:
            found = [device for device in listed if device["device"] == f"{api}:0"]
            self.assertEqual(len(found), 1, listed)
            self.assertTrue(found[0]["name"])
            self.assertGreater(found[0]["memory"], 1 << 20)
        text = self.resnetc("devices").stdout
        for device in listed:
            self.assertRegex(text, rf"(?m)^{device['device']} .*{re.escape(device['name'])}$")

    def test_without_drivers_the_list_is_empty_and_says_why(self):
        done = self.resnetc("devices", env=HIDDEN)
        self.assertIn("no devices", done.stdout)
        for api in APIS:
            self.assertRegex(done.stderr, rf"(?m)^{api}: ")
        self.assertEqual(json.loads(self.resnetc("devices", "--json", env=HIDDEN).stdout), [])


class Inference(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keep = ProgramTest()
        cls.keep.setUp()
        cls.net = cls.keep.compile(TINY, "--target", "host,opencl,vulkan", "--batch", "1,3")

    @classmethod
    def tearDownClass(cls):
        cls.keep.doCleanups()

    def images(self, n=4):
        return noise(n, 32, 32, 3)

    def test_the_nets_list_has_what_it_is_compiled_for(self):
        listed = json.loads(self.resnetc("devices", "--net", self.net, "--json").stdout)
        self.assertEqual({device["device"].split(":")[0] for device in listed}, set(APIS))

    def test_logits_and_probabilities_are_the_processors(self):
        for images, flags in ((self.images(), ()), ((self.images().astype(numpy.float32) - 120) / 60, ("--logits",))):
            want = self.run_net(self.net, images, *flags)
            for api in APIS:
                with self.subTest(api=api, flags=flags, type=images.dtype):
                    got = self.run_net(self.net, images, *flags, "--device", f"{api}:0")
                    self.assertLess(error(got, want), 1e-4)

    def test_a_missing_driver_is_exit_3_and_writes_nothing(self):
        numpy.save(self.folder / "x.npy", self.images(1))
        words = ["--net", self.net, "--input", self.folder / "x.npy", "--output", self.folder / "none.npy"]
        for api in APIS:
            for env, device in ((HIDDEN, f"{api}:0"), (None, f"{api}:77")):
                with self.subTest(device=device):
                    done = self.resnetc("run", *words, "--device", device, env=env, expect=3)
                    self.assertIn(f"{api}: ", done.stderr)
                    self.assertIn("resnetc devices", done.stderr)
        self.assertFalse((self.folder / "none.npy").exists())
        self.resnetc("run", *words, env=HIDDEN)
        self.assertTrue((self.folder / "none.npy").exists())

    def test_other_words_are_exit_2_and_other_nets_exit_1(self):
        x = self.write("x.npy", b"")
        for word in ("gpu", "opencl:", "opencl:one", ""):
            done = self.resnetc("run", "--net", self.net, "--input", x, "--output", x, "--device", word, expect=2)
            self.assertIn("opencl, vulkan or cuda", done.stderr)
        done = self.resnetc("bench", "--net", self.net, "--device", "cuda:0", expect=1)
        self.assertIn("--target host,cuda", done.stderr)
        plain = self.compile(TINY, out="plain")
        self.assertIn("--target host,opencl", self.resnetc("bench", "--net", plain, "--device", "opencl", expect=1).stderr)


class OnADevice(Training):
    def test_gradients_on_a_device(self):
        net = self.compile(SPEC, "--train", "7", "--target", "host,opencl,vulkan")
        numpy.save(self.folder / "gx.npy", noise(5, 8, 8, 3))
        numpy.save(self.folder / "gy.npy", numpy.arange(5) % 3)
        words = ["gradients", "--net", net, "--input", self.folder / "gx.npy", "--labels", self.folder / "gy.npy", "-o"]

        def words_of(name, *flags):
            self.resnetc(*words, self.folder / name, *flags)
            return numpy.frombuffer((self.folder / name).read_bytes(), numpy.uint32)

        want = words_of("processor.h5")
        for api in APIS:
            got = words_of(f"{api}.h5", "--device", api)
            self.assertEqual(got.shape, want.shape)
            others = got != want  # the files are alike but for the numbers, whose last bits differ
            self.assertGreater(others.sum(), 100)
            self.assertLess(error(got[others].view(numpy.float32), want[others].view(numpy.float32)), 1e-3)
        self.resnetc(*words, self.folder / "none.h5", "--device", "opencl", env=HIDDEN, expect=3)
        self.assertFalse((self.folder / "none.h5").exists())

    def test_a_missing_driver_is_told_before_anything_is_compiled(self):
        done = self.resnetc(*self.words("none", "--device", "opencl:0"), env=HIDDEN, expect=3)
        self.assertIn("opencl: ", done.stderr)
        self.assertFalse((self.folder / "none").exists())


if __name__ == "__main__":
    unittest.main()
