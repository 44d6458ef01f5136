"""A key that is accepted changes the net; what cannot be compiled yet is refused by name. No key is ignored."""
import json
import re
import unittest

import numpy

from program import ProgramTest, noise

# Bottlenecks with projections, so that every key of the net has something to act on.
BASE = {
    "preset": "resnet50",
    "name": "vary",
    "input": "{height: 32, width: 32}",
    "stem": "{filters: 8}",
    "stages": "[{blocks: 1, filters: 4}, {blocks: 2, filters: 8}]",
    "head": "{classes: 10}",
}
GRAY = {"input": "{height: 32, width: 32, channels: 1}",
        "preprocess": "{order: gray, mean: [100], std: [2]}"}


def top(key, value):
    return {key: value}


# What each key says other than the base: the key's path, and the top-level keys that are replaced.
VARIATIONS = [
    ("preset", top("preset", "keras-resnet50")),
    ("name", top("name", "other")),
    ("input.height", top("input", "{height: 40, width: 32}")),
    ("input.width", top("input", "{height: 32, width: 45}")),
    ("input.channels", GRAY),
    ("input.layout", top("input", "{height: 32, width: 32, layout: nchw}")),
    ("preprocess.order", top("preprocess", "{order: rgb}")),
    ("preprocess.scale", top("preprocess", "{scale: 0.5}")),
    ("preprocess.mean", top("preprocess", "{mean: [1, 2, 3]}")),
    ("preprocess.std", top("preprocess", "{std: [1, 2, 3]}")),
    ("preprocess.resize", top("preprocess", "{resize: shorter-side-and-crop, short-side: 40}")),
    ("preprocess.short-side", top("preprocess", "{resize: shorter-side-and-crop, short-side: 50}")),
    ("preprocess.interpolation", top("preprocess", "{interpolation: area}")),
    ("stem.filters", top("stem", "{filters: 12}")),
    ("stem.kernel", top("stem", "{filters: 8, kernel: 5}")),
    ("stem.stride", top("stem", "{filters: 8, stride: 1}")),
    ("stem.padding", top("stem", "{filters: 8, padding: same}")),
    ("stem.pool", top("stem", "{filters: 8, pool: none}")),
    ("stem.pool.kernel", top("stem", "{filters: 8, pool: {kernel: 5}}")),
    ("stem.pool.stride", top("stem", "{filters: 8, pool: {stride: 1}}")),
    ("stem.pool.padding", top("stem", "{filters: 8, pool: {padding: symmetric}}")),
    ("stem.pool.padding", top("stem", "{filters: 8, pool: {padding: same}}")),
    ("block", top("block", "basic")),
    ("expansion", top("expansion", "2")),
    ("stride-on", top("stride-on", "second")),
    ("shortcut", top("shortcut", "A")),
    ("shortcut", top("shortcut", "C")),
    ("shortcut", top("shortcut", "none")),
    ("stages", top("stages", "[{blocks: 1, filters: 4}]")),
    ("stages[].blocks", top("stages", "[{blocks: 2, filters: 4}, {blocks: 2, filters: 8}]")),
    ("stages[].filters", top("stages", "[{blocks: 1, filters: 5}, {blocks: 2, filters: 7}]")),
    ("stages[].stride", top("stages", "[{blocks: 1, filters: 4}, {blocks: 2, filters: 8, stride: 3}]")),
    # Only where a 3x3 halves an even map do the two rules differ.
    ("stride-on", {"stride-on": "second", "stem": "{filters: 8, pool: none}"}),
    ("padding", {"stride-on": "second", "stem": "{filters: 8, pool: none}", "padding": "same"}),
    ("conv-bias", top("conv-bias", "false")),
    ("batch-norm", top("batch-norm", "none")),
    ("batch-norm.epsilon", top("batch-norm", "{epsilon: 1e-2}")),
    ("projection.batch-norm", top("projection", "{batch-norm: false}")),
    ("head.classes", top("head", "{classes: 11}")),
    ("head.name", top("head", "{classes: 10, name: fc10}")),
    ("names", top("names", "torchvision")),
]
# These say how a net is trained. They are part of the spec that the library carries and of its hash.
TRAINING = [
    ("batch-norm.momentum", top("batch-norm", "{momentum: 0.9}")),
    ("batch-norm.moving-variance", top("batch-norm", "{moving-variance: unbiased}")),
    ("train.optimizer.type", top("train", "{optimizer: {type: adam}}")),
    ("train.optimizer.rate", top("train", "{optimizer: {rate: 0.5}}")),
    ("train.optimizer.decay", top("train", "{optimizer: {decay: 0.5}}")),
    ("train.optimizer.momentum", top("train", "{optimizer: {momentum: 0.5}}")),
    ("train.optimizer.nesterov", top("train", "{optimizer: {nesterov: false}}")),
    ("train.optimizer.weight-decay", top("train", "{optimizer: {weight-decay: 0.5}}")),
    ("train.optimizer.beta1", top("train", "{optimizer: {type: adam, beta1: 0.5}}")),
    ("train.optimizer.beta2", top("train", "{optimizer: {type: adam, beta2: 0.5}}")),
    ("train.optimizer.epsilon", top("train", "{optimizer: {type: adam, epsilon: 0.5}}")),
    ("train.schedule.type", top("train", "{schedule: {type: constant}}")),
    ("train.schedule.every", top("train", "{schedule: {type: step, every: 3, factor: 0.5}}")),
    ("train.schedule.factor", top("train", "{schedule: {type: step, every: 3, factor: 0.25}}")),
    ("train.schedule.epochs", top("train", "{schedule: {type: cosine, epochs: 3}}")),
    ("train.schedule.floor", top("train", "{schedule: {type: cosine, epochs: 3, floor: 1e-4}}")),
    ("train.schedule.warmup", top("train", "{schedule: {warmup: 10}}")),
    ("train.label-smoothing", top("train", "{label-smoothing: 0.1}")),
    ("train.freeze-until", top("train", "{freeze-until: stage2}")),
    ("train.batch", top("train", "{batch: 8}")),
    ("train.epochs", top("train", "{epochs: 3}")),
    ("train.seed", top("train", "{seed: 1}")),
    ("train.shuffle", top("train", "{shuffle: false}")),
    ("train.augment.flip", top("train", "{augment: {flip: false}}")),
    ("train.augment.crop-pad", top("train", "{augment: {crop-pad: 2}}")),
    ("train.callbacks", top("train", "{callbacks: [terminate-on-nan]}")),
    ("train.callbacks[].early-stopping", top("train", "{callbacks: [{early-stopping: {patience: 3}}]}")),
    ("train.callbacks[].reduce-lr-on-plateau", top("train", "{callbacks: [{reduce-lr-on-plateau: {patience: 3}}]}")),
]
GROUPS = {"input", "preprocess", "stem", "projection", "head", "train", "train.optimizer", "train.schedule",
          "train.augment"}


