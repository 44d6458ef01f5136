// DeviceTables: a library's devices as constants: DeviceNet and all that it points to (runtime/embed/device/device.h has
// the same fields in the same order).
#pragma once
#include "backends/emit/ConstantData.h"
#include "backends/emit/LibraryFacts.h"
#include "llvm/IR/Function.h"

namespace resnetc {

class DeviceTables {
public:
  /// \param facts  of a library with devices.
  DeviceTables(const LibraryFacts &facts, llvm::Module &module);

  /// DeviceNet. `code` and `trainCode`, which may be null, are those of the weakest CPU level; `prepare` is the function
  /// of the devices' @prepare. An InternalError where the support code's structs have other sizes.
  llvm::Expected<llvm::GlobalVariable *> net(llvm::GlobalVariable *code, llvm::GlobalVariable *trainCode,
                                             llvm::Function *prepare);

private:
  llvm::Constant *variant(const DeviceFacts &device);
  llvm::Constant *plan(const DeviceFacts &device, const DevicePlanFacts &plan);
  llvm::Constant *run(resnet::RunOp run, std::vector<llvm::Constant *> &arguments);
  llvm::Constant *argument(resnet::BufferAttr buffer);
  llvm::Constant *offsets();
  llvm::Constant *spaces(const SpaceBytes &bytes);
  /// Rows of a struct that has `bytes` bytes in the support code.
  llvm::Constant *table(const llvm::Twine &name, llvm::ArrayRef<llvm::Constant *> rows, int64_t bytes);
  void checkBytes(const llvm::Constant *structure, int64_t bytes);

  const DevicesFacts &devices;
  const std::string &name;
  llvm::Module &module;
  ConstantData data;
  bool differs = false; ///< a struct has another size than the support code's
};

} // namespace resnetc
