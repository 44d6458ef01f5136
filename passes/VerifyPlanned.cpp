// VerifyPlanned: every plan against the kernels it calls and the parameters it is
// given; the proof for one plan is PlanChecker. See Passes.td.
#include "passes/KernelKeys.h"
#include "passes/Passes.h"
#include "passes/PlanChecker.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_VERIFYPLANNED
#include "passes/Passes.h.inc"

namespace {
std::vector<PlacedTensor> parametersOf(resnet::NetOp net) {
  std::vector<PlacedTensor> placed;
  int64_t offset = 0;
  for (auto parameter : net.getOps<resnet::ParameterOp>()) {
    KernelArgument shape;
    shape.name = parameter.getSymName().str();
    shape.element = "f32";
    shape.extents = parameter.tensorType().getShape().vec();
    if (shape.extents.size() == 2) // a dense layer's kernel is read as that of a 1x1 convolution
      shape.extents = {1, 1, shape.extents[0], shape.extents[1]};
    placed.push_back({resnet::BufferAttr::get(net.getContext(), resnet::Space::Parameters, offset, shape.bytes()),
                      shape, false, shape.name});
    offset += shape.bytes();
  }
  return placed;
}

struct VerifyPlanned : impl::VerifyPlannedBase<VerifyPlanned> {
  void runOnOperation() override {
    resnet::NetOp net = getOperation();
    if (failed(verify(net)))
      signalPassFailure();
    markAllAnalysesPreserved();
  }

  LogicalResult verify(resnet::NetOp net) {
    const Machine *machine = machineOf(net);
    if (!machine)
      return failure();
    auto prepare = net.lookupSymbol<resnet::PlanOp>("prepare");
    if (!prepare)
      return net.emitOpError("has no plan @prepare");
    PlanChecker packing(prepare, machine->name, parametersOf(net));
    if (failed(packing.check()))
      return failure();
    std::vector<PlacedTensor> packed = packing.tensorsIn(resnet::Space::Packed);
    for (int64_t n : net.getBatch().value_or(ArrayRef<int64_t>()))
      if (!net.lookupSymbol<resnet::PlanOp>(("infer_" + Twine(n)).str()))
        return net.emitOpError("has no plan @infer_") << n << ", but batch " << n << " is asked for";
    for (auto plan : net.getOps<resnet::PlanOp>())
      if (plan != prepare && failed(PlanChecker(plan, machine->name, packed).check()))
        return failure();
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
