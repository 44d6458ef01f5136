#include "backends/emit/SupportCode.h"
#include "backends/emit/EmitError.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/Constants.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace resnetc {

Expected<std::unique_ptr<Module>> readSupportCode(const Target &target, LLVMContext &context) {
  return parseBitcodeFile(MemoryBufferRef(target.supportBitcode(), "support"), context);
}

int64_t supportConstant(const Module &support, StringRef name) {
  auto *variable = support.getGlobalVariable(name);
  return variable ? cast<ConstantInt>(variable->getInitializer())->getSExtValue() : -1;
}

Expected<DeviceLayout> readDeviceLayout(const Target &target) {
  LLVMContext context;
  auto support = readSupportCode(target, context);
  if (!support)
    return support.takeError();
  DeviceLayout layout;
  const std::pair<int64_t &, StringRef> constants[] = {
      {layout.net, "net_bytes"}, {layout.variant, "variant_bytes"}, {layout.plan, "plan_bytes"},
      {layout.run, "run_bytes"}, {layout.argument, "argument_bytes"}, {layout.device, "bytes"},
      {layout.launch, "launch_bytes"}, {layout.alignment, "alignment"}, {layout.mostArguments, "most_arguments"}};
  for (const auto &[value, name] : constants)
    if ((value = supportConstant(**support, ("support_device_" + name).str())) <= 0)
      return internalError("the support code of " + target.name() + " has no support_device_" + name);
  return layout;
}

} // namespace resnetc
