#include "backends/kernel/CompileKernel.h"
#include "backends/kernel/DeviceInspector.h"
#include "backends/kernel/DeviceSource.h"
#include "backends/kernel/Inspector.h"
#include "backends/schedules/BuildKernel.h"
#include "backends/schedules/device/LaunchBounds.h"
#include "ir/machine/Catalog.h"
#include <fstream>
#include <stdexcept>

namespace resnetc {
namespace {
using namespace Halide;

// NoRuntime      no halide_* definitions in the object
// NoAsserts      no shape checks and no halide_error_*: the compiler made the shapes
// NoBoundsQuery  a kernel never answers "how large an input would you like"
// UserContext    first C argument, handed to halide_do_par_for and halide_malloc
const Target::Feature callingConvention[] = {Target::NoRuntime, Target::NoAsserts, Target::NoBoundsQuery,
                                             Target::UserContext};

/// Without asserts, what Halide only warns of ("guaranteed to fail an assertion at
/// runtime": a tile wider than its buffer) would write out of bounds.
class WarningsAreErrors : public CompileTimeErrorReporter {
public:
  void warning(const char *message) override { error(message); }
  [[noreturn]] void error(const char *message) override { throw std::runtime_error(message); }
};

Target targetOf(const Machine &machine) {
  Target target(machine.halideTarget);
  for (const Target::Feature feature : callingConvention)
    target.set_feature(feature);
  return target;
}

void writeSource(const DeviceSource &source, const std::string &path) {
  std::ofstream file(path, std::ios::binary);
  file.write(source.bytes.data(), std::streamsize(source.bytes.size()));
  file.close();
  if (!file)
    throw std::runtime_error("cannot write " + path);
}
} // namespace

KernelFacts compileKernel(const KernelKey &key, const std::string &objectPath, const std::string &sourcePath) {
  const std::string refusal = whyNotImplemented(key);
  if (!refusal.empty())
    throw std::invalid_argument("no kernel for this key: " + refusal);
  static WarningsAreErrors reporter;
  set_custom_compile_time_error_reporter(&reporter);
  const Machine &machine = *findMachine(key.text("machine"));
  Kernel kernel = buildKernel(key);
  Module module = pipelineOf(kernel).compile_to_module(argumentsOf(kernel), key.symbol(), targetOf(machine));
  KernelFacts facts;
  if (machine.isDevice()) {
    facts.launch = inspectDeviceLaunch(module, *machine.device);
    setLaunchBounds(module, facts.launch.threads, kernel.blocksTogether);
    const DeviceSource source = sourceOf(module, machine.device->api);
    facts.sourceEnding = source.ending;
    if (!sourcePath.empty())
      writeSource(source, sourcePath);
  } else {
    facts.scratchBytes = inspectScratchBytes(module);
  }
  module.compile({{OutputFileType::object, objectPath}});
  return facts;
}

} // namespace resnetc
