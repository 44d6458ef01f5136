#include "tests/kernels/OnDevice.h"
#include "backends/schedules/BuildKernel.h"
#include "ir/machine/Machine.h"
#include "tests/kernels/Reference.h"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace resnetc {
namespace {
using namespace Halide;

constexpr const char *lavapipe = "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json";

bool has(const char *library, const std::string &driver) {
  return std::filesystem::exists(driver) && dlopen(library, RTLD_NOW);
}

/// Before Halide's runtime looks: lavapipe and no other device; regions of memory that keep the 64
/// bytes which it wants, where Halide 21 rounds to 32.
void prepareVulkan() {
  setenv("VK_ICD_FILENAMES", lavapipe, 1);
  setenv("HL_VK_ALLOC_CONFIG", "0:1:256:0:64", 1);
}

std::vector<std::string> findMachines() {
  prepareVulkan();
  std::vector<std::string> machines;
  if (has("libOpenCL.so.1", "/etc/OpenCL/vendors/pocl.icd"))
    machines = {"opencl"};
  else
    WARN("no OpenCL here: install pocl-opencl-icd and ocl-icd-libopencl1");
  if (has("libvulkan.so.1", lavapipe))
    machines.push_back("vulkan");
  else
    WARN("no Vulkan here: install mesa-vulkan-drivers and libvulkan1");
  return machines;
}

Target targetOf(const std::string &machine) {
  Target target = get_host_target();
  target.set_features({Target::NoAsserts, Target::NoBoundsQuery});
  if (machine == "vulkan")
    target.set_features({Target::Vulkan, Target::VulkanInt64});
  else
    target.set_feature(Target::OpenCL);
  return target;
}

/// Memory as the dimensions that the kernel's parameter demands, rounded up to whole words.
template <typename Parameter> Buffer<> makeBuffer(Type type, int rank, Parameter parameter) {
  std::vector<int> extents, minimums;
  const auto constant = [](const Expr &value) { return int(*Internal::as_const_int(value)); };
  for (int i = 0; i < rank; ++i) {
    extents.push_back(constant(parameter.extent_constraint(i)));
    minimums.push_back(constant(parameter.min_constraint(i)));
  }
  Buffer<> buffer(type, extents);
  buffer.set_min(minimums);
  return buffer;
}

const Values *initialOf(const std::vector<KernelArgument> &arguments, size_t output, const std::vector<Values> &inputs) {
  for (size_t i = 0; i < inputs.size(); ++i)
    if (arguments[i].name == arguments[output].name)
      return &inputs[i];
  return nullptr;
}

} // namespace

const std::vector<std::string> &machinesHere() {
  static const std::vector<std::string> machines = findMachines();
  return machines;
}

namespace {
/// A kernel whose code is ready; no device was touched.
struct Compiled {
  std::vector<KernelArgument> arguments;
  Kernel kernel;
  Pipeline pipeline;
  Target target;

  explicit Compiled(const KernelKey &key)
      : arguments(argumentsOf(key)), kernel(buildKernel(key)), pipeline(pipelineOf(kernel)),
        target(targetOf(key.text("machine"))) {
    pipeline.compile_jit(target);
  }

  std::vector<Buffer<>> makeInputs(const std::vector<Values> &values);
  std::vector<Buffer<>> makeOutputs(const std::vector<Values> &inputs);
  std::vector<Values> operator()(const std::vector<Values> &inputs);
};

std::vector<Buffer<>> Compiled::makeInputs(const std::vector<Values> &values) {
  std::vector<Buffer<>> buffers;
  for (size_t i = 0; i < kernel.inputs.size(); ++i) {
    ImageParam &input = kernel.inputs[i];
    buffers.push_back(makeBuffer(input.type(), input.dimensions(), input.parameter()));
    copyIn(values[i], arguments[i], buffers[i].data());
    buffers[i].set_host_dirty();
    input.set(buffers[i]);
  }
  return buffers;
}

std::vector<Buffer<>> Compiled::makeOutputs(const std::vector<Values> &inputs) {
  std::vector<Func> functions = {kernel.output};
  functions.insert(functions.end(), kernel.moreOutputs.begin(), kernel.moreOutputs.end());
  std::vector<Buffer<>> buffers;
  for (Func &function : functions)
    for (const OutputImageParam &parameter : function.output_buffers()) {
      const size_t i = kernel.inputs.size() + buffers.size();
      buffers.push_back(makeBuffer(parameter.type(), parameter.dimensions(), function.output_buffers()[0].parameter()));
      const Values *initial = initialOf(arguments, i, inputs);
      copyIn(initial ? *initial : Values(size_t(arguments[i].elements()), untouched), arguments[i],
             buffers.back().data());
      buffers.back().set_host_dirty();
    }
  REQUIRE(kernel.inputs.size() + buffers.size() == arguments.size());
  return buffers;
}

std::vector<Values> Compiled::operator()(const std::vector<Values> &values) {
  const std::vector<Buffer<>> inputs = makeInputs(values);
  std::vector<Buffer<>> outputs = makeOutputs(values);
  Realization realization(outputs);
  pipeline.realize(Pipeline::RealizationArg(realization), target);
  std::vector<Values> results;
  for (size_t i = 0; i < outputs.size(); ++i) {
    outputs[i].copy_to_host();
    results.push_back(copyOut(outputs[i].data(), arguments[kernel.inputs.size() + i]));
  }
  return results;
}

/// In a process of its own, since Halide's Vulkan runtime hands memory that was freed, and be it
/// what a copy went through, to larger requests: sooner or later a kernel reads another's buffers.
std::vector<Values> runInChild(Compiled &compiled, const std::vector<Values> &inputs) {
  const auto &arguments = compiled.arguments;
  const size_t first = arguments.size() - outputsOf(arguments);
  size_t count = 0;
  for (size_t i = first; i < arguments.size(); ++i)
    count += size_t(arguments[i].elements());
  void *memory = mmap(nullptr, count * sizeof(float), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  float *shared = static_cast<float *>(memory);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int status = 1;
    try {
      for (const Values &values : compiled(inputs))
        shared = std::copy(values.begin(), values.end(), shared);
      status = 0;
    } catch (const Halide::Error &error) {
      std::fprintf(stderr, "%s\n", error.what());
    } catch (const std::exception &error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
    _exit(status);
  }
  int status = 1;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
  std::vector<Values> results;
  for (size_t i = first; i < arguments.size(); ++i) {
    results.emplace_back(shared, shared + arguments[i].elements());
    shared += arguments[i].elements();
  }
  munmap(memory, count * sizeof(float));
  return results;
}
} // namespace

struct DeviceKernel::Parts {
  Compiled compiled;
  bool inChild;
};

DeviceKernel::DeviceKernel(const KernelKey &key) : parts(new Parts{Compiled(key), key.text("machine") == "vulkan"}) {}

DeviceKernel::~DeviceKernel() = default;

std::vector<Values> DeviceKernel::operator()(const std::vector<Values> &inputs) {
  return parts->inChild ? runInChild(parts->compiled, inputs) : parts->compiled(inputs);
}

std::vector<Values> runOnDevice(const KernelKey &key, const std::vector<Values> &inputs) {
  return DeviceKernel(key)(inputs);
}

void requireDeviceKernelIsRight(const KernelKey &key) {
  CAPTURE(key.print());
  const std::vector<Values> inputs = makeInputs(key);
  requireClose(key, inputs, runOnDevice(key, inputs).back(), 1e-4);
  SUCCEED();
}

} // namespace resnetc
