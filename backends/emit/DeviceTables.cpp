#include "backends/emit/DeviceTables.h"
#include "backends/emit/EmitError.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace resnetc {

DeviceTables::DeviceTables(const LibraryFacts &facts, Module &module)
    : devices(*facts.devices), name(facts.name), module(module), data(module) {}

Expected<GlobalVariable *> DeviceTables::net(GlobalVariable *code, GlobalVariable *trainCode, Function *prepare) {
  std::vector<Constant *> variants;
  for (const DeviceFacts &device : devices.devices)
    variants.push_back(variant(device));
  Constant *nothing = data.null();
  Constant *fields = data.structure(
      {code, trainCode ? trainCode : nothing, prepare, offsets(), data.i64(devices.tensors.moments),
       data.i64(devices.tensors.momentBytes), data.i64(int64_t(variants.size())),
       table(name + "_device_variants", variants, devices.layout.variant)});
  checkBytes(fields, devices.layout.net);
  if (differs)
    return internalError("the tables of devices differ between the compiler and the support code");
  return data.global(name + "_device_net", fields);
}

Constant *DeviceTables::variant(const DeviceFacts &device) {
  std::vector<Constant *> infers;
  for (const DevicePlanFacts &infer : device.infers)
    infers.push_back(plan(device, infer));
  std::vector<Constant *> fields = {
      module.getOrInsertGlobal("support_" + device.target->api, Type::getInt8Ty(module.getContext())),
      spaces(device.inferBytes), spaces(device.trainBytes), data.i64(int64_t(infers.size())),
      table(device.prefix + "_infers", infers, devices.layout.plan)};
  for (const DevicePlanFacts &training : device.trainings)
    fields.push_back(
        table(device.prefix + "_" + training.name, {plan(device, training)}, devices.layout.plan));
  fields.resize(8, data.null()); // without training
  return data.structure(fields);
}

Constant *DeviceTables::plan(const DeviceFacts &device, const DevicePlanFacts &plan) {
  std::vector<Constant *> runs, arguments;
  for (resnet::RunOp each : plan.runs)
    runs.push_back(run(each, arguments));
  const std::string prefix = device.prefix + "_" + plan.name;
  return data.structure({data.i64(plan.batch), data.i64(int64_t(runs.size())),
                         table(prefix + "_runs", runs, devices.layout.run),
                         table(prefix + "_arguments", arguments, devices.layout.argument),
                         data.i64(plan.preprocessRuns), data.i64(plan.logitsOffset), data.i64(plan.lossRuns)});
}

/// Adds its buffers to the plan's. Kernels are called as Halide's wrapper of them wants it.
Constant *DeviceTables::run(resnet::RunOp run, std::vector<Constant *> &arguments) {
  const size_t first = arguments.size();
  for (resnet::BufferAttr buffer : buffersOf(run))
    arguments.push_back(argument(buffer));
  auto *type = FunctionType::get(Type::getInt32Ty(module.getContext()), {PointerType::get(module.getContext(), 0)}, false);
  auto *kernel = cast<Function>(module.getOrInsertFunction((run.getKernel() + "_argv").str(), type).getCallee());
  kernel->setVisibility(GlobalValue::HiddenVisibility);
  return data.structure({kernel, data.text(run.getKernel()), data.i64(int64_t(first)),
                         data.i64(int64_t(arguments.size() - first))});
}

Constant *DeviceTables::argument(resnet::BufferAttr buffer) {
  return data.structure({data.i64(int64_t(buffer.getSpace())), data.i64(buffer.getOffset()), data.i64(buffer.getBytes())});
}

Constant *DeviceTables::offsets() {
  std::vector<Constant *> rows;
  for (int64_t offset : devices.tensors.offsets)
    rows.push_back(data.i64(offset));
  return table(name + "_device_offsets", rows, sizeof(int64_t));
}

Constant *DeviceTables::spaces(const SpaceBytes &bytes) {
  const std::vector<uint64_t> values(bytes.begin(), bytes.end());
  return ConstantDataArray::get(module.getContext(), values);
}

Constant *DeviceTables::table(const Twine &name, ArrayRef<Constant *> rows, int64_t bytes) {
  if (!rows.empty())
    checkBytes(rows.front(), bytes);
  return differs ? data.null() : data.array(name, rows, uint64_t(bytes));
}

void DeviceTables::checkBytes(const Constant *structure, int64_t bytes) {
  differs |= int64_t(module.getDataLayout().getTypeAllocSize(structure->getType())) != bytes;
}

} // namespace resnetc
