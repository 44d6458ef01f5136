// BuildInference: @forward is the paper's net for one image; a library holds one
// function for each batch size, and some that preprocess. See Passes.td.
#include "ir/dialect/Layers.h"
#include "passes/BatchSize.h"
#include "passes/Machines.h"
#include "passes/Passes.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_BUILDINFERENCE
#include "passes/Passes.h.inc"

namespace {
struct BuildInference : impl::BuildInferenceBase<BuildInference> {
  void runOnOperation() override {
    resnet::NetOp net = getOperation();
    auto forward = net.lookupSymbol<resnet::FuncOp>("forward");
    if (!forward) {
      net.emitOpError("has no @forward to build inference from");
      return signalPassFailure();
    }
    OpBuilder builder(forward);
    if (!net.getBatch())
      net.setBatch(ArrayRef<int64_t>{1});
    ArrayRef<int64_t> batches = *net.getBatch();
    for (int64_t n : batches)
      if (net.getPreprocess() && (n == 1 || isForDevice(net)))
        buildPreprocess(net, n, builder, forward.getLoc());
    for (int64_t n : batches)
      buildInfer(forward, n, builder);
    forward.erase();
  }

  void buildInfer(resnet::FuncOp forward, int64_t n, OpBuilder &builder) {
    auto infer = cast<resnet::FuncOp>(builder.clone(*forward));
    infer.setSymName(("infer_" + Twine(n)).str());
    for (BlockArgument argument : infer.getBody().getArguments())
      argument.setType(withBatch(argument.getType(), n));
    infer.walk([&](Operation *op) {
      for (OpResult result : op->getResults())
        result.setType(withBatch(result.getType(), n));
    });
    Operation *end = infer.getBody().front().getTerminator();
    infer.setFunctionType(builder.getFunctionType(infer.getBody().getArgumentTypes(), end->getOperandTypes()));
  }

  void buildPreprocess(resnet::NetOp net, int64_t n, OpBuilder &builder, Location location) {
    auto images = net.imagesType(n);
    ArrayRef<int64_t> extents = net.getInput();
    auto pixels = RankedTensorType::get({n, extents[0], extents[1], 3}, builder.getIntegerType(8, /*isSigned=*/false));
    location = resnet::renamed(location, "preprocess");
    auto function = builder.create<resnet::FuncOp>(location, ("preprocess_" + Twine(n)).str(),
                                                   builder.getFunctionType(pixels, images));
    OpBuilder body = OpBuilder::atBlockEnd(&function.getBody().front());
    auto made = body.create<resnet::PreprocessOp>(location, images, function.getArgument(0), net.getNchw(),
                                                  StringAttr(), StringAttr());
    body.create<resnet::ReturnOp>(location, made->getResults());
  }
};
} // namespace
} // namespace resnetc
