"""keras_loads: files written by `resnetc weights convert` and `train`, loaded by real Keras models; see keras_loads_test.sh.

For each net and each Keras: the tensors of the loaded model are those of the source to the bit, and its logits agree
with `resnetc run`. The error is the largest difference of a logit, relative to the standard deviation of Keras's logits.
RESNETC names another program than that of the release build.
"""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import keras
import numpy
import tf_keras

LIMIT = 3e-4
ROOT = pathlib.Path(__file__).resolve().parents[2]
RESNETC = pathlib.Path(os.environ.get("RESNETC", ROOT / "build/release/bin/resnetc"))
DATA = ROOT / "tests/data/keras_mini"
MEAN_BGR = numpy.array([103.939, 116.779, 123.68], numpy.float32)
PIXELS = numpy.load(DATA / "mini_inputs.npz")["images"]
IMAGES = numpy.ascontiguousarray(PIXELS[..., ::-1].astype(numpy.float32) - MEAN_BGR)
# A net of two stages with weights that a training made: moving averages that moved, a head of its own.
TRAINED_SPEC = """preset: resnet50
name: trained
input: {height: 64, width: 64}
stem: {filters: 8}
stages: [{blocks: 2, filters: 8}, {blocks: 2, filters: 16}]
batch-norm: {momentum: 0.9}
head: {classes: 5, name: fc5}
train: {optimizer: {rate: 0.005}, batch: 8, epochs: 15}
"""
failures = []


def say(good, text):
    print(f"{'ok   ' if good else 'WRONG'} {text}", flush=True)
    if not good:
        failures.append(text)


