// VerifyPlanned: every plan against the kernels it calls and the parameters it is
// given; the proof for one plan is PlanChecker. See Passes.td.
#include "passes/FunctionsOf.h"
#include "passes/Machines.h"
#include "passes/NamedBuffers.h"
#include "passes/Passes.h"
#include "passes/PlanChecker.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_VERIFYPLANNED
#include "passes/Passes.h.inc"

namespace {
std::vector<PlacedTensor> parametersOf(resnet::NetOp net, Alignment alignment) {
  std::vector<PlacedTensor> placed;
  for (auto [parameter, offset] : llvm::zip(net.getOps<resnet::ParameterOp>(), parameterOffsets(net, alignment))) {
    KernelArgument shape;
    shape.name = parameter.getSymName().str();
    shape.element = "f32";
    shape.extents = parameter.tensorType().getShape().vec();
    placed.push_back({resnet::BufferAttr::get(net.getContext(), resnet::Space::Parameters, offset, shape.bytes()),
                      shape, false, shape.name});
  }
  return placed;
}

/// What the caller of a training function passes, besides images.
std::vector<PlacedTensor> givenToTraining(resnet::NetOp net, Alignment alignment) {
  std::vector<PlacedTensor> given = parametersOf(net, alignment);
  int64_t parametersBytes = parameterOffsets(net, alignment).back(), batch = net.getTrain()->getBatch();
  auto add = [&](resnet::Space space, int64_t offset, const char *element, std::vector<int64_t> extents,
                 const std::string &name) {
    KernelArgument shape{name, element, std::move(extents)};
    given.push_back({resnet::BufferAttr::get(net.getContext(), space, offset, shape.bytes()), shape, false, name});
  };
  add(resnet::Space::Labels, 0, "i32", {batch}, "labels");
  add(resnet::Space::Hyper, 0, "f32", {hyperValues}, "hyper");
  int64_t moments = net.getTrain()->getOptimizer() == resnet::Optimizer::Sgd ? 1 : 2;
  for (const PlacedTensor &parameter : parametersOf(net, alignment))
    for (int64_t moment = 0; moment < moments; ++moment)
      add(resnet::Space::Optimizer, optimizerOffset(parameter.buffer.getOffset(), parametersBytes, moment, alignment),
          "f32", parameter.shape.extents, "optimizer of " + parameter.writer);
  return given;
}

struct VerifyPlanned : impl::VerifyPlannedBase<VerifyPlanned> {
  void runOnOperation() override {
    resnet::NetOp net = getOperation();
    if (failed(verify(net)))
      signalPassFailure();
    markAllAnalysesPreserved();
  }

  LogicalResult verify(resnet::NetOp net) {
    const Machine *machine = machineOf(net), *preparing = machine ? machineOf(net, "prepare") : nullptr;
    if (!machine || !preparing)
      return failure();
    auto prepare = net.lookupSymbol<resnet::PlanOp>("prepare");
    if (!prepare)
      return net.emitOpError("has no plan @prepare");
    PlanChecker packing(prepare, *preparing, parametersOf(net, alignmentOf(net, "prepare")));
    if (failed(packing.check()))
      return failure();
    std::vector<PlacedTensor> packed = packing.tensorsIn(resnet::Space::Packed);
    for (int64_t n : net.getBatch().value_or(ArrayRef<int64_t>()))
      if (!net.lookupSymbol<resnet::PlanOp>(("infer_" + Twine(n)).str()))
        return net.emitOpError("has no plan @infer_") << n << ", but batch " << n << " is asked for";
    for (const char *name : {"train_step", "gradients", "evaluate"})
      if (net.getTrain() && !net.lookupSymbol<resnet::PlanOp>(name))
        return net.emitOpError("has no plan @") << name << ", but training is asked for";
    for (auto plan : net.getOps<resnet::PlanOp>()) {
      if (plan == prepare)
        continue;
      bool trains = isTraining(plan.getSymName());
      if (trains && !net.getTrain())
        return plan.emitOpError("is of training, which the net does not ask for");
      Alignment alignment = alignmentOf(net, plan.getSymName());
      if (failed(PlanChecker(plan, *machine, trains ? givenToTraining(net, alignment) : packed).check()))
        return failure();
    }
    return checkAllCalled(net);
  }

  LogicalResult checkAllCalled(resnet::NetOp net) {
    llvm::StringSet<> called;
    net.walk([&](resnet::RunOp run) { called.insert(run.getKernel()); });
    for (auto kernel : net.getOps<resnet::KernelSymbolOp>())
      if (!called.count(kernel.getSymName()))
        return kernel.emitOpError("is called by no plan");
    return success();
  }
};
} // namespace
} // namespace resnetc
