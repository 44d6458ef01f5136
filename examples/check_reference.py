"""check_reference: is a compiled net right? Compares its logits with those that Keras computed.

    check_reference.py --net FOLDER [--resnetc PROGRAM]

The net is tests/data/keras_mini/mini.yaml, compiled with one of the weights files beside it. Three images (two
photographs and noise) go through `resnetc run` as 8-bit pixels, which the library preprocesses itself, and as
float32, preprocessed here. Prints the largest error; exit 1 if it is above the limit.

The error is the largest difference of a logit, relative to the standard deviation of the reference's logits.
Rounding alone gives about 1e-5; the smallest real mistake (a wrong epsilon in the batch norm) 3e-2.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy

LIMIT = 3e-4
ROOT = pathlib.Path(__file__).resolve().parents[1]
DATA = ROOT / "tests/data/keras_mini"
MEAN_BGR = numpy.array([103.939, 116.779, 123.68], numpy.float32)


def run(resnetc, net, images):
    """The logits of images, N x 224 x 224 x 3."""
    with tempfile.TemporaryDirectory() as folder:
        numpy.save(f"{folder}/x.npy", images)
        subprocess.run([resnetc, "run", "--net", net, "--input", f"{folder}/x.npy", "--output", f"{folder}/y.npy",
                        "--logits"], check=True)
        return numpy.load(f"{folder}/y.npy")


def error_of(logits, reference):
    if logits.shape != reference.shape or not numpy.isfinite(logits).all():
        return float("inf")
    return float(abs(logits.astype(float) - reference).max() / reference.std())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--net", required=True, help="the folder that `resnetc compile` wrote")
    parser.add_argument("--resnetc", default=str(ROOT / "build/release/bin/resnetc"))
    options = parser.parse_args()

    pixels = numpy.load(DATA / "mini_inputs.npz")["images"]
    reference = numpy.load(DATA / "mini_logits.npz")["logits"].astype(float)
    floats = numpy.ascontiguousarray(pixels[..., ::-1].astype(numpy.float32) - MEAN_BGR)
    worst = 0.0
    for kind, images in (("8-bit pixels", pixels), ("float32", floats)):
        error = error_of(run(options.resnetc, options.net, images), reference)
        worst = max(worst, error)
        print(f"{kind:<14} {reference.size} logits, largest relative error {error:.1e}")
    print(f"largest error {worst:.1e}, limit {LIMIT:.0e}: {'right' if worst <= LIMIT else 'WRONG'}")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
