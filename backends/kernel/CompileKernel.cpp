#include "backends/kernel/CompileKernel.h"
#include "backends/kernel/Inspector.h"
#include "backends/schedules/BuildKernel.h"
#include "ir/machine/Catalog.h"
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
} // namespace

KernelFacts compileKernel(const KernelKey &key, const std::string &objectPath) {
  const std::string refusal = whyNotImplemented(key);
  if (!refusal.empty())
    throw std::invalid_argument("no kernel for this key: " + refusal);
  static WarningsAreErrors reporter;
  set_custom_compile_time_error_reporter(&reporter);
  Target target(findMachine(key.text("machine"))->halideTarget);
  for (const Target::Feature feature : callingConvention)
    target.set_feature(feature);
  Kernel kernel = buildKernel(key);
  Module module = pipelineOf(kernel).compile_to_module(argumentsOf(kernel), key.symbol(), target);
  const KernelFacts facts = {inspectScratchBytes(module)};
  module.compile({{OutputFileType::object, objectPath}});
  return facts;
}

} // namespace resnetc