def resnetc(*words):
    done = subprocess.run([str(RESNETC), *map(str, words)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"resnetc {' '.join(map(str, words))}: exit {done.returncode}: {done.stderr}")


def build_classic(K, side, stages, head, classes):
    """A bottleneck net of the spec's `classic` family as a Keras model, layers called as in Keras 1.

    K: keras or tf_keras. stages: (blocks, filters) each; the stem has the filters of the first.
    """
    L = K.layers

    def conv_norm(x, place, branch, filters, size, stride=1):
        x = L.Conv2D(filters, size, strides=stride, padding="same", name=f"res{place}_branch{branch}")(x)
        return L.BatchNormalization(epsilon=1e-3, name=f"bn{place}_branch{branch}")(x)

    images = L.Input((side, side, 3))
    x = L.Conv2D(stages[0][1], 7, strides=2, name="conv1")(L.ZeroPadding2D(3)(images))
    x = L.ReLU()(L.BatchNormalization(epsilon=1e-3, name="bn_conv1")(x))
    x = L.MaxPooling2D(3, strides=2)(x)
    for stage, (blocks, filters) in enumerate(stages, 2):
        for block in range(blocks):
            place = f"{stage}{'abcdef'[block]}"
            stride = 2 if stage > 2 and block == 0 else 1
            y = L.ReLU()(conv_norm(x, place, "2a", filters, 1, stride))
            y = L.ReLU()(conv_norm(y, place, "2b", filters, 3))
            y = conv_norm(y, place, "2c", 4 * filters, 1)
            x = L.ReLU()(L.Add()([y, conv_norm(x, place, "1", 4 * filters, 1, stride) if block == 0 else x]))
    return K.Model(images, L.Dense(classes, name=head)(L.GlobalAveragePooling2D()(x)))


def build_mini(K):
    """tests/data/keras_mini/mini.yaml"""
    return build_classic(K, 224, [(3, 4), (4, 8), (6, 16), (3, 32)], "fc1000", 100)


def build_trained(K):
    """TRAINED_SPEC"""
    return build_classic(K, 64, [(2, 8), (2, 16)], "fc5", 5)


def build_application(K):
    return K.applications.ResNet50(weights=None, classifier_activation=None)


def run_logits(folder, out, images):
    numpy.save(folder / "x.npy", images)
    resnetc("run", "--net", out, "--input", folder / "x.npy", "--output", folder / "y.npy", "--logits")
    return numpy.load(folder / "y.npy")


def net_logits(folder, net, spec, weights, images=IMAGES):
    out = folder / f"{net}-out"
    resnetc("compile", spec, "-o", out, "--weights", weights)
    return run_logits(folder, out, images)


def randomise(model):
    """Batch norms that do something, and well-conditioned."""
    random = numpy.random.default_rng(0)
    for layer in model.layers:
        if "BatchNormalization" in type(layer).__name__:
            shapes = [w.shape for w in layer.get_weights()]
            bounds = [(0.8, 1.2), (-0.2, 0.2), (-0.1, 0.1), (0.8, 1.5)]
            layer.set_weights([random.uniform(*b, s).astype("float32") for b, s in zip(bounds, shapes)])
    return model


def check(net, K, builder, file, expected, logits, images=IMAGES):
    """Loads by position (Keras 2's .h5) or by class and count (.weights.h5) into a fresh model."""
    K.backend.clear_session() if K is tf_keras else K.utils.clear_session()
    model = builder(K)
    model.load_weights(str(file))
    same = sum(numpy.array_equal(a, b) for a, b in zip(model.get_weights(), expected))
    theirs = numpy.array(model(images, training=False))
    error = float(abs(theirs.astype(float) - logits).max() / theirs.std())
    say(same == len(expected) == len(model.weights) and error <= LIMIT,
        f"{net} {file.name} in {K.__name__} {K.__version__}: {same} of {len(expected)} tensors to the bit, "
        f"logits within {error:.1e}")


def check_net(folder, net, spec, source, builder, expected):
    """expected: the weights in the model's order."""
    files = [folder / f"{net}{ending}" for ending in (".h5", ".weights.h5")]
    for file in files:
        resnetc("weights", "convert", source, file, "--spec", spec)
    logits = net_logits(folder, net, spec, files[0])
    for K, file in ((keras, files[0]), (tf_keras, files[0]), (keras, files[1])):
        check(net, K, builder, file, expected, logits)


def train(folder):
    """A training on 40 pictures of five colours; returns its folder and the float32 images that it learnt from."""
    random = numpy.random.default_rng(0)
    labels = numpy.arange(40) % 5
    colours = random.integers(40, 216, (5, 1, 1, 3))
    pixels = (colours[labels] + random.integers(-40, 40, (40, 64, 64, 3))).astype(numpy.uint8)
    for name, array in (("train-x.npy", pixels), ("train-y.npy", labels.astype(numpy.int32))):
        numpy.save(folder / name, array)
    data = f"{folder / 'train-x.npy'},{folder / 'train-y.npy'}"
    (folder / "trained.yaml").write_text(TRAINED_SPEC)
    resnetc("train", folder / "trained.yaml", "--data", data, "--validation", data, "-o", folder / "run")
    return folder / "run", numpy.ascontiguousarray(pixels[..., ::-1].astype(numpy.float32) - MEAN_BGR)


def tensors_by_name(file, model):
    """Those of the file, in the model's order, found by the names of its layers (Keras itself goes by position)."""
    with h5py.File(file) as stored:
        return [stored[layer.name][name][()] for layer in model.layers if layer.weights
                for name in stored[layer.name].attrs["weight_names"]]


def check_training(folder):
    """What `train` leaves in its folder is a Keras file, and what `run --net` computes with it is Keras's answer."""
    run, images = train(folder)
    with open(run / "history.csv") as file:
        rows = list(csv.DictReader(file))
    loss = [float(row["val_loss"]) for row in rows]
    say(loss[-1] < loss[0] / 2, f"trained: {len(rows)} epochs, val_loss from {loss[0]:.3g} to {loss[-1]:.3g}, "
                                f"best {min(loss):.3g}")
    logits = {"last.h5": run_logits(folder, run, images),
              "best.h5": net_logits(folder, "trained", folder / "trained.yaml", run / "best.h5", images)}
    for K in (keras, tf_keras):
        for name, ours in logits.items():
            check("trained", K, build_trained, run / name, tensors_by_name(run / name, build_trained(K)), ours, images)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        check_training(folder)

        source = DATA / "resnet50_keras2.h5"
        mini = build_mini(keras)
        mini.load_weights(str(source))  # a file that Keras wrote
        reference = numpy.load(DATA / "mini_logits.npz")["logits"]
        error = float(abs(numpy.array(mini(IMAGES, training=False)) - reference).max() / reference.std())
        say(error <= LIMIT, f"the model built here is that of the references: logits within {error:.1e}")
        check_net(folder, "mini", DATA / "mini.yaml", source, build_mini, mini.get_weights())

        whole = randomise(build_application(keras))
        whole.save_weights(str(folder / "source.weights.h5"))
        (folder / "resnet50.yaml").write_text("preset: keras-resnet50\nname: resnet50\n")
        check_net(folder, "resnet50", folder / "resnet50.yaml", folder / "source.weights.h5", build_application,
                  whole.get_weights())
    print(f"{len(failures)} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
