// PlanFunctions: one internal function for each plan of a level: its kernels in order, on the plan's
// offsets from the memory that the caller passes. What they check and compose is in
// runtime/embed/infer.c and train.c, which call them.
#pragma once
#include "backends/emit/DebugLines.h"
#include "backends/emit/LibraryFacts.h"
#include <map>

namespace resnetc {

class PlanFunctions {
public:
  /// `level` is one of the library's.
  PlanFunctions(const LibraryFacts &library, const LevelFacts &level, llvm::Module &module, DebugLines &lines);

  /// int PREFIX_prepare_plan(const float *parameters, void *packed, Worker *)
  llvm::Function *prepare();
  /// The same for devices: `plan` is their @prepare, which this level's CPU runs.
  llvm::Function *prepareForDevices(resnet::PlanOp plan);
  /// int PREFIX_preprocess_plan(const uint8_t *pixels, float *images, Worker *), one image
  llvm::Function *preprocess();
  /// int PREFIX_infer_16(const void *packed, const float *images, float *out, void *arena, Worker *,
  ///                   int32_t wantLogits): the last run, softmax, is replaced by a copy of
  /// what it would read.
  llvm::Expected<llvm::Function *> infer(InferFacts infer);
  /// The functions of TrainCode (runtime/embed/support.h). Each returns RESNETC_NON_FINITE as soon as the loss is
  /// known not to be finite; gradients zeroes the whole blob when it is, for what is not trained.
  llvm::Function *trainStep();
  llvm::Function *gradients();
  llvm::Function *evaluate();

private:
  using Spaces = llvm::ArrayRef<resnet::Space>;
  llvm::Function *begin(const std::string &suffix, resnet::PlanOp plan, Spaces spaces, bool hasChoice = false);
  llvm::Function *whole(const std::string &suffix, resnet::PlanOp plan, Spaces spaces);
  void addOps(resnet::PlanOp plan, resnet::RunOp before);
  void addRun(resnet::RunOp run);
  void addZeroHalo(resnet::ZeroHaloOp zero);
  void addLossCheck(resnet::RunOp run);
  void addLogitsBranch(resnet::RunOp softmax, llvm::Value *wantLogits);
  llvm::Value *addressOf(resnet::BufferAttr buffer);
  llvm::Value *hostBuffer(size_t index, resnet::BufferAttr buffer);
  void returnIfFailed(llvm::Value *status);

  const LibraryFacts &library;
  const LevelFacts &level;
  llvm::Module &module;
  DebugLines &lines;
  llvm::IRBuilder<> ir;
  llvm::StructType *bufferType; ///< halide_buffer_t
  std::map<resnet::Space, llvm::Value *> spaces;
  std::vector<llvm::Value *> buffers; ///< as many as a kernel of this plan has arguments
  llvm::Value *worker = nullptr;
};

} // namespace resnetc
