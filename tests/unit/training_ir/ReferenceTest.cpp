// Five steps of CIFAR ResNet-20 against PyTorch's double precision (tests/data/train/digests.py).
#include "runtime/training/CounterRandom.h"
#include "tests/unit/training_ir/TrainedNet.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>

using namespace resnetc;

namespace {
using Numbers = std::map<std::string, std::vector<double>>;

Numbers readNumbers(const std::string &file) {
  std::ifstream stream(std::string(RESNETC_TEST_DATA) + "/train/" + file);
  REQUIRE(stream.good());
  Numbers all;
  std::string name;
  size_t count;
  while (stream >> name >> count) {
    std::vector<double> &numbers = all[name];
    numbers.resize(count);
    for (double &number : numbers)
      stream >> number;
  }
  return all;
}

/// Uniform from middle - scale to middle + scale, each operation rounded to float32.
std::vector<double> uniform(const std::string &name, int64_t count, float scale, float middle) {
  const uint64_t key = randomKey(name, 29);
  std::vector<double> values;
  for (int64_t i = 0; i < count; ++i) {
    const float unit = float(int64_t(randomBits(key, uint64_t(i)) >> 40) - (1 << 23)) / float(1 << 23);
    volatile float scaled = unit * scale; // not one rounding for product and sum
    values.push_back(double(float(scaled + middle)));
  }
  return values;
}

/// `layer1.0.bn2/moving_mean` is `layer1.0.bn2.running_mean` there.
std::string theirName(const std::string &ours) {
  const auto [layer, word] = llvm::StringRef(ours).rsplit('/');
  const char *there = word == "kernel" || word == "gamma" ? "weight"
                      : word == "bias" || word == "beta"  ? "bias"
                      : word == "moving_mean"             ? "running_mean"
                                                          : "running_var";
  return (layer + "." + there).str();
}

/// Values in their order (OIHW, out x in) to ours (HWIO, in x out), or back.
Tensor reordered(const Tensor &ours, std::vector<double> theirs, bool back) {
  Tensor result = ours;
  const std::vector<int64_t> &s = ours.shape;
  const int64_t outputs = s.back(), inputs = s.size() < 2 ? 1 : s[s.size() - 2];
  const int64_t windows = ours.elements() / outputs / inputs;
  for (int64_t w = 0; w < windows; ++w)
    for (int64_t i = 0; i < inputs; ++i)
      for (int64_t o = 0; o < outputs; ++o) {
        const size_t here = size_t((w * inputs + i) * outputs + o), there = size_t((o * inputs + i) * windows + w);
        if (back)
          result.values[there] = ours.values[here];
        else
          result.values[here] = theirs[there];
      }
  return result;
}

/// As the reference's script draws it.
Tensor initial(resnet::ParameterOp parameter) {
  const llvm::StringRef name = parameter.getSymName();
  const std::string theirs = theirName(name.str());
  Tensor tensor = filled(parameter.tensorType().getShape().vec());
  const double inputs = double(tensor.elements() / tensor.shape.back());
  float scale = 0.1f, middle = 0;
  if (name.ends_with("/moving_mean") || name.ends_with("/moving_variance"))
    return filled(tensor.shape, name.ends_with("/moving_variance"));
  if (name.ends_with("/kernel"))
    scale = float(std::sqrt((name.starts_with("fc") ? 3.0 : 6.0) / inputs));
  else if (name.ends_with("/gamma")) { // small where a branch ends
    const bool isLast = name.starts_with("layer") && name.contains("bn2");
    scale = isLast ? 0.05f : 0.2f, middle = isLast ? 0.25f : 1.0f;
  }
  return reordered(tensor, uniform(theirs, tensor.elements(), scale, middle), /*back=*/false);
}

/// Up to 64 places of a tensor, by its name and size.
std::vector<size_t> samplePlaces(const std::string &name, size_t size) {
  constexpr size_t most = 64;
  std::vector<size_t> places;
  const uint64_t key = randomKey("sample/" + name, 0);
  for (size_t i = 0; i < (size <= most ? size : 4 * most); ++i)
    places.push_back(size <= most ? i : size_t(randomBits(key, i) % size));
  if (size <= most)
    return places;
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::vector<size_t> every4th;
  for (size_t i = 0; i < places.size() && every4th.size() < most; i += 4)
    every4th.push_back(places[i]);
  return every4th;
}

/// The L2 norm and all samples, to 1e-9 of the tensor's largest value or norm.
void requireDigest(const Tensor &ours, const std::string &name, const std::vector<double> &digest) {
  const Tensor theirs = reordered(ours, {}, /*back=*/true);
  const std::vector<size_t> places = samplePlaces(name, theirs.values.size());
  REQUIRE(digest.size() == 6 + places.size());
  REQUIRE(digest[0] == double(ours.elements()));
  double squares = 0;
  for (const double value : theirs.values)
    squares += value * value;
  CAPTURE(name);
  CHECK(std::sqrt(squares) == Approx(digest[5]).epsilon(1e-9));
  const double largest = std::max(std::abs(digest[3]), std::abs(digest[4]));
  double worst = 0;
  for (size_t i = 0; i < places.size(); ++i)
    worst = std::max(worst, std::abs(theirs.values[places[i]] - digest[6 + i]));
  CHECK(worst <= 1e-9 * largest);
}

Tensor referenceImages() {
  const std::vector<double> planes = uniform("train/x", 8 * 3 * 32 * 32, float(std::sqrt(3.0)), 0);
  Tensor images = filled({8, 32, 32, 3});
  for (int64_t n = 0; n < 8; ++n)
    for (int64_t y = 0; y < 32; ++y)
      for (int64_t x = 0; x < 32; ++x)
        for (int64_t c = 0; c < 3; ++c)
          images.at(n, y, x, c) = planes[size_t(((n * 3 + c) * 32 + y) * 32 + x)];
  return images;
}

void requireReference(const std::string &shortcut, const std::string &file) {
  Numbers reference = readNumbers(file);
  TrainedNet net("preset: cifar-resnet20\nshortcut: " + shortcut + "\n", 8);
  TrainingState state = net.start();
  for (auto parameter : net.net().getOps<resnet::ParameterOp>())
    state.parameters[parameter.getSymName().str()] = initial(parameter);
  state.hyper.momentum = reference["hyper"][1];
  state.hyper.nesterov = true;
  const Tensor images = referenceImages(), labels = {{8}, reference["labels"]};

  net.run("gradients", images, labels, state);
  for (const auto &[name, gradient] : state.gradients)
    requireDigest(gradient, theirName(name), reference.at("gradient/" + theirName(name)));

  ParameterValues afterFive;
  for (int64_t step = 0; step < 6; ++step) { // the sixth for its loss and moving averages
    if (step == 5)
      afterFive = state.parameters;
    state.hyper.step = step;
    state.hyper.rate = reference["hyper"][0] / (1 + reference["hyper"][2] * double(step));
    CHECK(net.run("train_step", images, labels, state).loss == Approx(reference["losses"][size_t(step)]).epsilon(1e-9));
  }
  for (auto parameter : net.net().getOps<resnet::ParameterOp>()) {
    const std::string name = parameter.getSymName().str();
    const Tensor &value = parameter.isTrainable() ? afterFive.at(name) : state.parameters.at(name);
    requireDigest(value, theirName(name), reference.at("final/" + theirName(name)));
  }
}
} // namespace

TEST_CASE("ResNet-20 with option A takes PyTorch's five steps", "[reference]") {
  requireReference("A", "resnet20a.txt");
}

TEST_CASE("ResNet-20 with option B takes PyTorch's five steps", "[reference]") {
  requireReference("B", "resnet20b.txt");
}
