#include "backends/emit/PlanFunctions.h"
#include "backends/emit/EmitError.h"
#include "ir/dialect/Layers.h"
#include "runtime/include/resnetc/status.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using resnetc::resnet::Space;

namespace resnetc {

PlanFunctions::PlanFunctions(const LibraryFacts &library, const LevelFacts &level, Module &module, DebugLines &lines)
    : library(library), level(level), module(module), lines(lines), ir(module.getContext()) {
  Type *pointer = ir.getPtrTy(), *i64 = ir.getInt64Ty();
  // halide_buffer_t: device, interface, host, flags, type and dimensions, dim, padding. Kernels read
  // `host` only: their bounds and strides are constants.
  bufferType = StructType::get(i64, pointer, pointer, i64, i64, pointer, pointer);
}

Function *PlanFunctions::prepare() {
  return whole("_prepare_plan", level.preparePlan, {Space::Parameters, Space::Packed});
}

Function *PlanFunctions::prepareForDevices(resnet::PlanOp plan) {
  return whole("_device_prepare_plan", plan, {Space::Parameters, Space::Packed});
}

Function *PlanFunctions::preprocess() {
  return whole("_preprocess_plan", level.preprocessPlan, {Space::Pixels, Space::Images});
}

Function *PlanFunctions::trainStep() {
  return whole("_train_step_plan", level.train->step,
               {Space::Parameters, Space::Optimizer, Space::Images, Space::Labels, Space::Hyper, Space::Metrics,
                Space::Arena});
}

Function *PlanFunctions::gradients() {
  return whole("_gradients_plan", level.train->gradients,
               {Space::Parameters, Space::Gradients, Space::Images, Space::Labels, Space::Hyper, Space::Metrics,
                Space::Arena});
}

Function *PlanFunctions::evaluate() {
  return whole("_evaluate_plan", level.train->evaluate,
               {Space::Parameters, Space::Images, Space::Labels, Space::Hyper, Space::Metrics, Space::Arena});
}

/// A function that runs all of a plan.
Function *PlanFunctions::whole(const std::string &suffix, resnet::PlanOp plan, Spaces wanted) {
  Function *function = begin(suffix, plan, wanted);
  addOps(plan, nullptr);
  ir.CreateRet(ir.getInt32(RESNETC_OK));
  return function;
}

Expected<Function *> PlanFunctions::infer(InferFacts infer) {
  resnet::RunOp last;
  for (auto run : infer.plan.getOps<resnet::RunOp>())
    last = run;
  if (!last || level.kernelOf(last).key.operation() != "softmax" ||
      last.firstWrite().getSpace() != Space::Probabilities)
    return internalError("plan @" + infer.plan.getSymName() + " does not end with the softmax");
  Function *function = begin("_infer_" + std::to_string(infer.batch), infer.plan,
                             {Space::Packed, Space::Images, Space::Probabilities, Space::Arena}, /*hasChoice=*/true);
  addOps(infer.plan, last);
  addLogitsBranch(last, function->getArg(function->arg_size() - 1));
  addRun(last);
  ir.CreateRet(ir.getInt32(RESNETC_OK));
  return function;
}

/// Arguments: the memory of each space, the worker and, with a choice, an int.
Function *PlanFunctions::begin(const std::string &suffix, resnet::PlanOp plan, Spaces wanted, bool hasChoice) {
  std::vector<Type *> types(wanted.size() + 1, ir.getPtrTy());
  if (hasChoice)
    types.push_back(ir.getInt32Ty());
  auto *type = FunctionType::get(ir.getInt32Ty(), types, false);
  auto *function = Function::Create(type, GlobalValue::InternalLinkage, level.prefix + suffix, module);
  function->setDoesNotThrow();
  function->addFnAttr(Attribute::NoInline); // one copy for four entry points, and a name in profiles
  function->addFnAttr("frame-pointer", "all");
  ir.SetInsertPoint(BasicBlock::Create(module.getContext(), "entry", function));
  lines.begin(*function, ir);
  spaces.clear();
  for (size_t i = 0; i < wanted.size(); ++i)
    spaces[wanted[i]] = function->getArg(unsigned(i));
  worker = function->getArg(unsigned(wanted.size()));
  // Everything on the stack is made here: an alloca in a later block would be dynamic, and
  // the stack would grow with every layer. Kernels read a buffer during the call only, so
  // all calls share these few.
  size_t most = 0;
  for (auto run : plan.getOps<resnet::RunOp>())
    most = std::max(most, run.getReads().size() + run.getWrites().size());
  buffers.clear();
  for (size_t i = 0; i < most; ++i)
    buffers.push_back(ir.CreateAlloca(bufferType, nullptr, "buffer"));
  return function;
}

/// The plan's ops in order, up to `before`.
void PlanFunctions::addOps(resnet::PlanOp plan, resnet::RunOp before) {
  for (mlir::Operation &op : *plan.getBody()) {
    if (before && &op == before.getOperation())
      return;
    lines.setLine(ir, resnet::specLine(op.getLoc()));
    if (auto run = dyn_cast<resnet::RunOp>(op))
      addRun(run);
    else
      addZeroHalo(cast<resnet::ZeroHaloOp>(op));
  }
}

void PlanFunctions::addRun(resnet::RunOp run) {
  lines.setLine(ir, resnet::specLine(run.getLoc()));
  std::vector<Value *> arguments = {worker};
  size_t index = 0;
  for (mlir::Attribute read : run.getReads())
    arguments.push_back(hostBuffer(index++, cast<resnet::BufferAttr>(read)));
  for (resnet::BufferAttr write : run.writtenBuffers())
    arguments.push_back(hostBuffer(index++, write));
  auto *type = FunctionType::get(ir.getInt32Ty(), std::vector<Type *>(arguments.size(), ir.getPtrTy()), false);
  FunctionCallee kernel = module.getOrInsertFunction(run.getKernel(), type);
  cast<Function>(kernel.getCallee())->setVisibility(GlobalValue::HiddenVisibility);
  returnIfFailed(ir.CreateCall(kernel, arguments));
  if (writesLoss(run))
    addLossCheck(run);
}

/// Here, because nothing of the caller's is written before (TrainFacts).
void PlanFunctions::addLossCheck(resnet::RunOp run) {
  for (resnet::BufferAttr write : run.writtenBuffers())
    if (write.getSpace() == Space::Metrics && write.getOffset() == 0) {
      constexpr uint32_t exponent = 0x7f800000; // all its bits are set in infinities and NaNs
      Value *bits = ir.CreateAlignedLoad(ir.getInt32Ty(), addressOf(write), Align(4));
      Value *isFinite = ir.CreateICmpNE(ir.CreateAnd(bits, exponent), ir.getInt32(exponent));
      returnIfFailed(ir.CreateSelect(isFinite, ir.getInt32(RESNETC_OK), ir.getInt32(RESNETC_NON_FINITE)));
    }
  if (auto gradients = spaces.find(Space::Gradients); gradients != spaces.end())
    ir.CreateMemSet(gradients->second, ir.getInt8(0), uint64_t(library.parametersBytes), Align(64));
}

void PlanFunctions::addZeroHalo(resnet::ZeroHaloOp zero) {
  std::vector<Value *> arguments = {addressOf(zero.getBuffer())};
  for (int64_t extent : zero.getShape())
    arguments.push_back(ir.getInt64(uint64_t(extent)));
  arguments.push_back(ir.getInt64(zero.getHalo()));
  Type *i64 = ir.getInt64Ty();
  auto *type = FunctionType::get(ir.getVoidTy(), {ir.getPtrTy(), i64, i64, i64, i64, i64}, false);
  ir.CreateCall(module.getOrInsertFunction("support_zero_halo", type), arguments);
}

void PlanFunctions::addLogitsBranch(resnet::RunOp softmax, Value *wantLogits) {
  lines.setLine(ir, resnet::specLine(softmax.getLoc()));
  Function *function = ir.GetInsertBlock()->getParent();
  BasicBlock *copy = BasicBlock::Create(module.getContext(), "logits", function);
  BasicBlock *next = BasicBlock::Create(module.getContext(), "softmax", function);
  ir.CreateCondBr(ir.CreateIsNull(wantLogits), next, copy);
  ir.SetInsertPoint(copy);
  auto logits = cast<resnet::BufferAttr>(softmax.getReads()[0]);
  ir.CreateMemCpy(addressOf(softmax.firstWrite()), Align(4), addressOf(logits), Align(4), uint64_t(logits.getBytes()));
  ir.CreateRet(ir.getInt32(RESNETC_OK));
  ir.SetInsertPoint(next);
}

Value *PlanFunctions::addressOf(resnet::BufferAttr buffer) {
  return ir.CreateConstGEP1_64(ir.getInt8Ty(), spaces.at(buffer.getSpace()), uint64_t(buffer.getOffset()));
}

Value *PlanFunctions::hostBuffer(size_t index, resnet::BufferAttr buffer) {
  constexpr unsigned host = 2;
  ir.CreateStore(addressOf(buffer), ir.CreateStructGEP(bufferType, buffers.at(index), host));
  return buffers[index];
}

void PlanFunctions::returnIfFailed(Value *status) {
  Function *function = ir.GetInsertBlock()->getParent();
  BasicBlock *failed = BasicBlock::Create(module.getContext(), "failed", function);
  BasicBlock *next = BasicBlock::Create(module.getContext(), "next", function);
  ir.CreateCondBr(ir.CreateIsNull(status), next, failed);
  ir.SetInsertPoint(failed);
  ir.CreateRet(status);
  ir.SetInsertPoint(next);
}

} // namespace resnetc
