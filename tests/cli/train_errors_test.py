"""What cannot be trained is refused before the first step: exit 1, file and value named, no folder begun."""
import gzip
import json
import unittest

import numpy

from program import ProgramTest, noise, png

SPEC = """preset: cifar-resnet20
name: tiny
input: {height: 8, width: 8}
stem: {filters: 4}
stages: [{blocks: 1, filters: 4}, {blocks: 1, filters: 8}]
head: {classes: 3}
"""


class TrainErrors(ProgramTest):
    def setUp(self):
        super().setUp()
        self.spec = self.write("net.yaml", SPEC)
        self.run_folder = self.folder / "run"

    def arrays(self, images=None, labels=None):
        """The pair that --data takes; good ones where nothing else is given."""
        numpy.save(self.folder / "x.npy", noise(6, 8, 8, 3) if images is None else images)
        numpy.save(self.folder / "y.npy", numpy.arange(6, dtype=numpy.int32) % 3 if labels is None else labels)
        return f"{self.folder / 'x.npy'},{self.folder / 'y.npy'}"

    def pictures(self, **bad):
        """A folder of three classes with two pictures each, and the named extra files in the first."""
        for name in ("cat", "dog", "emu"):
            for i in range(2):
                self.write(f"photos/{name}/{i}.png", png(noise(9, 9, 3, seed=i)))
        for name, content in bad.items():
            self.write(f"photos/cat/{name.replace('_', '.')}", content)
        return self.folder / "photos"

    def refused(self, data, *flags, expect=1, spec=None):
        done = self.resnetc("train", spec or self.spec, "--data", data, "-o", self.run_folder, *flags, expect=expect)
        self.assertEqual(done.stdout, "")
        self.assertFalse(self.run_folder.exists(), "the folder was begun")
        return done.stderr


class BadCommandLine(TrainErrors):
    def test_what_lacks_or_contradicts_is_exit_2(self):
        data = self.arrays()
        for words in ([], [self.spec], [self.spec, "--data", data], ["--data", data, "-o", self.run_folder],
                      [self.spec, "--data", data, "-o", self.run_folder, "--threads", "0"],
                      [self.spec, "--data", data, "-o", self.run_folder, "--new-head"],
                      [self.spec, "--data", data, "-o", self.run_folder, "--steps", "0"],
                      [self.spec, "--data", data, "-o", self.run_folder, "--no-such-key", "1"],
                      ["--resume", self.run_folder, "--epochs", "3"], [self.spec, "--resume", self.run_folder]):
            with self.subTest(words=words):
                done = self.resnetc("train", *words, expect=2)
                self.assertIn("error: ", done.stderr)
        self.assertFalse(self.run_folder.exists())

    def test_a_flag_that_is_no_key_is_named_with_the_nearest_that_is(self):
        done = self.resnetc("train", self.spec, "--data", self.arrays(), "-o", self.run_folder, "--epoch", "3", expect=2)
        self.assertEqual(done.stderr, "error: there is no option --epoch\nhint: did you mean '--epochs'?\n")

    def test_every_key_of_train_is_a_flag(self):
        text = self.resnetc("train", "--help").stdout
        for flag in ("optimizer", "rate", "decay", "momentum", "nesterov", "weight-decay", "beta1", "beta2", "epsilon",
                     "schedule", "schedule-every", "schedule-factor", "schedule-epochs", "schedule-floor", "warmup",
                     "label-smoothing", "freeze-until", "batch", "epochs", "seed", "shuffle", "flip", "crop-pad",
                     "callbacks", "no-shuffle"):
            self.assertRegex(text, rf"(?m)^  --{flag}\b")

    def test_a_value_is_refused_as_in_the_spec_under_the_flags_name(self):
        data = self.arrays()
        for flag, value, says in (("--rate", "0", "[spec-rate]"), ("--rate", "fast", "[spec-"), ("--batch", "5000", "1..4096"),
                                  ("--epochs", "1.5", "[spec-"), ("--freeze-until", "stage9", "stage2, stage3"),
                                  ("--optimizer", "adamm", "adam"), ("--beta1", "0.5", "[spec-key-not-used]"),
                                  ("--callbacks", "[lunch]", "[spec-"), ("--seed", "-1", "[spec-seed]")):
            with self.subTest(flag=flag, value=value):
                message = self.refused(data, flag, value)
                self.assertIn(f"{flag}: error: ", message)
                self.assertIn(says, message)
                self.assertNotIn("note:", message)  # of a place in a text that nobody wrote


