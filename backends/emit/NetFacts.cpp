#include "backends/emit/NetFacts.h"
#include "backends/emit/EmitError.h"
#include "backends/emit/FileBytes.h"
#include "ir/dialect/Layers.h"
#include "ir/machine/KernelArguments.h"
#include "ir/machine/KernelCost.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace resnetc {
namespace {
int64_t aligned(int64_t bytes) { return int64_t(alignTo(uint64_t(bytes), 64)); }

void addParameters(NetFacts &facts) {
  int64_t offset = 0;
  for (auto parameter : facts.net.getOps<resnet::ParameterOp>()) {
    auto type = parameter.tensorType();
    facts.parameters.push_back(
        {parameter.getSymName().str(), type.getShape().vec(), parameter.isTrained(), offset});
    offset += type.getNumElements();
  }
  facts.parametersBytes = offset * int64_t(sizeof(float));
}

/// The plans by what they are for: @prepare, @preprocess_1, @infer_16 …
Error addPlans(NetFacts &facts) {
  for (auto plan : facts.net.getOps<resnet::PlanOp>()) {
    StringRef name = plan.getSymName();
    int64_t batch;
    if (name == "prepare")
      facts.preparePlan = plan;
    else if (name == "preprocess_1")
      facts.preprocessPlan = plan;
    else if (name.consume_front("infer_") && !name.getAsInteger(10, batch) && batch > 0)
      facts.infers.push_back({batch, plan});
    else if (!isTrainingPlan(plan.getSymName()) || !facts.net.getTrain())
      return internalError("plan @" + plan.getSymName() + " is none that a library has");
  }
  sort(facts.infers, [](const InferFacts &a, const InferFacts &b) { return a.batch > b.batch; });
  if (!facts.preparePlan || facts.infers.empty() || facts.infers.back().batch != 1)
    return internalError("a library needs the plans @prepare and @infer_1");
  return Error::success();
}

/// These have no arena with scratch in it.
Error checkScratch(const NetFacts &facts, resnet::PlanOp plan) {
  if (!plan)
    return Error::success();
  if (plan.getArenaBytes() != 0)
    return internalError("plan @" + plan.getSymName() + " asks for an arena, which its caller does not give");
  for (auto run : plan.getOps<resnet::RunOp>())
    if (facts.kernelOf(run).compiled.scratchBytes != 0)
      return internalError("kernel " + run.getKernel() + " of @" + plan.getSymName() + " needs scratch");
  return Error::success();
}

void addLayers(NetFacts &facts) {
  facts.multiplyAdds = 0;
  for (auto run : facts.infers.back().plan.getOps<resnet::RunOp>()) {
    const KernelFacts &kernel = facts.kernelOf(run);
    StringRef name = resnet::layerName(run.getLoc());
    facts.layers.push_back({(name.empty() ? kernel.key.operation() : name.str()), kernel.symbol, kernel.key.print(),
                            kernel.key.operation(), argumentsOf(kernel.key).back().extents,
                            multiplyAdds(kernel.key)});
    facts.multiplyAdds += facts.layers.back().multiplyAdds;
  }
}

void addSizes(NetFacts &facts) {
  facts.packedBytes = 0;
  facts.net.walk([&](resnet::RunOp run) {
    for (resnet::BufferAttr write : run.writtenBuffers())
      if (write.getSpace() == resnet::Space::Packed)
        facts.packedBytes = std::max(facts.packedBytes, aligned(write.end()));
  });
  facts.activationBytes = 0;
  for (InferFacts infer : facts.infers) // ops are handles, but their getters are not const
    facts.activationBytes = std::max(facts.activationBytes, aligned(infer.plan.getArenaBytes()));
  facts.activationBytes1 = aligned(facts.infers.back().plan.getArenaBytes());
  const int64_t image = facts.hasPreprocess() ? facts.imageValues() * int64_t(sizeof(float)) : 0;
  facts.arenaBytes = facts.activationBytes + aligned(facts.maxBatch() * image);
  facts.arenaBytes1 = facts.activationBytes1 + aligned(image);
  facts.scratchBytes = 0;
  for (InferFacts infer : facts.infers)
    facts.scratchBytes = std::max(facts.scratchBytes, facts.scratchOf(infer.plan));
}
} // namespace

const KernelFacts &NetFacts::kernelOf(resnet::RunOp run) const {
  for (const KernelFacts &kernel : kernels)
    if (run.getKernel() == kernel.symbol)
      return kernel;
  llvm_unreachable("the verifier has found each run's kernel");
}

int64_t NetFacts::scratchOf(resnet::PlanOp plan) const {
  int64_t most = 0;
  for (auto run : plan.getOps<resnet::RunOp>())
    most = std::max(most, aligned(kernelOf(run).compiled.scratchBytes));
  return most;
}

Expected<std::vector<KernelKey>> keysOf(resnet::NetOp net) {
  std::vector<KernelKey> keys;
  for (auto kernel : net.getOps<resnet::KernelSymbolOp>()) {
    std::string wrong;
    auto key = KernelKey::parse(std::string_view(kernel.getKey()), wrong);
    if (!key || key->symbol() != kernel.getSymName().str())
      return internalError("kernel @" + kernel.getSymName() + ": " +
                           (key ? "its symbol is not that of its key" : wrong));
    keys.push_back(*key);
  }
  return keys;
}

Expected<NetFacts> gatherFacts(resnet::NetOp net, ArrayRef<KernelKey> keys, ArrayRef<CachedKernel> kernels) {
  NetFacts facts = {};
  facts.net = net;
  facts.target = findTarget(net.getTarget().value_or(""));
  if (!facts.target)
    return internalError("the net's target '" + net.getTarget().value_or("") + "' is unknown");
  facts.name = net.getSymName().str();
  facts.upperName = net.getSymName().upper();
  facts.spec = net.getSpec().str();
  facts.specHash = hashOf(facts.spec);
  facts.height = net.getInput()[0];
  facts.width = net.getInput()[1];
  facts.channels = net.getInput()[2];
  facts.classes = net.getClasses();
  facts.channelsFirst = net.getNchw();
  facts.preprocess = net.getPreprocess().value_or(nullptr);
  for (size_t i = 0; i < keys.size(); ++i)
    facts.kernels.push_back({keys[i].symbol(), keys[i], kernels[i]});
  addParameters(facts);
  if (Error error = addPlans(facts))
    return error;
  for (resnet::PlanOp plan : {facts.preparePlan, facts.preprocessPlan})
    if (Error error = checkScratch(facts, plan))
      return error;
  addLayers(facts);
  addSizes(facts);
  if (facts.net.getTrain()) {
    auto train = gatherTraining(facts);
    if (!train)
      return train.takeError();
    facts.train = *train;
  }
  return facts;
}

} // namespace resnetc
