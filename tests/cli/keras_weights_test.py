"""Weights out of files that Keras wrote give Keras's own logits, whatever the layout of the file."""
import subprocess
import sys
import unittest

from program import BIN, MINI, ROOT, TINY, ProgramTest

CHECK = ROOT / "examples/check_reference.py"


class KerasWeights(ProgramTest):
    def check(self, net):
        command = [sys.executable, str(CHECK), "--resnetc", str(BIN / "resnetc"), "--net", str(net)]
        return subprocess.run(command, capture_output=True, text=True)

    def expect_reference(self, file, *flags):
        net = self.compile(MINI / "mini.yaml", "--weights", MINI / file, *flags)
        done = self.check(net)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_keras_1_tensorflow_kernels(self):
        self.expect_reference("resnet50_keras1_tf_dim_ordering_tf_kernels.h5")

    def test_keras_1_tensorflow_kernels_said_by_the_flag(self):
        self.expect_reference("resnet50_keras1_tf_dim_ordering_tf_kernels.h5", "--kernels", "tf")

    def test_keras_1_theano_kernels(self):
        self.expect_reference("resnet50_keras1_th_dim_ordering_th_kernels.h5", "--kernels", "th")

    def test_keras_2(self):
        self.expect_reference("resnet50_keras2.h5")

    def test_the_check_fails_for_other_weights(self):
        done = self.check(self.compile(MINI / "mini.yaml"))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)

    def test_a_file_for_another_net_is_refused_by_tensor_and_file(self):
        spec = self.write("net.yaml", TINY)
        file = MINI / "resnet50_keras2.h5"
        done = self.resnetc("compile", spec, "-o", self.folder / "out", "--weights", file, expect=1)
        self.assertIn(file.name, done.stderr)
        self.assertIn("conv1", done.stderr)
        self.assertFalse(list(self.folder.glob("out/lib*")))

    def test_a_new_head_takes_all_but_the_last_layer(self):
        text = (MINI / "mini.yaml").read_text().replace("head: {classes: 100}", "head: {classes: 7, name: fc7}")
        net = self.compile(text, "--weights", MINI / "resnet50_keras2.h5", "--new-head")
        self.assertTrue((net / "mini.safetensors").exists())
        done = self.resnetc("compile", self.write("again.yaml", text), "-o", self.folder / "refused", "--weights",
                            MINI / "resnet50_keras2.h5", expect=1)
        self.assertIn("fc7", done.stderr)


if __name__ == "__main__":
    unittest.main()
