"""Any number of threads and any pool give the same bits; while a net runs, nothing in the process allocates."""
import re
import unittest

import numpy

from program import MINI, ProgramTest, noise


class Threads(ProgramTest):
    def setUp(self):
        super().setUp()
        # Maps of 224 x 224, so that there is work to share.
        self.net = self.compile(MINI / "mini.yaml")
        self.link = [f"-I{self.net}", self.net / "libmini.a", "-lpthread"]

    def test_one_two_and_three_threads_give_the_same_bits_and_two_workers_really_run(self):
        text = self.execute(self.build("pools.c", *self.link))
        self.assertRegex(text, r"own pool: 2 workers")
        self.assertRegex(text, r"library's pool: 2 workers on 2 threads")
        self.assertRegex(text, r"same bits: null 1 2 3 own")

    def test_run_gives_the_same_bits_with_one_and_two_threads(self):
        images = noise(3, 224, 224, 3)
        one, two = (self.run_net(self.net, images, "--logits", "--threads", n) for n in (1, 2))
        self.assertTrue(numpy.array_equal(one, two))
        self.assertTrue(numpy.isfinite(one).all())

    def test_nothing_is_allocated_while_a_net_runs(self):
        counter = self.build("count_allocations.c", "-shared", "-fPIC", out="count_allocations.so")
        program = self.build("allocates.c", *self.link)
        env = {"LD_PRELOAD": str(counter)}
        for control in ("caller", "worker"):  # the counter sees what it should
            counts = self.execute(program, control, env=env)
            self.assertEqual(int(re.search(r"allocations (\d+)", counts).group(1)), 1, counts)
        self.assertEqual(self.execute(program, "net", env=env), "allocations 0\n")


if __name__ == "__main__":
    unittest.main()
