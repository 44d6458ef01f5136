#include "backends/Target.h"
#include "ir/machine/Machine.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/TargetSelect.h"

using namespace llvm;

// runtime/embed/embedded.S
extern "C" const char resnetc_support_x86_64_begin[], resnetc_support_x86_64_end[];

namespace resnetc {
namespace {
/// What differs between the processors of one architecture.
struct CpuRow {
  StringRef name;
  int64_t level;
  std::vector<StringRef> features;
};

class X86Target final : public Target {
public:
  X86Target(CpuRow row, const Machine &machine) : row(std::move(row)), kernels(machine) {}

  StringRef name() const override { return row.name; }
  StringRef machine() const override { return kernels.name; }
  StringRef triple() const override { return "x86_64-unknown-linux-gnu"; }
  int64_t cpuLevel() const override { return row.level; }
  ArrayRef<StringRef> features() const override { return row.features; }
  uint16_t elfMachine() const override { return ELF::EM_X86_64; }
  StringRef supportBitcode() const override {
    return {resnetc_support_x86_64_begin, size_t(resnetc_support_x86_64_end - resnetc_support_x86_64_begin)};
  }
  bool runsHere() const override {
#if defined(__x86_64__)
    return true;
#else
    return false;
#endif
  }
  void initialise() const override {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser(); // cpuid is inline assembly in the support code
  }

private:
  CpuRow row;
  const Machine &kernels;
};

/// Weakest first. The features are those of the x86-64 psABI's levels.
std::vector<std::unique_ptr<Target>> makeTargets() {
  const std::vector<StringRef> v3 = {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "lzcnt", "movbe", "osxsave"};
  std::vector<StringRef> v4 = v3;
  v4.insert(v4.end(), {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"});
  std::vector<std::unique_ptr<Target>> targets;
  for (CpuRow row : {CpuRow{"x86-64-v3", 3, v3}, CpuRow{"x86-64-v4", 4, v4}}) {
    const Machine *machine = findMachineOfLevel(std::string_view(row.name));
    assert(machine && "each target has a machine");
    targets.push_back(std::make_unique<X86Target>(std::move(row), *machine));
  }
  return targets;
}

const std::vector<std::unique_ptr<Target>> &allTargets() {
  static const std::vector<std::unique_ptr<Target>> targets = makeTargets();
  return targets;
}

std::string targetNames() {
  std::string names = "host";
  for (const auto &target : allTargets())
    names += ", " + target->name().str();
  return names;
}
} // namespace

const Target *findTarget(StringRef name) {
  for (const auto &target : allTargets())
    if (target->name() == name)
      return target.get();
  return nullptr;
}

Expected<std::string> resolveTarget(StringRef name) {
  if (name != "host") {
    if (findTarget(name))
      return name.str();
    return createStringError("no target '" + name + "'; there are: " + targetNames());
  }
  const std::string machine = hostMachineName();
  for (const auto &target : allTargets())
    if (target->machine() == machine)
      return target->name().str();
  return createStringError("this processor is none that kernels exist for; name one of: " + targetNames());
}

} // namespace resnetc