def text_of(variation):
    return "".join(f"{key}: {value}\n" for key, value in {**BASE, **variation}.items())


def keys_of(full_spec):
    """The paths of all keys in what `init --full` writes: a line a key, two spaces a level."""
    path, keys = [], set()
    for line in full_spec.splitlines():
        found = re.match(r"( *)([\w-]+):", line)
        if found:
            path[len(found[1]) // 2:] = [found[2]]
            keys.add(".".join(path))
        elif line.lstrip().startswith("- {blocks"):
            keys |= {f"stages[].{word}" for word in re.findall(r"([\w-]+):", line)}
    return keys


class EveryKey(ProgramTest):
    def accepted(self, path, variation, out):
        """The net's folder and its first dump, or None where the key was refused by name."""
        spec = self.write(f"{out}.yaml", text_of(variation))
        self.resnetc("check", spec)  # all of these are good specs
        command = ("compile", spec, "-o", self.folder / out, "--dump-phases", self.folder / f"{out}.phases")
        try:
            self.resnetc(*command)
        except AssertionError:
            done = self.resnetc(*command, expect=1)
            self.assertIn(path.split(".")[-1].replace("stages[]", "stages"), done.stderr, path)
            self.assertRegex(done.stderr, rf"{out}\.yaml:\d+:\d+: error:", path)
            self.assertFalse(list((self.folder / out).glob("lib*")), path)
            return None
        return self.folder / out, (self.folder / f"{out}.phases/0-imported.mlir").read_text()

    @staticmethod
    def structure(dump):
        """A dump without the spec's text, its hash and the places in it."""
        return re.sub(r'loc\(.*\)|(spec|spec_hash|hash) ?= ?"(\\.|[^"\\])*"|spec "(\\.|[^"\\])*"', "", dump)

    @staticmethod
    def spec_hash(net):
        header = next(net.glob("*.h")).read_text()
        return re.search(r'_SPEC_HASH\s+"([0-9a-f]{64})"', header)[1]

    def expect_answers(self, net):
        manifest = json.loads(next(net.glob("*.json")).read_text())
        self.assertTrue(manifest)
        header = next(net.glob("*.h")).read_text()
        height, width, classes = (int(re.search(rf"_{word}\s+(\d+)", header)[1])
                                  for word in ("INPUT_HEIGHT", "INPUT_WIDTH", "CLASSES"))
        rows = self.run_net(net, noise(2, height, width, 3))
        self.assertEqual(rows.shape, (2, classes))
        self.assertTrue(numpy.isfinite(rows).all())
        self.assertLess(abs(rows.sum(axis=1) - 1).max(), 1e-4)

    def test_every_key_of_the_net_changes_it_or_is_refused_by_name(self):
        base, dump = self.accepted("", {}, "base")
        seen = {self.structure(dump)}
        hashes = {self.spec_hash(base)}
        for number, (path, variation) in enumerate(VARIATIONS):
            with self.subTest(path, variation=variation):
                found = self.accepted(path, variation, f"v{number}")
                if found:
                    net, dump = found
                    self.assertNotIn(self.structure(dump), seen, "the net is one that another spec gave")
                    self.assertNotIn(self.spec_hash(net), hashes)
                    self.expect_answers(net)
                    seen.add(self.structure(dump))
                    hashes.add(self.spec_hash(net))

    def test_every_key_of_training_changes_the_spec_of_the_library(self):
        hashes = {self.spec_hash(self.accepted("", {}, "base")[0])}
        for number, (path, variation) in enumerate(TRAINING):
            with self.subTest(path, variation=variation):
                found = self.accepted(path, variation, f"t{number}")
                if found:
                    self.assertNotIn(self.spec_hash(found[0]), hashes)
                    hashes.add(self.spec_hash(found[0]))

    def test_no_key_of_the_language_is_left_out_here(self):
        keys = set()
        for preset in ("resnet50", "torchvision-resnet50", "cifar-resnet20"):
            file = self.folder / f"{preset}.yaml"
            self.resnetc("init", "--preset", preset, "--full", "-o", file)
            keys |= keys_of(file.read_text())
        varied = {path for path, _ in VARIATIONS + TRAINING}
        self.assertEqual(keys - varied - GROUPS, {"resnetc"})  # the language's version, of which there is one

    def test_another_version_of_the_language_is_refused(self):
        spec = self.write("net.yaml", "resnetc: 2\n" + text_of({}))
        self.assertIn("resnetc", self.resnetc("check", spec, expect=1).stderr)


if __name__ == "__main__":
    unittest.main()
