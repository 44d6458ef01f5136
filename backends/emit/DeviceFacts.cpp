#include "backends/emit/DeviceFacts.h"
#include "backends/emit/EmitError.h"
#include "backends/emit/LibraryFacts.h"
#include "backends/emit/SupportCode.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace llvm;
using resnetc::resnet::Space;

namespace resnetc {
namespace {
int64_t &bytesOf(SpaceBytes &bytes, Space space) { return bytes[size_t(space)]; }

DeviceTensors placeTensors(const LibraryFacts &facts, const DeviceLayout &layout) {
  const auto aligned = [&](int64_t bytes) { return int64_t(alignTo(uint64_t(bytes), uint64_t(layout.alignment))); };
  DeviceTensors tensors = {};
  for (const ParameterFacts &parameter : facts.parameters) {
    tensors.offsets.push_back(aligned(tensors.bytes));
    const int64_t elements = std::accumulate(parameter.shape.begin(), parameter.shape.end(), int64_t(1), std::multiplies<>());
    tensors.bytes = tensors.offsets.back() + elements * int64_t(sizeof(float));
  }
  if (facts.train) {
    tensors.moments = facts.train->isAdam() ? 2 : 1;
    tensors.momentBytes = aligned(tensors.bytes);
  }
  return tensors;
}

/// Makes the facts of one device.
class Gatherer {
public:
  Gatherer(DeviceFacts &device, const LibraryFacts &facts, const DevicesFacts &shared, const CompiledKernels &kernels)
      : device(device), facts(facts), layout(shared.layout), tensors(shared.tensors), kernels(kernels) {}

  Error gather() {
    for (auto kernel : device.net.getOps<resnet::KernelSymbolOp>())
      device.kernels.push_back(kernels.at(kernel.getSymName().str()));
    if (Error error = addPrepare())
      return error;
    for (const InferFacts &infer : facts.baseline().infers)
      if (Error error = addInfer(infer.batch))
        return error;
    if (facts.train)
      if (Error error = addTrainings())
        return error;
    return checkPlans();
  }

private:
  resnet::PlanOp find(const Twine &name) { return device.net.lookupSymbol<resnet::PlanOp>(name.str()); }

  Error wrong(const Twine &what) { return internalError(device.target->name + ": " + what); }

  /// It runs on the CPU and gets neither arena nor scratch.
  Error addPrepare() {
    device.preparePlan = find("prepare");
    if (!device.preparePlan || device.preparePlan.getArenaBytes() != 0)
      return wrong("a device needs a plan @prepare without an arena");
    for (const KernelFacts &kernel : device.kernels)
      if (kernel.compiled.scratchBytes != 0)
        return wrong("kernel " + kernel.symbol + " needs scratch");
    for (auto run : device.preparePlan.getOps<resnet::RunOp>())
      for (resnet::BufferAttr write : run.writtenBuffers())
        device.packedBytes = std::max(device.packedBytes, write.end());
    return Error::success();
  }

  Error addRuns(resnet::PlanOp from, DevicePlanFacts &plan) {
    for (mlir::Operation &op : *from.getBody()) {
      auto run = dyn_cast<resnet::RunOp>(op);
      if (!run)
        return wrong("@" + from.getSymName() + " has what no device does: " + op.getName().getStringRef());
      plan.runs.push_back(run);
    }
    return Error::success();
  }

  Error addInfer(int64_t batch) {
    DevicePlanFacts plan = {"infer_" + std::to_string(batch), batch, {}, 0, 0, 0};
    auto infer = find(plan.name), preprocess = find("preprocess_" + Twine(batch));
    if (!infer || !preprocess != !facts.hasPreprocess())
      return wrong("no plan for batches of " + Twine(batch));
    if (preprocess)
      if (Error error = addRuns(preprocess, plan))
        return error;
    plan.preprocessRuns = int64_t(plan.runs.size());
    if (Error error = addRuns(infer, plan))
      return error;
    resnet::RunOp last = plan.runs.back();
    if (kernels.at(last.getKernel().str()).key.operation() != "softmax" ||
        last.firstWrite().getSpace() != Space::Probabilities)
      return wrong("@" + plan.name + " does not end with the softmax");
    auto logits = cast<resnet::BufferAttr>(last.getReads()[0]);
    if (logits.getSpace() != Space::Arena)
      return wrong("the logits of @" + plan.name + " are not in the arena");
    plan.logitsOffset = logits.getOffset();
    device.infers.push_back(std::move(plan));
    return Error::success();
  }

