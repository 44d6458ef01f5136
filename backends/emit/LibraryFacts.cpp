#include "backends/emit/LibraryFacts.h"
#include "backends/emit/EmitError.h"
#include "backends/emit/FileBytes.h"
#include <set>

using namespace llvm;

namespace resnetc {
namespace {
void addParameters(LibraryFacts &facts, resnet::NetOp net) {
  int64_t offset = 0;
  for (auto parameter : net.getOps<resnet::ParameterOp>()) {
    auto type = parameter.tensorType();
    facts.parameters.push_back(
        {parameter.getSymName().str(), type.getShape().vec(), parameter.isTrained(), offset});
    offset += type.getNumElements();
  }
  facts.parametersBytes = offset * int64_t(sizeof(float));
}

/// What the net says, whatever it runs on.
LibraryFacts describe(resnet::NetOp net) {
  LibraryFacts facts = {};
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
  addParameters(facts, net);
  return facts;
}

/// All levels have the same calls; batches are composed in the same way.
Error checkAlike(const LibraryFacts &facts) {
  const auto batchesOf = [](const LevelFacts &level) {
    std::vector<int64_t> batches;
    for (const InferFacts &infer : level.infers)
      batches.push_back(infer.batch);
    return batches;
  };
  for (const LevelFacts &level : facts.levels)
    if (level.target->triple() != facts.baseline().target->triple() ||
        batchesOf(level) != batchesOf(facts.baseline()) || !level.preprocessPlan != !facts.hasPreprocess() ||
        level.train.has_value() != facts.baseline().train.has_value())
      return internalError("the nets for " + facts.baseline().target->name() + " and " + level.target->name() +
                           " are not of one library");
  return Error::success();
}

void addSizes(LibraryFacts &facts) {
  for (const LevelFacts &level : facts.levels) {
    facts.packedBytes = std::max(facts.packedBytes, level.packedBytes + (facts.hasLevels() ? packedHeadBytes : 0));
    facts.arenaBytes = std::max(facts.arenaBytes, level.arenaBytes);
    facts.arenaBytes1 = std::max(facts.arenaBytes1, level.arenaBytes1);
    facts.scratchBytes = std::max(facts.scratchBytes, level.scratchBytes);
  }
  for (const LayerFacts &layer : facts.baseline().layers)
    facts.multiplyAdds += layer.multiplyAdds;
}
} // namespace

std::string LibraryFacts::targetNames() const {
  std::string names;
  for (const LevelFacts &level : levels)
    names += (names.empty() ? "" : ",") + level.target->name().str();
  if (devices)
    for (const DeviceFacts &device : devices->devices)
      names += "," + device.target->name;
  return names;
}

std::vector<const KernelFacts *> LibraryFacts::allKernels() const {
  std::vector<const KernelFacts *> all;
  std::set<StringRef> known;
  const auto add = [&](ArrayRef<KernelFacts> kernels) {
    for (const KernelFacts &kernel : kernels)
      if (known.insert(kernel.symbol).second)
        all.push_back(&kernel);
  };
  for (const LevelFacts &level : levels)
    add(level.kernels);
  if (devices)
    for (const DeviceFacts &device : devices->devices)
      add(device.kernels);
  return all;
}

Expected<PlannedNets> plannedNetsOf(mlir::ModuleOp planned) {
  PlannedNets nets;
  for (auto net : planned.getOps<resnet::NetOp>()) {
    StringRef target = net.getTarget().value_or("");
    if (findDeviceTarget(target))
      nets.devices.push_back(net);
    else if (findTarget(target))
      nets.levels.push_back(net);
    else
      return internalError("the target '" + target + "' of @" + net.getSymName() + " is unknown");
  }
  if (nets.levels.empty())
    return internalError("the module holds no net for a CPU");
  return nets;
}

Expected<LibraryFacts> gatherFacts(const PlannedNets &nets, const CompiledKernels &kernels) {
  resnet::NetOp first = nets.levels.front();
  LibraryFacts facts = describe(first);
  for (resnet::NetOp net : nets.levels) {
    const std::string suffix = nets.levels.size() > 1 ? "_" + findTarget(net.getTarget().value_or(""))->machine().str() : "";
    auto level = gatherLevel(net, facts.name + suffix, facts, kernels);
    if (!level)
      return level.takeError();
    facts.levels.push_back(std::move(*level));
  }
  if (Error error = checkAlike(facts))
    return error;
  addSizes(facts);
  if (first.getTrain())
    facts.train = gatherTraining(facts);
  if (!nets.devices.empty()) {
    auto devices = gatherDevices(nets.devices, facts, kernels);
    if (!devices)
      return devices.takeError();
    facts.devices = std::move(*devices);
  }
  return facts;
}

} // namespace resnetc
