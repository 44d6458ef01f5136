#include "tests/kernels/RunKernel.h"
#include "backends/schedules/BuildKernel.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>

// Halide's errors are no std::exception.
CATCH_TRANSLATE_EXCEPTION(const Halide::Error &error) { return error.what(); }

namespace resnetc {
namespace {
using namespace Halide;

/// The memory as the dimensions that the kernel's parameter demands.
template <typename Parameter> Buffer<> viewOf(void *memory, Type type, int rank, Parameter parameter) {
  std::vector<halide_dimension_t> dimensions;
  const auto constant = [](const Expr &value) {
    const auto number = Internal::as_const_int(value);
    REQUIRE(number);
    return int32_t(*number);
  };
  for (int i = 0; i < rank; ++i)
    dimensions.push_back({constant(parameter.min_constraint(i)), constant(parameter.extent_constraint(i)),
                          constant(parameter.stride_constraint(i))});
  return Buffer<>(type, memory, rank, dimensions.data());
}

void copyIn(const Values &values, const KernelArgument &argument, void *memory) {
  if (argument.element == "u8")
    for (size_t i = 0; i < values.size(); ++i)
      static_cast<uint8_t *>(memory)[i] = uint8_t(values[i]);
  else
    std::memcpy(memory, values.data(), values.size() * sizeof(float));
}

Values call(Kernel &kernel, const std::vector<KernelArgument> &arguments, const std::vector<Values> &inputs,
            bool onResidual, Against side) {
  std::vector<std::unique_ptr<Guarded>> memory;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const size_t bytes = size_t(arguments[i].bytes());
    memory.push_back(std::make_unique<Guarded>(bytes, side));
    if (i < inputs.size())
      copyIn(inputs[i], arguments[i], memory[i]->data());
    else
      std::fill_n(static_cast<float *>(memory[i]->data()), bytes / sizeof(float), untouched);
  }
  if (onResidual)
    std::memcpy(memory.back()->data(), inputs.back().data(), size_t(arguments.back().bytes()));
  for (size_t i = 0; i < kernel.inputs.size(); ++i) {
    const bool shared = onResidual && i + 1 == kernel.inputs.size();
    ImageParam &input = kernel.inputs[i];
    input.set(
        viewOf((shared ? memory.back() : memory[i])->data(), input.type(), input.dimensions(), input.parameter()));
  }
  Buffer<> output =
      viewOf(memory.back()->data(), Float(32), kernel.output.dimensions(), kernel.output.output_buffer().parameter());
  kernel.output.realize(Pipeline::RealizationArg(output), get_jit_target_from_environment());
  const float *result = static_cast<float *>(memory.back()->data());
  return Values(result, result + arguments.back().elements());
}

/// Sets all pixels outside of the map to zero.
void clearHalo(Values &values, const KernelArgument &argument) {
  if (argument.halo == 0)
    return;
  const auto &e = argument.extents;
  const int64_t halo = argument.halo, h = e[1] + 2 * halo, w = e[2] + 2 * halo;
  for (int64_t n = 0; n < e[0]; ++n)
    for (int64_t y = 0; y < h; ++y)
      for (int64_t x = 0; x < w; ++x)
        if (y < halo || x < halo || y >= h - halo || x >= w - halo)
          std::fill_n(&values[size_t(((n * h + y) * w + x) * e[3])], e[3], 0.0f);
}

/// [panels][r][r][c][panel] or [panels * panel]: zero beyond k.
void clearBeyond(Values &values, int64_t k, int64_t panel, int64_t perPanel) {
  for (int64_t i = 0; i < int64_t(values.size()); ++i)
    if (i / (perPanel * panel) * panel + i % panel >= k)
      values[size_t(i)] = 0;
}
} // namespace

Values runKernel(const KernelKey &key, const std::vector<Values> &inputs, bool onResidual) {
  const auto arguments = argumentsOf(key);
  Kernel kernel = buildKernel(key);
  const Values result = call(kernel, arguments, inputs, onResidual, Against::End);
  const Values again = call(kernel, arguments, inputs, onResidual, Against::Start);
  REQUIRE(std::memcmp(result.data(), again.data(), result.size() * sizeof(float)) == 0);
  return result;
}

std::vector<Values> makeInputs(const KernelKey &key, unsigned seed) {
  const auto arguments = argumentsOf(key);
  std::mt19937 random(seed);
  std::vector<Values> inputs;
  for (size_t i = 0; i + 1 < arguments.size(); ++i) {
    const KernelArgument &argument = arguments[i];
    const bool isFilter = argument.name == "filter";
    const auto &e = argument.extents;
    const double scale = isFilter ? 1.7 / std::sqrt(double(e[1] * e[2] * e[3])) : 1.7;
    Values values(size_t(argument.elements()));
    for (float &value : values) {
      const double unit = double(random()) / 4294967296.0; // the same on every library
      value = argument.element == "u8" ? float(int(unit * 256)) : float((unit * 2 - 1) * scale);
      if (argument.name == "variance")
        value = std::abs(value) + 0.01f;
    }
    clearHalo(values, argument);
    if (isFilter)
      clearBeyond(values, key.integer("k"), e[4], e[1] * e[2] * e[3]);
    if (argument.name == "shift")
      clearBeyond(values, key.integer("k"), key.integer("panel"), 1);
    inputs.push_back(std::move(values));
  }
  return inputs;
}

} // namespace resnetc
