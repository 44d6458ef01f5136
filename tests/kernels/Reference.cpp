#include "tests/kernels/Reference.h"
#include "tests/kernels/GradientReference.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

namespace resnetc {
namespace {
using Doubles = std::vector<double>;

/// A map of n x h x w x c with a halo, by its pixels.
template <typename List> struct Map {
  List &values;
  int64_t h, w, c, halo;
  auto &at(int64_t n, int64_t y, int64_t x, int64_t k) const {
    return values[size_t(((n * (h + 2 * halo) + y + halo) * (w + 2 * halo) + x + halo) * c + k)];
  }
  bool has(int64_t y, int64_t x) const { return y >= 0 && x >= 0 && y < h && x < w; }
};

template <typename List> Map<List> mapOf(List &values, const KernelArgument &argument) {
  return {values, argument.extents[1], argument.extents[2], argument.extents[3], argument.halo};
}

/// Calls `value(n, y, x, k)` for each element of a map and stores it there.
template <typename Function> void fillMap(Doubles &output, const KernelArgument &argument, Function value) {
  const auto map = mapOf(output, argument);
  for (int64_t n = 0; n < argument.extents[0]; ++n)
    for (int64_t y = 0; y < map.h; ++y)
      for (int64_t x = 0; x < map.w; ++x)
        for (int64_t k = 0; k < map.c; ++k)
          map.at(n, y, x, k) = value(n, y, x, k);
}

double convolve(const KernelKey &key, const std::vector<Values> &inputs, const KernelArgument &input, int64_t n,
                int64_t y, int64_t x, int64_t k) {
  const auto map = mapOf(inputs[0], input);
  const int64_t r = key.integer("r"), stride = key.integer("stride"), panel = key.integer("panel");
  const Padding pad = key.padding("pad");
  double sum = inputs[2][size_t(k)];
  for (int64_t i = 0; i < r; ++i)
    for (int64_t j = 0; j < r; ++j)
      for (int64_t c = 0; c < map.c; ++c) {
        const int64_t row = y * stride + i - pad.top, column = x * stride + j - pad.left;
        const size_t weight = size_t((((k / panel * r + i) * r + j) * map.c + c) * panel + k % panel);
        if (map.has(row, column))
          sum += double(map.at(n, row, column, c)) * inputs[1][weight];
      }
  return sum;
}

/// The largest of value(row, column) over a window of an h x w map.
template <typename Function>
double pooled(int64_t y, int64_t x, int64_t h, int64_t w, int64_t window, int64_t stride, const Padding &pad,
              Function value) {
  double best = -HUGE_VAL;
  for (int64_t i = 0; i < window; ++i)
    for (int64_t j = 0; j < window; ++j) {
      const int64_t row = y * stride + i - pad.top, column = x * stride + j - pad.left;
      if (row >= 0 && column >= 0 && row < h && column < w)
        best = std::max(best, value(row, column));
    }
  return best;
}

void conv2d(const KernelKey &key, const std::vector<KernelArgument> &arguments, const std::vector<Values> &inputs,
            Doubles &output) {
  fillMap(output, arguments.back(), [&](int64_t n, int64_t y, int64_t x, int64_t k) {
    double value = convolve(key, inputs, arguments[0], n, y, x, k);
    if (key.flag("add"))
      value += mapOf(inputs[3], arguments[3]).at(n, y, x, k);
    return key.flag("relu") ? std::max(value, 0.0) : value;
  });
}

void stem(const KernelKey &key, const std::vector<KernelArgument> &arguments, const std::vector<Values> &inputs,
          Doubles &output) {
  const int64_t h = key.outputHeight(), w = key.outputWidth(), k = key.integer("k");
  Doubles large(size_t(key.integer("n") * h * w * k));
  fillMap(large, {"", "f32", {key.integer("n"), h, w, k}}, [&](int64_t n, int64_t y, int64_t x, int64_t filter) {
    const double value = convolve(key, inputs, arguments[0], n, y, x, filter);
    return key.flag("relu") ? std::max(value, 0.0) : value;
  });
  fillMap(output, arguments.back(), [&](int64_t n, int64_t y, int64_t x, int64_t filter) {
    return pooled(
        y, x, h, w, key.integer("pool"), key.integer("pool_stride"), key.padding("pool_pad"),
        [&](int64_t row, int64_t column) { return large[size_t(((n * h + row) * w + column) * k + filter)]; });
  });
}

void maxPool(const KernelKey &key, const std::vector<KernelArgument> &arguments, const std::vector<Values> &inputs,
             Doubles &output) {
  const auto map = mapOf(inputs[0], arguments[0]);
  fillMap(output, arguments.back(), [&](int64_t n, int64_t y, int64_t x, int64_t c) {
    return pooled(y, x, map.h, map.w, key.integer("r"), key.integer("stride"), key.padding("pad"),
                  [&](int64_t row, int64_t column) { return double(map.at(n, row, column, c)); });
  });
}

void globalAvgPool(const KernelKey &key, const std::vector<KernelArgument> &arguments,
                   const std::vector<Values> &inputs, Doubles &output) {
  const auto map = mapOf(inputs[0], arguments[0]);
  for (int64_t n = 0; n < key.integer("n"); ++n)
    for (int64_t c = 0; c < map.c; ++c) {
      double sum = 0;
      for (int64_t y = 0; y < map.h; ++y)
        for (int64_t x = 0; x < map.w; ++x)
          sum += map.at(n, y, x, c);
      output[size_t(n * map.c + c)] = sum / double(map.h * map.w);
    }
}

void dense(const KernelKey &key, const std::vector<KernelArgument> &, const std::vector<Values> &inputs,
           Doubles &output) {
  const int64_t channels = key.integer("c"), filters = key.integer("k"), panel = key.integer("panel");
  for (int64_t n = 0; n < key.integer("n"); ++n)
    for (int64_t k = 0; k < filters; ++k) {
      double sum = inputs[2][size_t(k)];
      for (int64_t c = 0; c < channels; ++c)
        sum += double(inputs[0][size_t(n * channels + c)]) *
               inputs[1][size_t((k / panel * channels + c) * panel + k % panel)];
      output[size_t(n * filters + k)] = sum;
    }
}

void softmax(const KernelKey &key, const std::vector<KernelArgument> &, const std::vector<Values> &inputs,
             Doubles &output) {
  const int64_t k = key.integer("k");
  for (int64_t n = 0; n < key.integer("n"); ++n) {
    const float *row = &inputs[0][size_t(n * k)];
    const double largest = *std::max_element(row, row + k);
    double sum = 0;
    for (int64_t i = 0; i < k; ++i)
      sum += std::exp(row[i] - largest);
    for (int64_t i = 0; i < k; ++i)
      output[size_t(n * k + i)] = std::exp(row[i] - largest) / sum;
  }
}

void padChannels(const KernelKey &key, const std::vector<KernelArgument> &arguments, const std::vector<Values> &inputs,
                 Doubles &output) {
  const auto map = mapOf(inputs[0], arguments[0]);
  const int64_t before = (key.integer("k") - map.c) / 2, stride = key.integer("stride");
  fillMap(output, arguments.back(), [&](int64_t n, int64_t y, int64_t x, int64_t k) {
    const int64_t c = k - before;
    return c >= 0 && c < map.c ? double(map.at(n, y * stride, x * stride, c)) : 0.0;
  });
}

void preprocess(const KernelKey &key, const std::vector<KernelArgument> &, const std::vector<Values> &inputs,
                Doubles &output) {
  const int64_t pixels = key.integer("h") * key.integer("w"), channels = key.integer("c");
  const auto mean = key.reals("mean"), deviation = key.reals("std");
  for (int64_t i = 0; i < key.integer("n") * pixels; ++i)
    for (int64_t c = 0; c < channels; ++c) {
      const float *rgb = &inputs[0][size_t(3 * i)];
      double value = rgb[key.text("order") == "bgr" ? 2 - c : c];
      if (key.text("order") == "gray")
        value = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
      const int64_t place =
          key.layout("out").channelsFirst ? (i / pixels * channels + c) * pixels + i % pixels : i * channels + c;
      output[size_t(place)] = (value * key.real("scale") - mean[size_t(c)]) / deviation[size_t(c)];
    }
}

void layout(const KernelKey &key, const std::vector<KernelArgument> &arguments, const std::vector<Values> &inputs,
            Doubles &output) {
  std::fill(output.begin(), output.end(), 0.0);
  const int64_t h = key.integer("h"), w = key.integer("w"), channels = key.integer("c");
  fillMap(output, arguments.back(), [&](int64_t n, int64_t y, int64_t x, int64_t c) {
    return double(key.layout("in").channelsFirst ? inputs[0][size_t(((n * channels + c) * h + y) * w + x)]
                                                 : inputs[0][size_t(((n * h + y) * w + x) * channels + c)]);
  });
}

double factorOf(const KernelKey &key, double gamma, double variance) {
  return gamma / std::sqrt(variance + key.real("epsilon"));
}

void packFilter(const KernelKey &key, const std::vector<KernelArgument> &, const std::vector<Values> &inputs,
                Doubles &output) {
  const int64_t channels = key.integer("c"), filters = key.integer("k"), panel = key.integer("panel"),
                r = key.integer("r");
  std::fill(output.begin(), output.end(), 0.0);
  for (int64_t window = 0; window < r * r; ++window)
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t k = 0; k < filters; ++k) {
        const double factor = key.flag("fold") ? factorOf(key, inputs[1][size_t(k)], inputs[2][size_t(k)]) : 1;
        output[size_t(((k / panel * r * r + window) * channels + c) * panel + k % panel)] =
            inputs[0][size_t((window * channels + c) * filters + k)] * factor;
      }
}

void foldShift(const KernelKey &key, const std::vector<KernelArgument> &, const std::vector<Values> &inputs,
               Doubles &output) {
  std::fill(output.begin(), output.end(), 0.0);
  const size_t norm = key.flag("bias") ? 1 : 0;
  for (size_t k = 0; k < size_t(key.integer("k")); ++k) {
    output[k] = key.flag("bias") ? inputs[0][k] : 0;
    if (key.flag("fold"))
      output[k] =
          inputs[norm + 1][k] + (output[k] - inputs[norm + 2][k]) * factorOf(key, inputs[norm][k], inputs[norm + 3][k]);
  }
}

void sumParts(const KernelKey &key, const std::vector<KernelArgument> &arguments, const std::vector<Values> &inputs,
              Doubles &output) {
  const size_t size = inputs[0].size() / size_t(key.integer("parts")), residual = key.flag("shift") ? 2 : 1;
  const int64_t h = key.integer("h"), w = key.integer("w"), filters = key.integer("k");
  fillMap(output, arguments.back(), [&](int64_t n, int64_t y, int64_t x, int64_t k) {
    double value = key.flag("shift") ? inputs[1][size_t(k)] : 0;
    for (size_t part = 0; part < size_t(key.integer("parts")); ++part)
      value += inputs[0][part * size + size_t(((n * h + y) * w + x) * filters + k)];
    if (key.flag("add"))
      value += mapOf(inputs[residual], arguments[residual]).at(n, y, x, k);
    return key.flag("relu") ? std::max(value, 0.0) : value;
  });
}

void zeroHalo(const KernelKey &, const std::vector<KernelArgument> &arguments, const std::vector<Values> &,
              Doubles &output) {
  std::fill(output.begin(), output.end(), 0.0);
  fillMap(output, arguments.back(), [](int64_t, int64_t, int64_t, int64_t) { return double(untouched); });
}

struct Definition {
  std::string operation;
  void (*compute)(const KernelKey &, const std::vector<KernelArgument> &, const std::vector<Values> &, Doubles &);
};
const Definition definitions[] = {{"conv2d", conv2d},
                                  {"stem", stem},
                                  {"max_pool", maxPool},
                                  {"global_avg_pool", globalAvgPool},
                                  {"dense", dense},
                                  {"softmax", softmax},
                                  {"pad_channels", padChannels},
                                  {"preprocess", preprocess},
                                  {"layout", layout},
                                  {"sum_parts", sumParts},
                                  {"zero_halo", zeroHalo},
                                  {"pack_filter", packFilter},
                                  {"fold_shift", foldShift},
                                  {"filter_gradient", filterGradient},
                                  {"input_gradient", inputGradient},
                                  {"pack_transposed", packTransposed},
                                  {"bias_gradient", biasGradient}};
} // namespace

