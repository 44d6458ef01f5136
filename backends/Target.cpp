#include "backends/Target.h"
#include "ir/machine/Machine.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

namespace resnetc {
namespace {
const std::vector<Target> targets = {
    {"x86-64-v3", "x86_64-unknown-linux-gnu", "avx2", 3, "AVX2, FMA, F16C"},
    {"x86-64-v4", "x86_64-unknown-linux-gnu", "avx512", 4, "AVX-512 F, DQ, CD, BW, VL"},
};
} // namespace

const Target *findTarget(llvm::StringRef name) {
  for (const Target &target : targets)
    if (target.name == name)
      return &target;
  return nullptr;
}

llvm::Expected<std::string> resolveTarget(llvm::StringRef asked) {
  if (findTarget(asked))
    return asked.str();
  std::string known = "host";
  for (const Target &target : targets)
    known += ", " + target.name;
  if (asked != "host")
    return llvm::createStringError("no target '" + asked + "'; there are " + known);
  std::string machine = hostMachineName();
  for (const Target &target : targets)
    if (target.machine == machine)
      return target.name;
  return llvm::createStringError("this processor lacks what the weakest target needs (" + targets.front().features +
                                 "); name the target to compile for another one");
}

bool isHostTriple(const Target &target) {
  llvm::Triple host(llvm::sys::getProcessTriple()), other(target.triple);
  return host.getArch() == other.getArch() && host.getOS() == other.getOS();
}

} // namespace resnetc
