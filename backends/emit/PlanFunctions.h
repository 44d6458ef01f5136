// PlanFunctions: one function of LLVM IR for each plan: kernel calls in order, on
// addresses that are a block of memory plus a constant. Their signatures are those of
// NetCode in runtime/embed/support.h:
//
//   int32_t infer_N(packed, images, out, arena, worker, wantLogits)
//   int32_t prepare(parameters, packed, worker)        int32_t preprocess_1(pixels, images, worker)
#pragma once
#include "ir/dialect/Resnet.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include <map>

namespace resnetc {

class PlanFunctions {
public:
  PlanFunctions(resnet::NetOp net, llvm::Module &module, llvm::DIBuilder &debug, llvm::DIFile *specFile);

  /// A private function. A debugger that stops in a kernel shows the layer's line of the
  /// spec as its caller.
  llvm::Function *build(resnet::PlanOp plan);

private:
  void begin(resnet::PlanOp plan);
  void buildRun(resnet::RunOp run);
  void buildSoftmax(resnet::RunOp run);
  void buildZeroHalo(resnet::ZeroHaloOp zero);
  void callKernel(resnet::RunOp run);
  llvm::Value *address(resnet::BufferAttr buffer);
  llvm::Value *pass(size_t index, resnet::BufferAttr buffer);
  void returnIfFailed(llvm::Value *status);
  void setLine(unsigned line);

  resnet::NetOp net;
  llvm::Module &module;
  llvm::DIBuilder &debug;
  llvm::DIFile *specFile;
  llvm::IRBuilder<> ir;
  llvm::Type *pointer, *i32, *i64;
  llvm::StructType *bufferType; ///< halide_buffer_t
  llvm::Function *function = nullptr;
  std::map<resnet::Space, llvm::Value *> spaces; ///< the function's blocks of memory
  llvm::Value *worker = nullptr, *wantLogits = nullptr;
  llvm::SmallVector<llvm::Value *, 8> buffers; ///< reused by every call of a function
};

} // namespace resnetc
