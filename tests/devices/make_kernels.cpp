// make_kernels: the kernels of the tests' net (DeviceTestNet.h), each for every api, as Halide makes those of real
// nets. They compute what can be checked by hand.
//
//   make_kernels FOLDER     writes KERNEL_API.o; the functions are test_KERNEL_API
#include "Halide.h"
#include <iostream>

namespace {
using namespace Halide;

constexpr int values = 4; ///< of an image, a class's weights, …

struct Maker {
  std::string folder, api;
  Target target;

  /// All arguments, in C order, then what `output` writes.
  void write(const std::string &kernel, const std::vector<Argument> &arguments, Func output) const {
    const std::string name = kernel + "_" + api;
    output.compile_to_object(folder + "/" + name + ".o", arguments, "test_" + name, target);
  }
};

ImageParam input(const std::string &name, int count, Type type = Float(32)) {
  ImageParam image(type, 1, name);
  image.dim(0).set_bounds(0, count);
  return image;
}

/// One thread a value, in one launch.
void schedule(Func output, Var i, int count) {
  Var block("block"), thread("thread");
  output.output_buffers()[0].dim(0).set_bounds(0, count); // others have the same
  output.gpu_tile(i, block, thread, values < count ? values : count);
}

void makeInference(const Maker &maker, int n) {
  const std::string batch = "_" + std::to_string(n);
  const int count = n * values;
  Var i("i");
  {
    ImageParam pixels = input("pixels", count / 4, Int(32)); // four bytes a word
    Func images("images");
    images(i) = cast<float>((pixels(i / 4) >> (i % 4 * 8)) & 255) / 2;
    schedule(images, i, count);
    maker.write("preprocess" + batch, {pixels}, images);
  }
  ImageParam in = input("in", count), vector = input("vector", values);
  Func scaled("scaled"), shifted("shifted"), squared("squared");
  scaled(i) = in(i) * vector(i % values);
  schedule(scaled, i, count);
  maker.write("scale" + batch, {in, vector}, scaled);
  shifted(i) = in(i) + vector(i % values);
  schedule(shifted, i, count);
  maker.write("shift" + batch, {in, vector}, shifted);
  squared(i) = in(i) * in(i);
  schedule(squared, i, count);
  maker.write("square" + batch, {in}, squared);
}

/// gradient[k] = sum over the images that count of image[k] + label.
void makeGradient(const Maker &maker, int n) {
  Var k("k");
  ImageParam images = input("images", n * values), labels = input("labels", n, Int(32)), hyper = input("hyper", 8);
  Func gradient("gradient");
  Expr sum = 0.f;
  for (int image = 0; image < n; ++image)
    sum = sum + select(image < cast<int>(hyper(0)), images(image * values + k) + cast<float>(labels(image)), 0.f);
  gradient(k) = sum;
  schedule(gradient, k, values);
  maker.write("gradient", {images, labels, hyper}, gradient);
}

/// loss = gradient . parameter, correct = images; two buffers of one launch.
void makeLoss(const Maker &maker) {
  Var i("i");
  ImageParam gradient = input("gradient", values), parameter = input("parameter", values), hyper = input("hyper", 8);
  Func loss("loss");
  Expr sum = 0.f;
  for (int k = 0; k < values; ++k)
    sum = sum + gradient(k) * parameter(k);
  loss(i) = Tuple(sum, cast<int>(hyper(0)));
  schedule(loss, i, 1);
  maker.write("loss", {gradient, parameter, hyper}, loss);
}

/// velocity = velocity / 2 + gradient, parameter -= rate * velocity: in place, old values read from what is written.
void makeUpdate(const Maker &maker) {
  Var i("i");
  ImageParam gradient = input("gradient", values), hyper = input("hyper", 8), parameter = input("parameter", values),
             velocity = input("velocity", values);
  Func update("update");
  update(i) = Tuple(undef<float>(), undef<float>());
  Expr fresh = update(i)[1] / 2 + gradient(i);
  update(i) = Tuple(update(i)[0] - hyper(1) * fresh, fresh);
  update.output_buffers()[0].dim(0).set_bounds(0, values);
  Var block("block"), thread("thread");
  update.update().gpu_tile(i, block, thread, values);
  maker.write("update", {gradient, hyper, parameter, velocity}, update);
}

void makeCopy(const Maker &maker) {
  Var i("i");
  ImageParam in = input("in", values);
  Func copy("copy");
  copy(i) = in(i);
  schedule(copy, i, values);
  maker.write("copy", {in}, copy);
}

void makeAll(const std::string &folder) {
  for (const std::string api : {"opencl", "vulkan", "cuda"}) {
    const std::string features = api == "vulkan" ? "-vk_int64" : api == "cuda" ? "-cuda_capability_80" : "";
    const Maker maker = {folder, api,
                         Target("x86-64-linux-" + api + features +
                                "-no_runtime-no_asserts-no_bounds_query-user_context")};
    makeInference(maker, 2);
    makeInference(maker, 1);
    makeGradient(maker, 3);
    makeLoss(maker);
    makeUpdate(maker);
    makeCopy(maker);
  }
}
} // namespace

int main(int argc, char **argv) {
  if (argc != 2)
    return std::cerr << "usage: make_kernels FOLDER\n", 70;
  try {
    makeAll(argv[1]);
  } catch (const Halide::Error &error) {
    return std::cerr << "make_kernels: " << error.what() << '\n', 70;
  }
}
