#!/usr/bin/env python3
"""Turns PyTorch's numbers of five training steps (.npz) into text that the tests read.

    digests.py resnet20a.npz resnet20a.txt

A line is a name, the count of its numbers, and the numbers, with the digits that read back to the same double:
losses (before each of five updates and after the last), hyper (rate, momentum, decay, weight decay, batch, steps,
seed), labels, dx (gradient of the images), gradient/TENSOR (of step 1), final/TENSOR (the state after five updates;
running statistics saw six forward passes). All in double precision; tensors have PyTorch's names and layout.
A digest is [size, mean, standard deviation, min, max, L2 norm, up to 64 samples].
"""
import sys

import numpy

NAMES = {"losses_fp64": "losses", "hyper": "hyper", "labels": "labels", "dx_digest_fp64": "dx"}
PREFIXES = {"gdigest_fp64/": "gradient/", "final_digest_fp64/": "final/"}


def new_name(name):
    for prefix, new in PREFIXES.items():
        if name.startswith(prefix):
            return new + name[len(prefix):]
    return NAMES.get(name)


def main():
    source = numpy.load(sys.argv[1])
    with open(sys.argv[2], "w") as target:
        for name in source.files:
            if new_name(name):
                values = source[name].ravel()
                print(new_name(name), len(values), *(repr(float(value)) for value in values), file=target)


if __name__ == "__main__":
    main()
