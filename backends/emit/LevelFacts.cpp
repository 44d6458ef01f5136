#include "backends/emit/LevelFacts.h"
#include "backends/emit/EmitError.h"
#include "backends/emit/LibraryFacts.h"
#include "ir/dialect/Layers.h"
#include "ir/machine/KernelArguments.h"
#include "ir/machine/KernelCost.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace resnetc {
namespace {
int64_t aligned(int64_t bytes) { return int64_t(alignTo(uint64_t(bytes), 64)); }

/// The plans by what they are for: @prepare, @preprocess_1, @infer_16 …
Error addPlans(LevelFacts &level) {
  for (auto plan : level.net.getOps<resnet::PlanOp>()) {
    StringRef name = plan.getSymName();
    int64_t batch;
    if (name == "prepare")
      level.preparePlan = plan;
    else if (name == "preprocess_1")
      level.preprocessPlan = plan;
    else if (name.consume_front("infer_") && !name.getAsInteger(10, batch) && batch > 0)
      level.infers.push_back({batch, plan});
    else if (!isTrainingPlan(plan.getSymName()) || !level.net.getTrain())
      return internalError("plan @" + plan.getSymName() + " is none that a library has");
  }
  sort(level.infers, [](const InferFacts &a, const InferFacts &b) { return a.batch > b.batch; });
  if (!level.preparePlan || level.infers.empty() || level.infers.back().batch != 1)
    return internalError("a library needs the plans @prepare and @infer_1");
  return Error::success();
}

/// These have no arena with scratch in it.
Error checkScratch(const LevelFacts &level, resnet::PlanOp plan) {
  if (!plan)
    return Error::success();
  if (plan.getArenaBytes() != 0)
    return internalError("plan @" + plan.getSymName() + " asks for an arena, which its caller does not give");
  for (auto run : plan.getOps<resnet::RunOp>())
    if (level.kernelOf(run).compiled.scratchBytes != 0)
      return internalError("kernel " + run.getKernel() + " of @" + plan.getSymName() + " needs scratch");
  return Error::success();
}

void addLayers(LevelFacts &level) {
  for (auto run : level.infers.back().plan.getOps<resnet::RunOp>()) {
    const KernelFacts &kernel = level.kernelOf(run);
    StringRef name = resnet::layerName(run.getLoc());
    level.layers.push_back({(name.empty() ? kernel.key.operation() : name.str()), kernel.symbol, kernel.key.print(),
                            kernel.key.operation(), argumentsOf(kernel.key).back().extents,
                            multiplyAdds(kernel.key)});
  }
}

void addSizes(LevelFacts &level, const LibraryFacts &library) {
  level.packedBytes = 0;
  level.net.walk([&](resnet::RunOp run) {
    for (resnet::BufferAttr write : run.writtenBuffers())
      if (write.getSpace() == resnet::Space::Packed)
        level.packedBytes = std::max(level.packedBytes, aligned(write.end()));
  });
  level.activationBytes = level.scratchBytes = 0;
  for (InferFacts infer : level.infers) { // ops are handles, but their getters are not const
    level.activationBytes = std::max(level.activationBytes, aligned(infer.plan.getArenaBytes()));
    level.scratchBytes = std::max(level.scratchBytes, level.scratchOf(infer.plan));
  }
  level.activationBytes1 = aligned(level.infers.back().plan.getArenaBytes());
  const int64_t image = level.preprocessPlan ? library.imageValues() * int64_t(sizeof(float)) : 0;
  level.arenaBytes = level.activationBytes + aligned(level.infers.front().batch * image);
  level.arenaBytes1 = level.activationBytes1 + aligned(image);
}
} // namespace

const KernelFacts &LevelFacts::kernelOf(resnet::RunOp run) const {
  for (const KernelFacts &kernel : kernels)
    if (run.getKernel() == kernel.symbol)
      return kernel;
  llvm_unreachable("the verifier has found each run's kernel");
}

int64_t LevelFacts::scratchOf(resnet::PlanOp plan) const {
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

Expected<LevelFacts> gatherLevel(resnet::NetOp net, const std::string &prefix, const LibraryFacts &library,
                                 const CompiledKernels &kernels) {
  LevelFacts level = {};
  level.net = net;
  level.target = findTarget(net.getTarget().value_or(""));
  assert(level.target && "plannedNetsOf has looked");
  level.prefix = prefix;
  for (auto kernel : net.getOps<resnet::KernelSymbolOp>())
    level.kernels.push_back(kernels.at(kernel.getSymName().str()));
  if (Error error = addPlans(level))
    return error;
  for (resnet::PlanOp plan : {level.preparePlan, level.preprocessPlan})
    if (Error error = checkScratch(level, plan))
      return error;
  addLayers(level);
  addSizes(level, library);
  if (net.getTrain()) {
    auto train = gatherTrainPlans(level);
    if (!train)
      return train.takeError();
    level.train = *train;
  }
  return level;
}

} // namespace resnetc
