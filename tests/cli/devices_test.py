"""OpenCL and Vulkan compute what the CPU computes, through the C calls; without a driver there is a status, and the CPU
works as ever. The program is programs/devices.c."""
import re
import unittest

from program import TINY, ProgramTest

APIS = ("opencl", "vulkan")
CALLS = ("infer", "logits", "infer_u8", "logits_u8")
BATCHES = 5
HIDDEN = {"OCL_ICD_VENDORS": "/nonexistent", "VK_ICD_FILENAMES": "/nonexistent", "VK_DRIVER_FILES": "/nonexistent"}


class DeviceCalls(ProgramTest):
    def answers(self, env=None):
        """What the program prints for both devices."""
        net = self.compile(TINY, "--target", "host,opencl,vulkan", "--batch", f"1,{BATCHES}")
        program = self.build("devices.c", f"-I{net}", net / "libtiny.a", "-lpthread", "-lm", "-ldl")
        return self.execute(program, *APIS, env=env)

    def test_every_call_and_batch_gives_the_cpus_numbers(self):
        text = self.answers()
        for api in APIS:
            self.assertNotIn(f"{api}: none", text)
            self.assertIn(f"{api} open: status 0", text)
            found = re.findall(rf"(?m)^{api} (\w+) (\d+) (\S+)$", text)
            self.assertEqual(len(found), len(CALLS) * BATCHES, text)
            for call, batch, difference in found:
                self.assertLess(float(difference), 1e-4, f"{api} {call} {batch}")
            self.assertIn(f"{api} closed: status 13", text)

    def test_without_drivers_every_call_gives_a_status_and_a_sentence(self):
        text = self.answers(env=HIDDEN)
        for api in APIS:
            self.assertRegex(text, rf"(?m)^{api}: none: {api}: .+$")
            self.assertRegex(text, rf"(?m)^{api} open: status 13: {api}: .+$")
            for call in CALLS:
                self.assertEqual(len(re.findall(rf"(?m)^{api} {call}: status 13: .+$", text)), BATCHES)


if __name__ == "__main__":
    unittest.main()
