"""Whole nets and trainings on OpenCL (PoCL) and Vulkan (lavapipe), which take minutes there. Run by devices_test.sh."""
import json
import os
import pathlib
import signal
import sys
import unittest

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from device_commands_test import APIS, HIDDEN, error  # noqa: E402
from program import BIN, MINI, ROOT, ProgramTest, noise, png  # noqa: E402
from train_test import Training as TrainingTest  # noqa: E402


class KerasNet(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keep = ProgramTest()
        cls.keep.setUp()
        weights = MINI / "resnet50_keras1_tf_dim_ordering_tf_kernels.h5"
        cls.net = cls.keep.compile(MINI / "mini.yaml", "--weights", weights, "--target", "host,opencl,vulkan",
                                   "--batch", "1,3")

    @classmethod
    def tearDownClass(cls):
        cls.keep.doCleanups()

    def images(self, n=4):
        return noise(n, 224, 224, 3)

    def test_logits_and_probabilities_are_the_processors(self):
        for images in (self.images(), (self.images().astype(numpy.float32) - 120) / 60):
            for flags in (("--logits",), ()):
                want = self.run_net(self.net, images, *flags)
                for api in APIS:
                    with self.subTest(api=api, flags=flags, type=images.dtype):
                        got = self.run_net(self.net, images, *flags, "--device", f"{api}:0")
                        self.assertLess(error(got, want), 1e-4)
                        self.assertTrue(numpy.array_equal(got, self.run_net(self.net, images, *flags, "--device", api)))

    def test_predict_bench_and_the_nets_own_program(self):
        picture = self.write("a.png", png(noise(40, 40, 3)))
        program = next(file for file in self.net.iterdir() if file.suffix == "" and os.access(file, os.X_OK))
        want = json.loads(self.resnetc("predict", "--net", self.net, picture, "--json").stdout)["images"][0]["top"]
        for api in APIS:
            out = self.execute(program, "predict", picture, "--json", "--device", api)
            for got, top in zip(json.loads(out)["images"][0]["top"], want):
                self.assertAlmostEqual(got["probability"], top["probability"], places=4)
            out = json.loads(self.resnetc("bench", "--net", self.net, "--device", api, "--json").stdout)
            self.assertGreater(out["p90_ms"], 0)
            self.assertEqual(out["device"], f"{api}:0")
            self.assertIsNone(out["of_direct_limit"])


class OnADevice(TrainingTest):
    def test_it_learns_as_the_processor_does(self):
        flags = ("--epochs", "4", "--validation", self.data)

        def losses(run):
            return [(float(row["loss"]), float(row["val_loss"])) for row in self.history(run)]

        want = losses(self.train("processor", *flags))
        for api in APIS:
            with self.subTest(api=api):
                run = self.train(api, *flags, "--device", f"{api}:0")
                numpy.testing.assert_allclose(losses(run), want, rtol=1e-2)
                words = ("evaluate", "--net", run, "--data", self.data, "--json")
                on_device = json.loads(self.resnetc(*words, "--device", api).stdout)
                self.assertAlmostEqual(on_device["loss"], losses(run)[-1][1], places=5)
                self.assertAlmostEqual(on_device["loss"], json.loads(self.resnetc(*words).stdout)["loss"], places=4)

    def test_interrupted_it_goes_on_to_the_same_bits(self):
        for api in APIS:
            with self.subTest(api=api):
                flags = ("--epochs", "100000", "--steps", "40", "--checkpoint-steps", "1", "--device", api)
                cut = f"cut-{api}"
                process = self.begin(cut, *flags)
                self.wait_for_checkpoint(process, self.folder / cut, after=2)
                process.send_signal(signal.SIGINT)
                message = process.communicate(timeout=60)[1]
                self.assertEqual(process.returncode, 130, message)
                self.resnetc("train", "--resume", self.folder / cut, "--device", api, expect=2)
                self.resnetc("train", "--resume", self.folder / cut, env=HIDDEN, expect=3)
                done = self.resnetc("train", "--resume", self.folder / cut)
                self.assertIn(f"on {api}:0", done.stderr)
                self.assertSameWeights(self.train(f"whole-{api}", *flags), self.folder / cut)


class Example(ProgramTest):
    def test_the_c_program_uses_a_device_or_the_processor(self):
        env = {"OUT": str(self.folder), "RESNETC": str(BIN / "resnetc")}
        run = ROOT / "examples/gpu/run.sh"
        for api in APIS:
            self.assertIn(f"{api}:0 is ", self.execute(run, f"{api}:0", env=env))
        self.assertIn("on the processor", self.execute(self.folder / "classify", "opencl:0", env=HIDDEN))
        self.assertIn("on the processor", self.execute(self.folder / "classify"))


if __name__ == "__main__":
    unittest.main()
