#include "tests/unit/training_ir/TrainedNet.h"
#include "frontend/import/ImportSpec.h"
#include "frontend/import/ImportTraining.h"
#include "frontend/spec/SpecParser.h"
#include "frontend/spec/SpecWriter.h"
#include "ir/interpreter/SeededValues.h"
#include "passes/Passes.h"
#include "mlir/IR/Builders.h"
#include "mlir/Pass/PassManager.h"
#include <catch2/catch.hpp>

using namespace mlir;

namespace resnetc {

TrainedNet::TrainedNet(const std::string &text, int64_t batch, const std::string &freeze) : batch(batch) {
  std::string messages;
  llvm::raw_string_ostream stream(messages);
  Diagnostics diagnostics(stream);
  auto spec = parseSpec(text, "net.yaml", diagnostics);
  INFO(messages);
  REQUIRE(spec.has_value());
  module = importSpec(context, spec->spec, spec->source, writeResolvedSpec(spec->spec));
  importTraining(net(), spec->spec, spec->source, batch);
  for (auto parameter : net().getOps<resnet::ParameterOp>())
    if (parameter.getSymName().rsplit('/').first == freeze)
      parameter.setFrozen(true);
  PassManager manager(&context);
  manager.nest<resnet::NetOp>().addPass(createDifferentiate());
  REQUIRE(succeeded(manager.run(*module)));
  addLossFunction();
}

void TrainedNet::addLossFunction() {
  resnet::FuncOp gradients = function("gradients");
  OpBuilder builder(gradients);
  auto loss = cast<resnet::FuncOp>(builder.clone(*gradients));
  loss.setSymName("loss");
  SmallVector<Operation *> ops;
  for (Operation &op : loss.getBody().front().without_terminator())
    ops.push_back(&op);
  for (Operation *op : llvm::reverse(ops))
    if (isa<resnet::StoreGradientOp>(op) || isOpTriviallyDead(op))
      op->erase();
}

resnet::FuncOp TrainedNet::function(llvm::StringRef name) { return net().lookupSymbol<resnet::FuncOp>(name); }

TrainingState TrainedNet::start(uint64_t seed) {
  TrainingState state;
  state.parameters = seededParameters(net(), seed);
  state.hyper.images = batch;
  state.hyper.rate = 0.1;
  return state;
}

Outcome TrainedNet::run(llvm::StringRef name, const Tensor &images, const Tensor &labels, TrainingState &state) {
  auto results = interpretTraining(function(name), images, labels, state);
  if (!results)
    FAIL(llvm::toString(results.takeError()));
  return {(*results)[0].values[0], int64_t((*results)[1].values[0])};
}

double TrainedNet::loss(const Tensor &images, const Tensor &labels, TrainingState &state) {
  return run("loss", images, labels, state).loss;
}

Tensor TrainedNet::images(uint64_t seed) { return seededImages(net().imagesType(batch).getShape().vec(), seed); }

Tensor TrainedNet::labels() {
  Tensor labels = filled({batch});
  for (int64_t i = 0; i < batch; ++i)
    labels.values[size_t(i)] = double(3 * i % int64_t(net().getClasses()));
  return labels;
}

} // namespace resnetc
