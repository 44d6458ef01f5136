// SupportCode: the code of runtime/embed that goes into every library, and what it says of itself.
#pragma once
#include "backends/Target.h"
#include "llvm/IR/Module.h"

namespace resnetc {

/// What a device takes of its caller's memory, and how large the support code's structs of devices are
/// (runtime/embed/device/device.h); in bytes.
struct DeviceLayout {
  int64_t net, variant, plan, run, argument;
  int64_t device, launch; ///< a device without launches, and each of them
  int64_t alignment;      ///< of every buffer
  int64_t mostArguments;  ///< of a kernel, a number
};

/// In a context of the caller's.
llvm::Expected<std::unique_ptr<llvm::Module>> readSupportCode(const Target &target, llvm::LLVMContext &context);

/// A constant number of the support code; -1: it has none of that name.
int64_t supportConstant(const llvm::Module &support, llvm::StringRef name);

/// An InternalError if the support code of this target knows no devices.
llvm::Expected<DeviceLayout> readDeviceLayout(const Target &target);

} // namespace resnetc
