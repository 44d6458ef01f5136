#include "backends/Target.h"
#include "ir/machine/Machine.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/TargetSelect.h"

using namespace llvm;

// runtime/embed/embedded.S
extern "C" const char resnetc_support_x86_64_begin[], resnetc_support_x86_64_end[];
extern "C" const char resnetc_support_aarch64_begin[], resnetc_support_aarch64_end[];
extern "C" const char resnetc_support_aarch64_bare_begin[], resnetc_support_aarch64_bare_end[];

namespace resnetc {
namespace {
StringRef between(const char *begin, const char *end) { return {begin, size_t(end - begin)}; }

/// What differs between the processors of one architecture.
struct CpuRow {
  StringRef name;
  int64_t level;
  std::vector<StringRef> features;
};

class CpuTarget : public Target {
public:
  explicit CpuTarget(CpuRow row) : row(std::move(row)), kernels(*findMachineOfLevel(this->row.name.str())) {}

  StringRef name() const override { return row.name; }
  StringRef machine() const override { return kernels.name; }
  int64_t cpuLevel() const override { return row.level; }
  ArrayRef<StringRef> features() const override { return row.features; }
  bool hasSystem() const override { return true; }

private:
  CpuRow row;
  const Machine &kernels;
};

class X86Target final : public CpuTarget {
public:
  using CpuTarget::CpuTarget;
  StringRef triple() const override { return "x86_64-unknown-linux-gnu"; }
  uint16_t elfMachine() const override { return ELF::EM_X86_64; }
  StringRef supportBitcode() const override {
    return between(resnetc_support_x86_64_begin, resnetc_support_x86_64_end);
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
};

/// Every ARMv8-A processor has what kernels use.
class ArmTarget : public CpuTarget {
public:
  using CpuTarget::CpuTarget;
  StringRef triple() const override { return "aarch64-unknown-linux-gnu"; }
  uint16_t elfMachine() const override { return ELF::EM_AARCH64; }
  StringRef supportBitcode() const override {
    return between(resnetc_support_aarch64_begin, resnetc_support_aarch64_end);
  }
  bool runsHere() const override {
#if defined(__aarch64__)
    return hasSystem();
#else
    return false;
#endif
  }
  void initialise() const override {
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64Target();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64AsmPrinter();
  }
};

class BareArmTarget final : public ArmTarget {
public:
  using ArmTarget::ArmTarget;
  StringRef triple() const override { return "aarch64-none-elf"; }
  StringRef supportBitcode() const override {
    return between(resnetc_support_aarch64_bare_begin, resnetc_support_aarch64_bare_end);
  }
  bool hasSystem() const override { return false; }
};

/// The features of x86-64 are those of the psABI's levels.
std::vector<std::unique_ptr<Target>> makeTargets() {
  const std::vector<StringRef> v2 = {"cx16", "popcnt", "sse3", "sse4.1", "sse4.2", "ssse3"};
  std::vector<StringRef> v3 = v2, v4;
  v3.insert(v3.end(), {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "lzcnt", "movbe", "osxsave"});
  v4 = v3;
  v4.insert(v4.end(), {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"});
  std::vector<std::unique_ptr<Target>> targets;
  for (CpuRow row : {CpuRow{"x86-64-v2", 2, v2}, CpuRow{"x86-64-v3", 3, v3}, CpuRow{"x86-64-v4", 4, v4}})
    targets.push_back(std::make_unique<X86Target>(std::move(row)));
  targets.push_back(std::make_unique<ArmTarget>(CpuRow{"arm-64-linux", 0, {"asimd", "fp"}}));
  targets.push_back(std::make_unique<BareArmTarget>(CpuRow{"arm-64-noos", 0, {"asimd", "fp"}}));
  return targets;
}
} // namespace

const std::vector<std::unique_ptr<Target>> &allTargets() {
  static const std::vector<std::unique_ptr<Target>> targets = makeTargets();
  return targets;
}

const Target *findTarget(StringRef name) {
  for (const auto &target : allTargets())
    if (target->name() == name)
      return target.get();
  return nullptr;
}

const std::vector<DeviceTarget> &allDeviceTargets() {
  static const std::vector<DeviceTarget> devices = [] {
    std::vector<DeviceTarget> list;
    for (const Machine &machine : allDevices())
      list.push_back({machine.level, machine.name, machine.device->api});
    return list;
  }();
  return devices;
}

const DeviceTarget *findDeviceTarget(StringRef name) {
  for (const DeviceTarget &device : allDeviceTargets())
    if (name == device.name || name == device.api)
      return &device;
  return nullptr;
}

} // namespace resnetc
