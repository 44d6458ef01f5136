#include "frontend/import/ImportTraining.h"
#include "frontend/import/NetLayers.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSet.h"
#include <cstring>

using namespace mlir;

namespace resnetc {
namespace {
/// How many stages freeze-until covers, `stage2` being the first; nothing for `none`.
std::optional<size_t> frozenStages(const Spec &spec) {
  const std::string &until = spec.train.freezeUntil;
  if (until == "none")
    return std::nullopt;
  return until == "conv1" ? 0 : size_t(std::stoul(until.substr(strlen("stage")))) - 1;
}

void addLayer(const ConvLayer &conv, llvm::StringSet<> &layers) {
  for (const std::string &name : {conv.name, conv.norm})
    if (!name.empty())
      layers.insert(name);
}

llvm::StringSet<> frozenLayers(const Spec &spec, const SpecSource &source) {
  llvm::StringSet<> frozen;
  const std::optional<size_t> stages = frozenStages(spec);
  if (!stages)
    return frozen;
  const NetLayers layers = layersOf(spec, source);
  addLayer(layers.stem, frozen);
  auto block = layers.blocks.begin();
  for (size_t stage = 0; stage < *stages; ++stage)
    for (int64_t i = 0; i < spec.stages[stage].blocks; ++i, ++block) {
      for (const ConvLayer &conv : block->branch)
        addLayer(conv, frozen);
      addLayer(block->projection, frozen);
    }
  return frozen;
}

resnet::TrainAttr trainOf(MLIRContext *context, const Spec &spec, int64_t batch) {
  Builder build(context);
  const OptimizerSpec &optimizer = spec.train.optimizer;
  const BatchNormSpec norm = spec.batchNorm.value_or(BatchNormSpec());
  return resnet::TrainAttr::get(context, batch, static_cast<resnet::Optimizer>(optimizer.type),
                                build.getF64FloatAttr(optimizer.beta1), build.getF64FloatAttr(optimizer.beta2),
                                build.getF64FloatAttr(optimizer.epsilon),
                                build.getF64FloatAttr(spec.train.labelSmoothing), build.getF64FloatAttr(norm.momentum),
                                norm.movingVariance == MovingVariance::Unbiased);
}
} // namespace

void importTraining(resnet::NetOp net, const Spec &spec, const SpecSource &source, int64_t batch) {
  net.setTrainAttr(trainOf(net.getContext(), spec, batch));
  const llvm::StringSet<> frozen = frozenLayers(spec, source);
  for (auto parameter : net.getOps<resnet::ParameterOp>())
    if (frozen.contains(parameter.getSymName().rsplit('/').first))
      parameter.setFrozen(true);
}

} // namespace resnetc
