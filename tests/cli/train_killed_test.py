"""Killed at any moment, also while a checkpoint is being written, a training goes on to the bits of one that never was."""
import os
import random
import shutil
import subprocess
import time
import unittest

import numpy

from program import BIN
from train_errors_test import SPEC
from train_test import Training, bright_images

KILLS, INSIDE, MOST_KILLS = 20, 4, 60
# A checkpoint of 320 KB, so that writing one takes a while on any disk; few ends of epochs, whose files take longest.
WIDE = SPEC.replace("{blocks: 1, filters: 8}", "{blocks: 1, filters: 64}")
IMAGES = 400  # 25 steps an epoch
FLAGS = ("--epochs", "24")


class Killed(Training):
    def setUp(self):
        super().setUp()
        self.cut = self.folder / "cut"

    def start(self):
        """A training with its first checkpoint, and one for each step."""
        shutil.rmtree(self.cut, ignore_errors=True)
        process = self.begin("cut", *FLAGS, "--checkpoint-steps", "1")
        self.wait_for_checkpoint(process, self.cut)
        return process

    def resume(self):
        """From another working folder, where the training's has another name."""
        return subprocess.Popen([BIN / "resnetc", "train", "--resume", "cut"], cwd=self.folder,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def half_written(self, folder="."):
        return [entry.name for entry in os.scandir(self.cut / folder)
                if entry.name.endswith(".tmp") or entry.name.startswith(".resnetc-")]

    def wait_for_writing(self, process):
        """Until the temporary file of a checkpoint is there, or the training has ended."""
        while process.poll() is None:
            for _ in range(200):
                if self.half_written("checkpoints"):
                    return

    def wait_for_moment(self, process, choose):
        """While it begins, after some steps, or in a checkpoint's writing."""
        moment = choose.choice(("begins", "steps", "writes", "writes"))
        if moment == "begins":
            time.sleep(choose.uniform(0, 0.1))
            return
        self.wait_for_checkpoint(process, self.cut, self.saved_step(self.cut) + choose.randrange(8))
        if moment == "writes":
            self.wait_for_writing(process)
        else:
            time.sleep(choose.uniform(0, 0.005))

    def assertEndsAs(self, whole, process):
        error = process.communicate(timeout=300)[1]
        self.assertEqual(process.returncode, 0, error)
        self.assertSameWeights(whole, self.cut)
        self.assertEqual(self.values(whole), self.values(self.cut))
        self.assertFalse(self.half_written() + self.half_written("checkpoints"), "a kill's leftovers")

    def values(self, run):
        """The history, less what a clock wrote."""
        return [{key: row[key] for key in row if key != "seconds"} for row in self.history(run)]

    def test_twenty_times_some_inside_the_writing_of_a_checkpoint(self):
        self.spec = self.write("net.yaml", WIDE)
        for name, array in zip(("x.npy", "y.npy"), bright_images(IMAGES)):
            numpy.save(self.folder / name, array)
        whole = self.train("whole", *FLAGS)
        self.assertEqual(len(self.values(whole)), 24)
        process = self.start()
        choose = random.Random(1)
        kills = inside = 0
        while kills < KILLS or (inside < INSIDE and kills < MOST_KILLS):
            self.wait_for_moment(process, choose)
            if process.poll() is not None:  # faster than the kills: another one takes the rest
                self.assertEndsAs(whole, process)
                process = self.start()
                continue
            process.kill()
            process.communicate()
            kills += 1
            inside += bool(self.half_written("checkpoints"))
            process = self.resume()
        self.assertEndsAs(whole, process)
        self.assertGreaterEqual(inside, INSIDE, f"of {kills} kills so few came inside a checkpoint's writing")

    def test_while_it_compiles_it_begins_again(self):
        whole = self.train("whole", "--epochs", "1")
        process = self.begin("cut", "--epochs", "1")
        while process.poll() is None and not (self.cut / "train-options.json").exists():
            time.sleep(0.001)
        process.kill()
        process.communicate()
        self.resnetc("train", "--resume", self.cut)
        self.assertSameWeights(whole, self.cut)


if __name__ == "__main__":
    unittest.main()
