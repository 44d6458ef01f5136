#include "backends/emit/NetFacts.h"
#include "ir/dialect/Layers.h"
#include "ir/machine/KernelArguments.h"
#include "ir/machine/KernelCost.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;

namespace resnetc {
namespace {
constexpr int64_t alignment = 64;
int64_t aligned(int64_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

void countParameters(NetFacts &facts) {
  for (auto parameter : facts.net.getOps<resnet::ParameterOp>()) {
    facts.parametersBytes += 4 * parameter.tensorType().getNumElements();
    ++facts.parameterCount;
  }
}

void countPacked(NetFacts &facts, resnet::PlanOp prepare) {
  for (auto run : prepare.getOps<resnet::RunOp>())
    facts.packedBytes = std::max(facts.packedBytes, aligned(run.getWrite().end()));
}

/// Behind a plan's buffers lie the images of the 8-bit calls.
void countArena(NetFacts &facts) {
  ArrayRef<int64_t> input = facts.net.getInput();
  facts.imageBytes = 4 * input[0] * input[1] * input[2];
  auto images = [&](int64_t n) { return facts.hasPreprocess() ? aligned(n * facts.imageBytes) : 0; };
  for (int64_t n : facts.batches)
    facts.activationBytes = std::max(facts.activationBytes, int64_t(facts.inferPlan(n).getArenaBytes()));
  facts.activationBytesOne = facts.inferPlan(1).getArenaBytes();
  facts.arenaBytes = facts.activationBytes + images(facts.maxBatch());
  facts.arenaBytesOne = facts.activationBytesOne + images(1);
}

void listLayers(NetFacts &facts) {
  for (auto run : facts.inferPlan(1).getOps<resnet::RunOp>()) {
    KernelKey key = keyOfKernel(facts.net, run.getKernel());
    LayerFact layer{resnet::layerName(run.getLoc()).str(), key.print(), multiplyAdds(key), run.getKernel().str()};
    facts.multiplyAdds += layer.multiplyAdds;
    facts.layers.push_back(std::move(layer));
  }
}
} // namespace

KernelKey keyOfKernel(resnet::NetOp net, StringRef symbol) {
  std::string error;
  auto key = KernelKey::parse(net.lookupSymbol<resnet::KernelSymbolOp>(symbol).getKey().str(), error);
  assert(key && "the kernel's verifier reads its key");
  return *key;
}

Expected<NetFacts> collectFacts(resnet::NetOp net) {
  NetFacts facts;
  facts.net = net;
  facts.name = net.getSymName().str();
  facts.spec = net.getSpec().str();
  facts.specHash = toHex(SHA256::hash(arrayRefFromStringRef(facts.spec)), /*LowerCase=*/true);
  const Target *target = net.getTarget() ? findTarget(*net.getTarget()) : nullptr;
  if (!target)
    return createStringError("the net names no target that a library can be made for");
  facts.target = *target;
  facts.batches = net.getBatch().value_or(ArrayRef<int64_t>()).vec();
  sort(facts.batches, std::greater<int64_t>());
  if (facts.batches.empty() || facts.batches.back() != 1)
    return createStringError("the net has no plan for one image, of which other batches are composed");
  countParameters(facts);
  countPacked(facts, facts.plan("prepare"));
  countArena(facts);
  listLayers(facts);
  return facts;
}

} // namespace resnetc