std::vector<double> referenceOf(const KernelKey &key, const std::vector<Values> &inputs) {
  const auto arguments = argumentsOf(key);
  Doubles output(size_t(arguments.back().elements()), double(untouched));
  for (const Definition &definition : definitions)
    if (definition.operation == key.operation())
      definition.compute(key, arguments, inputs, output);
  return output;
}

void requireClose(const KernelKey &key, const std::vector<Values> &inputs, const Values &got, double margin) {
  const Doubles want = referenceOf(key, inputs);
  REQUIRE(got.size() == want.size());
  for (size_t i = 0; i < got.size(); ++i) {
    const bool close = want[i] == double(untouched) ? got[i] == untouched
                                                    : std::abs(got[i] - want[i]) <= margin * (1 + std::abs(want[i]));
    if (!close) {
      CAPTURE(key.print(), i, got[i], want[i]);
      FAIL("a value is wrong");
    }
  }
}

void requireKernelIsRight(const KernelKey &key, bool onResidual) {
  CAPTURE(key.print());
  const std::vector<Values> inputs = makeInputs(key);
  Values got = runKernel(key, inputs, onResidual);
  if (onResidual) { // its halo is the residual's, which is zero
    const std::vector<double> want = referenceOf(key, inputs);
    for (size_t i = 0; i < got.size(); ++i)
      if (want[i] == double(untouched) && got[i] == 0)
        got[i] = untouched;
  }
  requireClose(key, inputs, got);
  SUCCEED();
}

} // namespace resnetc