  Error addTrainings() {
    auto plans = findTrainPlans(device.net);
    if (!plans)
      return plans.takeError();
    for (auto [name, from] : plans->all()) {
      DevicePlanFacts plan = {name.str(), facts.train->how.getBatch(), {}, 0, 0, 0};
      if (Error error = addRuns(from, plan))
        return error;
      plan.lossRuns = int64_t(find_if(plan.runs, writesLoss) - plan.runs.begin()) + 1;
      device.trainings.push_back(std::move(plan));
    }
    // A blob is copied whole, also what no plan touches.
    bytesOf(device.trainBytes, Space::Parameters) = bytesOf(device.trainBytes, Space::Gradients) = tensors.bytes;
    bytesOf(device.trainBytes, Space::Optimizer) = tensors.bytes + (tensors.moments - 1) * tensors.momentBytes;
    return Error::success();
  }

  Error checkPlans() {
    for (const auto &[plans, bytes] : {std::pair(&device.infers, &device.inferBytes),
                                       std::pair(&device.trainings, &device.trainBytes)})
      for (const DevicePlanFacts &plan : *plans)
        for (resnet::RunOp run : plan.runs)
          if (Error error = checkRun(run, *bytes))
            return error;
    if (bytesOf(device.inferBytes, Space::Packed) > device.packedBytes)
      return wrong("more is read than @prepare packs");
    bytesOf(device.inferBytes, Space::Packed) = device.packedBytes; // it is copied whole
    return Error::success();
  }

  Error checkRun(resnet::RunOp run, SpaceBytes &bytes) {
    const std::vector<resnet::BufferAttr> buffers = buffersOf(run);
    if (int64_t(buffers.size()) > layout.mostArguments)
      return wrong("kernel " + run.getKernel() + " has " + Twine(buffers.size()) + " arguments");
    for (resnet::BufferAttr buffer : buffers) {
      if (buffer.getOffset() % layout.alignment || !isTensor(buffer))
        return wrong("a buffer of " + run.getKernel() + " begins at byte " + Twine(buffer.getOffset()) + " of " +
                     resnet::stringifySpace(buffer.getSpace()));
      int64_t &most = bytesOf(bytes, buffer.getSpace());
      most = std::max(most, buffer.end());
    }
    return Error::success();
  }

  /// Whether a buffer in a space of tensors lies where that tensor is copied to.
  bool isTensor(resnet::BufferAttr buffer) {
    const Space space = buffer.getSpace();
    if (space == Space::Parameters || space == Space::Gradients)
      return is_contained(tensors.offsets, buffer.getOffset());
    return space != Space::Optimizer || is_contained(tensors.offsets, buffer.getOffset() % tensors.momentBytes);
  }

  DeviceFacts &device;
  const LibraryFacts &facts;
  const DeviceLayout &layout;
  const DeviceTensors &tensors;
  const CompiledKernels &kernels;
};

int64_t launchesOf(ArrayRef<DevicePlanFacts> plans) {
  int64_t launches = 0;
  for (const DevicePlanFacts &plan : plans)
    launches += int64_t(plan.runs.size());
  return launches;
}
} // namespace

std::vector<resnet::BufferAttr> buffersOf(resnet::RunOp run) {
  std::vector<resnet::BufferAttr> buffers;
  for (mlir::Attribute read : run.getReads())
    buffers.push_back(cast<resnet::BufferAttr>(read));
  for (resnet::BufferAttr write : run.writtenBuffers())
    buffers.push_back(write);
  return buffers;
}

int64_t DeviceFacts::mostLaunches() const { return std::max(launchesOf(infers), launchesOf(trainings)); }

Expected<DevicesFacts> gatherDevices(ArrayRef<resnet::NetOp> nets, const LibraryFacts &facts,
                                     const CompiledKernels &kernels) {
  DevicesFacts all = {};
  auto layout = readDeviceLayout(*facts.baseline().target);
  if (!layout)
    return layout.takeError();
  all.layout = *layout;
  all.tensors = placeTensors(facts, all.layout);
  int64_t launches = 0;
  for (resnet::NetOp net : nets) {
    DeviceFacts device = {};
    device.net = net;
    device.target = findDeviceTarget(net.getTarget().value_or(""));
    device.prefix = facts.name + "_" + device.target->machine;
    if (Error error = Gatherer(device, facts, all, kernels).gather())
      return error;
    if (!all.devices.empty() && device.packedBytes != all.packedBytes)
      return internalError(device.target->name + " packs otherwise than " + all.devices.front().target->name);
    all.packedBytes = device.packedBytes;
    launches = std::max(launches, device.mostLaunches());
    all.devices.push_back(std::move(device));
  }
  all.deviceBytes = all.layout.device + all.layout.launch * launches;
  return all;
}

} // namespace resnetc
