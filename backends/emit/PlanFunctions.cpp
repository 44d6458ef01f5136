#include "backends/emit/PlanFunctions.h"
#include "backends/emit/NetFacts.h"
#include "ir/dialect/Layers.h"

using namespace llvm;

namespace resnetc {
namespace {
constexpr unsigned maxArguments = 6; ///< of a kernel: fold_shift reads five and writes one
constexpr unsigned hostField = 2;    ///< of halide_buffer_t
} // namespace

PlanFunctions::PlanFunctions(resnet::NetOp net, Module &module, DIBuilder &debug, DIFile *specFile)
    : net(net), module(module), debug(debug), specFile(specFile), ir(module.getContext()), pointer(ir.getPtrTy()),
      i32(ir.getInt32Ty()), i64(ir.getInt64Ty()),
      // device, interface, host, flags, type and dimensions, dim, padding
      bufferType(StructType::get(i64, pointer, pointer, i64, i64, pointer, pointer)) {}

/// Makes the function and knows its arguments by what they are.
void PlanFunctions::begin(resnet::PlanOp plan) {
  using Space = resnet::Space;
  SmallVector<Space> blocks = {Space::Packed, Space::Images, Space::Probabilities, Space::Arena};
  if (plan.getSymName() == "prepare")
    blocks = {Space::Parameters, Space::Packed};
  else if (plan.getSymName().starts_with("preprocess_"))
    blocks = {Space::Pixels, Space::Images};
  bool infers = plan.getSymName().starts_with("infer_");
  SmallVector<Type *> types(blocks.size() + 1, pointer); // the worker follows
  if (infers)
    types.push_back(i32);
  function = Function::Create(FunctionType::get(i32, types, false), GlobalValue::InternalLinkage,
                              net.getSymName() + "_plan_" + plan.getSymName(), module);
  spaces.clear();
  for (auto [index, space] : enumerate(blocks))
    spaces[space] = function->getArg(index);
  worker = function->getArg(blocks.size());
  wantLogits = infers ? function->getArg(blocks.size() + 1) : nullptr;
}

Function *PlanFunctions::build(resnet::PlanOp plan) {
  begin(plan);
  function->setDoesNotThrow();
  function->addFnAttr("frame-pointer", "all"); // perf -g; costs nothing here
  function->addFnAttr(Attribute::NoInline);    // layers keep their lines
  DISubprogram *program = debug.createFunction(
      specFile, function->getName(), "", specFile, 1, debug.createSubroutineType(debug.getOrCreateTypeArray({})), 1,
      DINode::FlagPrototyped,
      DISubprogram::SPFlagDefinition | DISubprogram::SPFlagOptimized | DISubprogram::SPFlagLocalToUnit);
  function->setSubprogram(program);
  ir.SetInsertPoint(BasicBlock::Create(module.getContext(), "entry", function));
  setLine(1);
  buffers.clear(); // all in the entry block: a later alloca would be dynamic
  for (unsigned i = 0; i < maxArguments; ++i)
    buffers.push_back(ir.CreateAlloca(bufferType, nullptr, "buffer"));
  for (mlir::Operation &op : *plan.getBody()) {
    setLine(std::max(1u, resnet::specLine(op.getLoc())));
    if (auto run = mlir::dyn_cast<resnet::RunOp>(op))
      buildRun(run);
    else
      buildZeroHalo(mlir::cast<resnet::ZeroHaloOp>(op));
  }
  ir.CreateRet(ir.getInt32(0));
  return function;
}

void PlanFunctions::buildRun(resnet::RunOp run) {
  if (run.getWrite().getSpace() == resnet::Space::Probabilities)
    buildSoftmax(run);
  else
    callKernel(run);
}

/// The last kernel; callers who want logits get its input instead.
void PlanFunctions::buildSoftmax(resnet::RunOp run) {
  LLVMContext &context = module.getContext();
  BasicBlock *raw = BasicBlock::Create(context, "logits", function);
  BasicBlock *soft = BasicBlock::Create(context, "softmax", function);
  BasicBlock *next = BasicBlock::Create(context, "next", function);
  ir.CreateCondBr(ir.CreateIsNotNull(wantLogits), raw, soft);
  ir.SetInsertPoint(raw);
  auto read = mlir::cast<resnet::BufferAttr>(run.getReads()[0]);
  ir.CreateMemCpy(address(run.getWrite()), MaybeAlign(4), address(read), MaybeAlign(4), read.getBytes());
  ir.CreateBr(next);
  ir.SetInsertPoint(soft);
  callKernel(run);
  ir.CreateBr(next);
  ir.SetInsertPoint(next);
}

void PlanFunctions::buildZeroHalo(resnet::ZeroHaloOp zero) {
  SmallVector<Value *> arguments = {address(zero.getBuffer())};
  for (int64_t extent : zero.getShape())
    arguments.push_back(ir.getInt64(extent));
  arguments.push_back(ir.getInt64(zero.getHalo()));
  auto *type = FunctionType::get(ir.getVoidTy(), {pointer, i64, i64, i64, i64, i64}, false);
  ir.CreateCall(module.getOrInsertFunction("support_zero_halo", type), arguments);
}

void PlanFunctions::callKernel(resnet::RunOp run) {
  SmallVector<Value *> arguments = {worker};
  for (mlir::Attribute read : run.getReads())
    arguments.push_back(pass(arguments.size() - 1, mlir::cast<resnet::BufferAttr>(read)));
  arguments.push_back(pass(arguments.size() - 1, run.getWrite()));
  auto *type = FunctionType::get(i32, SmallVector<Type *>(arguments.size(), pointer), false);
  FunctionCallee kernel = module.getOrInsertFunction(run.getKernel(), type);
  cast<Function>(kernel.getCallee())->setVisibility(GlobalValue::HiddenVisibility);
  returnIfFailed(ir.CreateCall(kernel, arguments));
}

Value *PlanFunctions::address(resnet::BufferAttr buffer) {
  return ir.CreateConstGEP1_64(ir.getInt8Ty(), spaces.at(buffer.getSpace()), buffer.getOffset());
}

/// Kernels read the host pointer only, and only during the call: every call reuses the
/// same few buffers, so the stack does not grow with the net.
Value *PlanFunctions::pass(size_t index, resnet::BufferAttr buffer) {
  ir.CreateStore(address(buffer), ir.CreateStructGEP(bufferType, buffers[index], hostField));
  return buffers[index];
}

void PlanFunctions::returnIfFailed(Value *status) {
  BasicBlock *failed = BasicBlock::Create(module.getContext(), "failed", function);
  BasicBlock *next = BasicBlock::Create(module.getContext(), "next", function);
  ir.CreateCondBr(ir.CreateIsNull(status), next, failed);
  ir.SetInsertPoint(failed);
  ir.CreateRet(status);
  ir.SetInsertPoint(next);
}

void PlanFunctions::setLine(unsigned line) {
  ir.SetCurrentDebugLocation(DILocation::get(module.getContext(), line, 1, function->getSubprogram()));
}

} // namespace resnetc
