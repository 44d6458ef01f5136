// Batch norm in training, against its formulas in double.
#include "tests/kernels/Training.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;

namespace {
/// One call of a kernel: its inputs by name, the first `count` images counting.
struct Case {
  KernelKey key;
  int64_t count;
  std::vector<KernelArgument> arguments = argumentsOf(key);
  std::vector<Values> inputs = poisonedInputs(key, count);

  int64_t extent(const char *field) const { return key.integer(field); }
  Values &input(const char *name) { return inputs[indexOf(arguments, name)]; }
  Pixels map(const char *name) const {
    const size_t i = indexOf(arguments, name);
    return Pixels(inputs[i], arguments[i]);
  }
  double of(const char *name, int64_t c) const { return inputs[indexOf(arguments, name)][size_t(c)]; }
  double inverse(int64_t c) const { return 1 / std::sqrt(of("variance", c) + key.real("epsilon")); }
  double values() const { return double(count * extent("h") * extent("w")); }

  double maskedDy(int64_t n, int64_t y, int64_t x, int64_t c) const {
    return key.flag("relu") && !(map("y")(n, y, x, c) > 0) ? 0 : map("dy")(n, y, x, c);
  }
  /// Sums over a channel of the first `images` images.
  double sum(int64_t c, int64_t images, const PixelValue &value) const {
    double total = 0;
    for (int64_t n = 0; n < images; ++n)
      for (int64_t y = 0; y < extent("h"); ++y)
        for (int64_t x = 0; x < extent("w"); ++x)
          total += value(n, y, x, c);
    return total;
  }
};

/// All images of the whole kernels count, of those in parts half.
void forEachCase(const std::vector<std::string> &variants, const std::function<void(Case &)> &check) {
  forEachKey(variants, [&](const KernelKey &key) {
    Case one = {key, key.text("machine") == "avx2" ? key.integer("n") : (key.integer("n") + 1) / 2};
    check(one);
  });
}

/// A map about `mean` with a deviation of about 1; what does not count is NaN.
void requireStatistics(CompiledKernel &kernel, Case one, double mean, double pivot, double margin) {
  for (float &value : one.input("input"))
    value += float(mean);
  for (float &value : one.input("pivot"))
    value = float(pivot);
  poisonImages(one.input("input"), one.arguments[0], one.count);
  const auto got = kernel(one.inputs);
  for (int64_t c = 0; c < one.extent("c"); ++c) {
    const double average = one.sum(c, one.count, one.map("input")) / one.values();
    const double variance = one.sum(c, one.count, [&](int64_t n, int64_t y, int64_t x, int64_t k) {
      return std::pow(one.map("input")(n, y, x, k) - average, 2);
    }) / one.values();
    CAPTURE(c, got[0][size_t(c)], average, got[1][size_t(c)], variance);
    REQUIRE(std::abs(got[0][size_t(c)] - average) <= margin + 6e-8 * std::abs(average)); // it is a float
    REQUIRE(std::abs(got[1][size_t(c)] - variance) <= margin);
    REQUIRE(got[1][size_t(c)] >= 0);
  }
}
} // namespace

TEST_CASE("batch statistics are exact near their pivot and bear one that is ten deviations off", "[kernels][training][on-devices]") {
  forEachCase({"batch_norm_statistics"}, [&](Case &one) {
    CompiledKernel kernel(one.key);
    requireStatistics(kernel, one, 0, 0, 1e-6);
    requireStatistics(kernel, one, 300, 300, 1e-6);
    requireStatistics(kernel, one, 10, 0, 1e-4);
  });
}

TEST_CASE("sums over a batch have the same bits for any number of threads", "[kernels][training]") {
  KernelKey key = question("batch_norm_sums n=3 h=19 w=11 c=24 relu=1 machine=avx2");
  REQUIRE(key.setChoice("plain split=5") == "");
  REQUIRE(whyNotImplemented(key) == "");
  const auto inputs = poisonedInputs(key, 3);
  CompiledKernel kernel(key);
  setThreads(1);
  const auto alone = kernel(inputs);
  for (const int threads : {2, 3, 8}) {
    setThreads(threads);
    REQUIRE(kernel(inputs) == alone);
  }
  setThreads(0);
}

TEST_CASE("batch norm scales, shifts, adds and cuts off", "[kernels][training][on-devices]") {
  forEachCase({"batch_norm add=1 relu=1", "batch_norm", "batch_norm relu=1", "batch_norm add=1"}, [](Case &one) {
    const Values got = runKernel(one.key, one.inputs);
    requirePixels(one.arguments.back(), got, 2e-6, [&](int64_t n, int64_t y, int64_t x, int64_t c) {
      double value = one.of("gamma", c) * (one.map("input")(n, y, x, c) - one.of("mean", c)) * one.inverse(c);
      value += one.of("beta", c) + (one.key.flag("add") ? one.map("residual")(n, y, x, c) : 0);
      return one.key.flag("relu") ? std::max(value, 0.0) : value;
    });
  });
}

TEST_CASE("the sums of batch norm's gradient are those of the definition", "[kernels][training][on-devices]") {
  forEachCase({"batch_norm_sums relu=1", "batch_norm_sums"}, [](Case &one) {
    const auto got = CompiledKernel(one.key)(one.inputs);
    const int64_t images = one.extent("n");
    std::vector<double> dgamma, dbeta;
    for (int64_t c = 0; c < one.extent("c"); ++c) {
      dbeta.push_back(one.sum(c, images, [&](int64_t n, int64_t y, int64_t x, int64_t k) {
        return one.maskedDy(n, y, x, k);
      }));
      dgamma.push_back(one.sum(c, images, [&](int64_t n, int64_t y, int64_t x, int64_t k) {
        return one.maskedDy(n, y, x, k) * (one.map("input")(n, y, x, k) - one.of("mean", k)) * one.inverse(k);
      }));
    }
    requireValues(got[0], dgamma, 4e-6);
    requireValues(got[1], dbeta, 4e-6);
  });
}

TEST_CASE("batch norm's gradient goes through the statistics and is zero in images that do not count", "[kernels][training][on-devices]") {
  forEachCase({"batch_norm_gradient relu=1", "batch_norm_gradient"}, [](Case &one) {
    poisonImages(one.input("input"), one.arguments[1], one.count);
    const Values got = runKernel(one.key, one.inputs);
    requirePixels(one.arguments.back(), got, 5e-6, [&](int64_t n, int64_t y, int64_t x, int64_t c) {
      if (n >= one.count)
        return 0.0;
      const double z = (one.map("input")(n, y, x, c) - one.of("mean", c)) * one.inverse(c);
      const double centred = one.maskedDy(n, y, x, c) - one.of("dbeta", c) / one.values() -
                             z * one.of("dgamma", c) / one.values();
      return one.of("gamma", c) * one.inverse(c) * centred;
    });
    const size_t image = got.size() / size_t(one.extent("n"));
    for (size_t i = image * size_t(one.count); i < got.size(); ++i)
      REQUIRE((got[i] == 0 || got[i] == untouched));
  });
}

TEST_CASE("batch norm's gradient with frozen statistics is a factor", "[kernels][training][on-devices]") {
  forEachCase({"batch_norm_frozen_gradient relu=1", "batch_norm_frozen_gradient"}, [](Case &one) {
    const Values got = runKernel(one.key, one.inputs);
    requirePixels(one.arguments.back(), got, 1e-6, [&](int64_t n, int64_t y, int64_t x, int64_t c) {
      return one.maskedDy(n, y, x, c) * one.of("gamma", c) * one.inverse(c);
    });
  });
}
