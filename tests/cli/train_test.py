"""A training end to end: it learns, any threads and an interruption give the same bits, its folder works as a net."""
import csv
import json
import signal
import subprocess
import time
import unittest

import numpy

from program import BIN, ProgramTest, noise, png
from train_errors_test import SPEC

IMAGES = 50


def bright_images(count=IMAGES, seed=0):
    """Noise whose channel `label` is brighter: a net of any size learns it."""
    labels = numpy.random.default_rng(seed).integers(0, 3, count).astype(numpy.int32)
    images = noise(count, 8, 8, 3, seed=seed) // 2
    images[numpy.arange(count), :, :, labels] += 120
    return images, labels


class Training(ProgramTest):
    def setUp(self):
        super().setUp()
        self.spec = self.write("net.yaml", SPEC)
        images, labels = bright_images()
        numpy.save(self.folder / "x.npy", images)
        numpy.save(self.folder / "y.npy", labels)
        self.data = f"{self.folder / 'x.npy'},{self.folder / 'y.npy'}"

    def words(self, out, *flags):
        return ["train", self.spec, "--data", self.data, "--batch", "16", "--rate", "0.02", "--crop-pad", "0", "-o",
                self.folder / out, *flags]

    def train(self, out, *flags, **how):
        done = self.resnetc(*self.words(out, *flags), **how)
        self.assertEqual(done.stdout, "")
        return self.folder / out

    def begin(self, out, *flags):
        return subprocess.Popen([str(word) for word in [BIN / "resnetc", *self.words(out, *flags)]],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def saved_step(self, run):
        """The step of the newest checkpoint; 0 before the first."""
        try:
            return int((run / "checkpoints/latest").read_text().strip().removeprefix("ckpt-"))
        except (FileNotFoundError, ValueError):
            return 0

    def wait_for_checkpoint(self, process, run, after=0):
        """Until a checkpoint of a later step is there, or the training has ended."""
        end = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < end and self.saved_step(run) <= after:
            time.sleep(0.002)

    def history(self, run):
        with open(run / "history.csv") as file:
            return list(csv.DictReader(file))

    def assertSameWeights(self, run, other):
        for name in ("last.h5", "best.h5"):
            self.assertEqual((run / name).read_bytes(), (other / name).read_bytes(), name)


class Learning(Training):
    def test_it_learns_and_its_folder_is_a_net(self):
        run = self.train("run", "--epochs", "12", "--validation", self.data)
        rows = self.history(run)
        self.assertEqual([row["epoch"] for row in rows], [str(epoch) for epoch in range(12)])
        self.assertLess(float(rows[-1]["loss"]), float(rows[0]["loss"]) / 2)
        found = json.loads(self.resnetc("evaluate", "--net", run, "--data", self.data, "--json").stdout)
        self.assertAlmostEqual(found["loss"], float(rows[-1]["val_loss"]), places=6)
        self.assertAlmostEqual(found["accuracy"], float(rows[-1]["val_accuracy"]), places=6)
        done = self.resnetc("run", "--net", run, "--input", self.folder / "x.npy", "--output", self.folder / "p.npy")
        self.assertIn("last.h5", done.stderr)
        right = numpy.load(self.folder / "p.npy").argmax(1) == numpy.load(self.folder / "y.npy")
        self.assertAlmostEqual(right.mean(), found["accuracy"], places=6)
        self.resnetc("bench", "--net", run, "--json")

    def test_the_weights_go_into_a_library_that_stands_alone(self):
        run = self.train("run", "--epochs", "2")
        self.resnetc("compile", self.spec, "-o", self.folder / "out", "--weights", run / "last.h5")
        images = noise(3, 8, 8, 3, seed=5)
        self.assertTrue(numpy.array_equal(self.run_net(run, images), self.run_net(self.folder / "out", images)))

    def test_class_folders_give_predict_its_names(self):
        images, labels = bright_images(12)
        for i, (image, label) in enumerate(zip(images, labels)):
            self.write(f"photos/{('red', 'green', 'blue')[label]}/{i}.png", png(image))
        run = self.folder / "run"
        self.resnetc("train", self.spec, "--data", self.folder / "photos", "--epochs", "1", "-o", run)
        found = json.loads(self.resnetc("predict", "--net", run, self.folder / "photos", "--json").stdout)
        self.assertEqual({top["name"] for top in found["images"][0]["top"]}, {"red", "green", "blue"})
        found = json.loads(self.resnetc("evaluate", "--net", run, "--data", self.folder / "photos", "--json").stdout)
        self.assertEqual(found["classes"], ["blue", "green", "red"])

    def test_a_new_head_begins_with_the_seed_and_the_rest_with_the_file(self):
        first = self.train("first", "--epochs", "1")
        other = self.write("other.yaml", SPEC.replace("classes: 3", "classes: 5"))
        flags = ["--data", self.data, "--weights", first / "last.h5", "--new-head", "--epochs", "1", "--rate", "1e-12"]
        runs = []
        for seed in ("0", "0", "1"):
            run = self.folder / f"run{len(runs)}"
            self.resnetc("train", other, *flags, "--seed", seed, "--no-shuffle", "--flip", "false", "-o", run)
            runs.append((run / "tiny.safetensors").read_bytes())
        self.assertEqual(runs[0], runs[1])
        self.assertNotEqual(runs[0], runs[2])

    def test_gradients_are_those_that_a_step_takes(self):
        net = self.compile(SPEC, "--train", "7")
        numpy.save(self.folder / "gx.npy", noise(5, 8, 8, 3))
        numpy.save(self.folder / "gy.npy", numpy.arange(5) % 3)
        words = ["gradients", "--net", net, "--input", self.folder / "gx.npy", "--labels", self.folder / "gy.npy", "-o"]
        self.resnetc(*words, self.folder / "g.h5", "--threads", "1")
        self.resnetc(*words, self.folder / "h.h5", "--threads", "2")
        self.assertEqual((self.folder / "g.h5").read_bytes(), (self.folder / "h.h5").read_bytes())
        text = self.resnetc("weights", "inspect", self.folder / "g.h5", "--json").stdout
        names = {tensor["name"] for tensor in json.loads(text)["tensors"]}
        self.assertIn("loss", names)
        self.assertIn("conv1/kernel", names)
        self.assertIn("bn1/gamma", names)
        self.assertFalse([name for name in names if "moving" in name])


class SameBits(Training):
    def test_one_and_two_threads(self):
        self.assertSameWeights(self.train("one", "--epochs", "2", "--threads", "1"),
                               self.train("two", "--epochs", "2", "--threads", "2"))

    def test_strict_math_changes_nothing(self):
        self.assertSameWeights(self.train("plain", "--epochs", "1"), self.train("strict", "--epochs", "1", "--strict-math"))

    def test_interrupted_it_ends_with_130_and_a_checkpoint(self):
        flags = ("--epochs", "100000", "--steps", "2000")
        process = self.begin("cut", *flags)
        self.wait_for_checkpoint(process, self.folder / "cut")
        process.send_signal(signal.SIGINT)
        error = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 130, error)
        self.assertIn("train --resume", error)
        self.resnetc("train", "--resume", self.folder / "cut", "--threads", "1")
        self.assertSameWeights(self.train("whole", *flags), self.folder / "cut")

    def test_a_training_in_the_folder_of_another_replaces_it(self):
        run = self.train("run", "--epochs", "3", "--seed", "7")
        self.train("run", "--epochs", "1")
        self.assertEqual(len(self.history(run)), 1)
        self.assertSameWeights(run, self.train("fresh", "--epochs", "1"))

    def test_two_trainings_do_not_write_to_one_folder(self):
        process = self.begin("run", "--epochs", "100000")
        self.wait_for_checkpoint(process, self.folder / "run")
        done = self.resnetc(*self.words("run"), expect=1)
        self.assertIn("another training", done.stderr)
        done = self.resnetc("train", "--resume", self.folder / "run", expect=1)
        self.assertIn("another training", done.stderr)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)


if __name__ == "__main__":
    unittest.main()
