"""show.py: what the quickstart shows of Fashion-MNIST.

    show.py pictures FOLDER N      writes the first N test pictures as NUMBER-class-LABEL-NAME.png
    show.py accuracy FILE          one line of the JSON that `resnetc evaluate --json` printed
"""
import gzip
import json
import os
import pathlib
import sys

import numpy as np
from PIL import Image

DATA = pathlib.Path(os.environ.get("FASHION_MNIST", "/usr/share/datasets/fashion-mnist"))
LABELS = ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle-boot"]


def read(name, header):
    with gzip.open(DATA / name) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def write_pictures(folder, count):
    images = read("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)
    labels = read("t10k-labels-idx1-ubyte.gz", 8)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        Image.fromarray(images[number]).save(folder / f"{number}-class-{labels[number]}-{LABELS[labels[number]]}.png")


def main():
    if sys.argv[1] == "pictures":
        write_pictures(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
    else:
        result = json.loads(pathlib.Path(sys.argv[2]).read_text().splitlines()[-1])
        print(f"{100 * result['accuracy']:.1f} % of {result['images']} pictures right, loss {result['loss']:.3f}")


main()
