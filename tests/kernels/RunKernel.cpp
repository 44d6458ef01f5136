#include "tests/kernels/RunKernel.h"
#include "backends/schedules/BuildKernel.h"
#include "ir/machine/Machine.h"
#include "tests/kernels/OnDevice.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
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

size_t elementBytes(const KernelArgument &argument) { return argument.element == "u8" ? 1 : 4; }

/// In whose memory argument `i` lies: its own or that of the input that it is written on.
size_t placeOf(const std::vector<KernelArgument> &arguments, size_t i, bool onResidual) {
  const size_t reads = arguments.size() - outputsOf(arguments);
  for (size_t j = 0; i >= reads && j < reads; ++j)
    if (arguments[j].name == arguments[i].name)
      return j;
  return onResidual && i >= reads ? reads - 1 : i;
}

/// Buffers in the order of the arguments, each filled with its input or as untouched.
std::vector<std::unique_ptr<Guarded>> makeMemory(const std::vector<KernelArgument> &arguments,
                                                 const std::vector<Values> &inputs, Against side) {
  std::vector<std::unique_ptr<Guarded>> memory;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const bool isInput = i < inputs.size();
    const Values values = isInput ? inputs[i] : Values(size_t(arguments[i].elements()), untouched);
    memory.push_back(std::make_unique<Guarded>(values.size() * elementBytes(arguments[i]), side));
    if (isInput || arguments[i].element == "f32")
      copyIn(values, arguments[i], memory.back()->data());
  }
  return memory;
}

/// The parameter of each output; the values of a Tuple have that of the first.
std::vector<Parameter> outputParameters(Kernel &kernel) {
  std::vector<Parameter> parameters(kernel.output.outputs(), kernel.output.output_buffers()[0].parameter());
  for (Func &output : kernel.moreOutputs)
    parameters.push_back(output.output_buffer().parameter());
  return parameters;
}

std::vector<Values> call(Kernel &kernel, Pipeline &pipeline, const std::vector<KernelArgument> &arguments,
                         const std::vector<Values> &inputs, bool onResidual, Against side) {
  const auto memory = makeMemory(arguments, inputs, side);
  const auto bytesOf = [&](size_t i) { return memory[placeOf(arguments, i, onResidual)]->data(); };
  for (size_t i = 0; i < kernel.inputs.size(); ++i) {
    ImageParam &input = kernel.inputs[i];
    input.set(viewOf(bytesOf(i), input.type(), input.dimensions(), input.parameter()));
  }
  std::vector<Buffer<>> outputs;
  std::vector<Values> results;
  const auto typeOf = [](const KernelArgument &argument) {
    return argument.element == "u8" ? UInt(8) : argument.element == "i32" ? Int(32) : Float(32);
  };
  for (const Parameter &parameter : outputParameters(kernel)) {
    const size_t i = kernel.inputs.size() + outputs.size();
    outputs.push_back(viewOf(bytesOf(i), typeOf(arguments[i]), parameter.dimensions(), parameter));
  }
  Realization all(outputs);
  pipeline.realize(Pipeline::RealizationArg(all), get_jit_target_from_environment());
  for (size_t i = kernel.inputs.size(); i < arguments.size(); ++i)
    results.push_back(copyOut(bytesOf(i), arguments[i]));
  return results;
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

void copyIn(const Values &values, const KernelArgument &argument, void *memory) {
  for (size_t i = 0; i < values.size(); ++i)
    if (argument.element == "u8")
      static_cast<uint8_t *>(memory)[i] = uint8_t(values[i]);
    else if (argument.element == "i32")
      static_cast<int32_t *>(memory)[i] = int32_t(values[i]);
    else
      static_cast<float *>(memory)[i] = values[i];
}

Values copyOut(const void *memory, const KernelArgument &argument) {
  Values values(size_t(argument.elements()));
  for (size_t i = 0; i < values.size(); ++i)
    if (argument.element == "u8")
      values[i] = static_cast<const uint8_t *>(memory)[i];
    else if (argument.element == "i32")
      values[i] = float(static_cast<const int32_t *>(memory)[i]);
    else
      values[i] = static_cast<const float *>(memory)[i];
  return values;
}

struct CompiledKernel::Parts {
  std::unique_ptr<DeviceKernel> device; ///< in place of kernel and pipeline
  std::vector<KernelArgument> arguments;
  Kernel kernel;
  Pipeline pipeline; ///< keeps its code
};

CompiledKernel::CompiledKernel(const KernelKey &key) : parts(new Parts{nullptr, argumentsOf(key), {}, {}}) {
  if (findMachine(key.text("machine"))->isDevice()) {
    parts->device = std::make_unique<DeviceKernel>(key);
    return;
  }
  parts->kernel = buildKernel(key);
  parts->pipeline = pipelineOf(parts->kernel);
}

CompiledKernel::~CompiledKernel() = default;

std::vector<Values> CompiledKernel::operator()(const std::vector<Values> &inputs, bool onResidual) {
  const auto run = [&](Against side) {
    return parts->device ? (*parts->device)(inputs)
                         : call(parts->kernel, parts->pipeline, parts->arguments, inputs, onResidual, side);
  };
  const auto result = run(Against::End), again = run(Against::Start);
  for (size_t i = 0; i < result.size(); ++i)
    REQUIRE(std::memcmp(result[i].data(), again[i].data(), result[i].size() * sizeof(float)) == 0);
  return result;
}

void setThreads(int count) { Internal::JITSharedRuntime::set_num_threads(count); }

Values runKernel(const KernelKey &key, const std::vector<Values> &inputs, bool onResidual) {
  return CompiledKernel(key)(inputs, onResidual).back();
}

std::vector<Values> makeInputs(const KernelKey &key, unsigned seed) {
  const auto arguments = argumentsOf(key);
  std::mt19937 random(seed);
  std::vector<Values> inputs;
  for (const KernelArgument &argument : arguments) {
    if (argument.written)
      break;
    const bool isFilter = argument.name == "filter";
    const auto &e = argument.extents;
    const double scale = isFilter ? 1.7 / std::sqrt(double(e[1] * e[2] * e[3])) : 1.7;
    Values values(size_t(argument.elements()));
    for (float &value : values) {
      const double unit = double(random()) / 4294967296.0; // the same on every library
      value = argument.element == "u8" ? float(int(unit * 256)) : float((unit * 2 - 1) * scale);
      if (argument.name.find("variance") != std::string::npos || argument.name == "second_moment")
        value = std::abs(value) + 0.01f;
    }
    clearHalo(values, argument);
    if (isFilter)
      clearBeyond(values, key.integer(key.operation() == "input_gradient" ? "c" : "k"), e[4], e[1] * e[2] * e[3]);
    if (argument.name == "shift")
      clearBeyond(values, key.integer("k"), key.integer("panel"), 1);
    inputs.push_back(std::move(values));
  }
  return inputs;
}

} // namespace resnetc