class BadData(TrainErrors):
    def test_arrays_that_do_not_fit_are_named_with_their_values(self):
        nan = numpy.zeros((6, 8, 8, 3), numpy.float32)
        nan[4, 2, 2, 1] = numpy.nan
        labels = numpy.arange(6, dtype=numpy.int32) % 3
        for images, wrong, file, value in (
                (None, numpy.full(6, 9, numpy.int32), "y.npy", "label 9"), (None, labels - 1, "y.npy", "label -1"),
                (None, labels[:5], "y.npy", "5 labels for the 6 images"), (None, numpy.eye(6, 3), "y.npy", "argmax"),
                (None, labels.astype(numpy.float32), "y.npy", "whole numbers"),
                (noise(6, 9), None, "x.npy", "(6, 9)"), (noise(6, 8, 8, 4), None, "x.npy", "(6, 8, 8, 4)"),
                (numpy.zeros((6, 9, 8, 3), numpy.float32), None, "x.npy", "(6, 9, 8, 3)"),
                (numpy.zeros((6, 8, 8, 3)), None, "x.npy", "float64"), (noise(0, 8, 8, 3), labels[:0], "x.npy", "no images"),
                (nan, None, "x.npy", "image 4")):
            with self.subTest(value=value):
                message = self.refused(self.arrays(images, wrong))
                self.assertIn(file, message)
                self.assertIn(value, message)

    def test_a_missing_part_is_named(self):
        data = self.arrays()
        self.assertIn("absent", self.refused(self.folder / "absent"))
        self.assertIn("absent.npy", self.refused(f"{self.folder / 'x.npy'},{self.folder / 'absent.npy'}"))
        self.assertIn("images,labels", self.refused(self.folder / "x.npy"))
        self.assertIn("absent", self.refused(data, "--validation", self.folder / "absent"))
        self.assertIn("absent.h5", self.refused(data, "--weights", self.folder / "absent.h5"))
        self.assertIn("absent.yaml", self.refused(data, spec=self.folder / "absent.yaml"))

    def test_an_idx_file_cut_off_is_named(self):
        idx = bytes([0, 0, 8, 3]) + b"".join(n.to_bytes(4, "big") for n in (6, 8, 8)) + noise(6, 8, 8).tobytes()
        self.write("labels", bytes([0, 0, 8, 1, 0, 0, 0, 6]) + bytes([0, 1, 2, 0, 1, 2]))
        for content in (idx[:-1], gzip.compress(idx)[:-9], b"\0\0\x09" + idx[3:]):
            file = self.write("images", content)
            self.assertIn(str(file), self.refused(f"{file},{self.folder / 'labels'}"))

    def test_all_pictures_that_cannot_be_read_are_named_at_once(self):
        whole = png(noise(9, 9, 3))
        jpeg = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + b"\x08" * 64  # its tables, no scan
        message = self.refused(self.pictures(x_jpg=b"<html>", y_png=whole[: len(whole) // 2], z_jpg=jpeg))
        for name in ("x.jpg", "y.png", "z.jpg"):
            self.assertIn(name, message)

    def test_classes_that_are_not_the_nets_come_with_the_way_out(self):
        photos = self.pictures()
        self.write("photos/fox/0.png", png(noise(9, 9, 3)))
        message = self.refused(photos)
        self.assertIn("4 class folders, but the net has 3 classes", message)
        self.assertIn("head: {classes: 4}", message)
        self.assertIn("--classes 4", message)

    def test_a_single_class_folder_is_the_wrong_folder(self):
        self.write("animals/cat/tabby.png", png(noise(9, 9, 3)))
        self.assertIn("cat is its only class folder", self.refused(self.folder / "animals"))

    def test_a_validation_folder_has_no_other_classes(self):
        self.write("val/gnu/0.png", png(noise(9, 9, 3)))
        self.assertIn("gnu", self.refused(self.pictures(), "--validation", self.folder / "val"))

    def test_a_net_without_pixels_takes_no_pictures(self):
        spec = self.write("four.yaml", "input: {height: 8, width: 8, channels: 4}\nstages: [{blocks: 1}]\n"
                                       "head: {classes: 3}\n")
        self.assertIn("float32 arrays", self.refused(self.pictures(), spec=spec))


class BadFolder(TrainErrors):
    def test_resume_wants_the_folder_of_a_training(self):
        self.assertIn("no such folder", self.resnetc("train", "--resume", self.run_folder, expect=1).stderr)
        self.run_folder.mkdir()
        done = self.resnetc("train", "--resume", self.run_folder, expect=1)
        self.assertIn("not the folder of a training", done.stderr)
        self.write("run/train-options.json", "{")
        self.assertIn("damaged", self.resnetc("train", "--resume", self.run_folder, expect=1).stderr)
        options = {"version": 1, "data": "", "validation": "", "weights": "", "kernels": "auto", "new-head": False,
                   "strict-math": False, "threads": 0, "steps": 0, "checkpoint-steps": 200, "spec": "preset: lunch\n"}
        self.write("run/train-options.json", json.dumps(options))
        self.assertIn("lunch", self.resnetc("train", "--resume", self.run_folder, expect=1).stderr)

    def test_data_that_are_gone_end_a_resumed_training(self):
        options = {"version": 1, "data": str(self.folder / "gone"), "validation": "", "weights": "", "kernels": "auto",
                   "new-head": False, "strict-math": False, "threads": 0, "steps": 0, "checkpoint-steps": 200, "spec": SPEC}
        self.write("run/train-options.json", json.dumps(options))
        done = self.resnetc("train", "--resume", self.run_folder, expect=1)
        self.assertIn("gone", done.stderr)

    def test_weights_in_the_folder_that_is_emptied_are_refused(self):
        self.write("run/best.h5", "")
        done = self.resnetc("train", self.spec, "--data", self.arrays(), "--weights", self.run_folder / "best.h5", "-o",
                            self.run_folder, expect=1)
        self.assertIn("best.h5", done.stderr)
        self.assertTrue((self.run_folder / "best.h5").exists())


class OtherCommands(TrainErrors):
    def test_gradients_and_evaluate_name_what_is_missing(self):
        data = self.arrays().split(",")
        for words in (["evaluate", "--net", self.folder / "absent", "--data", self.arrays()],
                      ["gradients", "--net", self.folder / "absent", "--input", data[0], "--labels", data[1], "-o",
                       self.folder / "g.h5"]):
            self.assertIn("absent", self.resnetc(*words, expect=1).stderr)
        for words in (["evaluate"], ["evaluate", "--net", "out"], ["gradients", "--net", "out"]):
            self.resnetc(*words, expect=2)

    def test_a_net_for_inference_has_no_gradients_and_says_how_to_get_them(self):
        net = self.compile(SPEC)
        images, labels = self.arrays().split(",")
        done = self.resnetc("gradients", "--net", net, "--input", images, "--labels", labels, "-o", self.folder / "g.h5",
                            expect=1)
        self.assertIn("--train N", done.stderr)
        self.assertFalse((self.folder / "g.h5").exists())

    def test_evaluate_works_on_a_net_for_inference(self):
        net = self.compile(SPEC)
        found = json.loads(self.resnetc("evaluate", "--net", net, "--data", self.arrays(), "--json").stdout)
        self.assertEqual(sum(map(sum, found["confusion"])), 6)
        self.assertEqual(found["top5"], 1)
        self.assertIn("label 7", self.resnetc("evaluate", "--net", net, "--data", self.arrays(labels=numpy.full(6, 7)),
                                              "--json", expect=1).stderr)

    def test_the_differentiated_phase_belongs_to_training(self):
        out = self.folder / "out"
        done = self.resnetc("compile", self.spec, "-o", out, "--stop-after", "differentiated", expect=1)
        self.assertIn("--train N", done.stderr)
        self.resnetc("compile", self.spec, "-o", out, "--train", "4", "--stop-after", "differentiated", "--dump-phases",
                     self.folder / "phases")
        self.assertEqual(sorted(file.name for file in (self.folder / "phases").iterdir()),
                         ["0-imported.mlir", "1-differentiated.mlir"])


if __name__ == "__main__":
    unittest.main()
