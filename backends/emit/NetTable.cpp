#include "backends/emit/NetTable.h"
#include "backends/emit/EntryPoints.h"
#include "runtime/include/resnetc/net.h"

using namespace llvm;

namespace resnetc {

NetTable::NetTable(const LibraryFacts &facts, Module &module)
    : facts(facts), module(module), data(module), parameterTable(parameters()) {}

GlobalVariable *NetTable::code(const LevelFacts &level, const PlanCodes &plans) {
  std::vector<Constant *> rows;
  for (size_t i = 0; i < plans.infers.size(); ++i)
    rows.push_back(data.structure({data.i64(level.infers[i].batch), plans.infers[i]}));
  Constant *table = data.array(level.prefix + "_plans", rows, 16);
  std::vector<Constant *> fields;
  for (int64_t value : {facts.imageValues(), facts.height * facts.width * 3, facts.classes, facts.maxBatch(),
                        level.target->cpuLevel(), level.scratchBytes, level.activationBytes, level.arenaBytes,
                        level.activationBytes1, level.arenaBytes1, int64_t(rows.size()),
                        int64_t(facts.parameters.size())})
    fields.push_back(data.i64(value));
  fields.push_back(table);
  fields.push_back(parameterTable);
  fields.push_back(plans.prepare);
  fields.push_back(plans.preprocess ? plans.preprocess : data.null());
  return data.global(level.prefix + "_code", data.structure(fields));
}

GlobalVariable *NetTable::trainCode(const LevelFacts &level, const PlanCodes &plans) {
  const TrainFacts &train = *facts.train;
  std::vector<Constant *> fields;
  for (int64_t value : {train.how.getBatch(), facts.classes, level.target->cpuLevel(), level.train->arenaBytes,
                        level.train->scratchBytes})
    fields.push_back(data.i64(value));
  for (mlir::FloatAttr beta : {train.how.getBeta1(), train.how.getBeta2()})
    fields.push_back(data.real64(train.isAdam() ? beta.getValueAsDouble() : 0));
  for (Function *plan : {plans.trainStep, plans.gradients, plans.evaluate})
    fields.push_back(plan);
  return data.global(level.prefix + "_train_code", data.structure(fields));
}

GlobalVariable *NetTable::levels(ArrayRef<GlobalVariable *> codes, ArrayRef<GlobalVariable *> trainCodes) {
  std::vector<Constant *> rows;
  for (size_t i = 0; i < codes.size(); ++i)
    rows.push_back(data.structure({data.text(facts.levels[i].target->name()), codes[i],
                                   trainCodes[i] ? trainCodes[i] : data.null()}));
  Constant *table = data.array(facts.name + "_levels", rows, 24);
  return data.global(facts.name + "_levels_code", data.structure({data.i64(int64_t(rows.size())), table}));
}

GlobalVariable *NetTable::net() {
  const bool pictures = facts.hasPreprocess();
  std::vector<Constant *> fields = {
      data.i32(RESNETC_ABI_VERSION), data.i32(facts.maxBatch()), data.text(facts.name), data.text(facts.spec),
      data.text(facts.specHash), data.text(facts.targetNames()), data.i32(facts.height), data.i32(facts.width),
      data.i32(facts.channels), data.i32(facts.classes), data.i32(facts.channelsFirst), data.i32(pictures),
      data.i64(facts.parametersBytes), data.i64(facts.packedBytes), data.i64(facts.arenaBytes),
      data.i64(facts.scratchBytes), data.i64(facts.multiplyAdds), data.i32(int64_t(facts.parameters.size())),
      data.i32(int64_t(facts.levels.back().layers.size())), parameterTable, layers(), preprocessing()};
  for (StringRef suffix : {"_initialize", "_prepare", "_infer", "_infer_u8", "_logits", "_logits_u8", "_preprocess"})
    fields.push_back(call(suffix));
  const TrainFacts train = facts.train.value_or(TrainFacts());
  for (int64_t value : {train.how ? train.how.getBatch() : 0, train.arenaBytes, train.scratchBytes,
                        train.optimizerBytes})
    fields.push_back(data.i64(value));
  for (StringRef suffix : {"_train_step", "_gradients", "_evaluate"})
    fields.push_back(call(suffix));
  for (StringRef name : {"resnetc_status_text", "resnetc_pool_create", "resnetc_pool_destroy"})
    fields.push_back(entry(name));
  fields.push_back(entry(facts.name + "_target"));
  fields.push_back(data.i64(facts.devices ? facts.devices->deviceBytes : 0));
  fields.push_back(data.i64(facts.devices ? facts.devices->packedBytes : 0));
  for (StringRef what : {"find", "prepare", "open", "infer", "infer_u8", "logits", "logits_u8", "open_training",
                         "train_step", "gradients", "evaluate", "parameters", "optimizer", "set_optimizer", "close",
                         "text"})
    fields.push_back(call("_device_" + what.str()));
  GlobalVariable *table = data.global(facts.name + "_table", data.structure(fields));
  assert(module.getDataLayout().getTypeAllocSize(table->getValueType()) == sizeof(resnetc_net) &&
         "resnetc_net has other fields");
  return table;
}

Constant *NetTable::parameters() {
  std::vector<Constant *> rows;
  for (const ParameterFacts &parameter : facts.parameters) {
    std::vector<uint64_t> shape(parameter.shape.begin(), parameter.shape.end());
    shape.resize(4);
    rows.push_back(data.structure({data.text(parameter.name), ConstantDataArray::get(module.getContext(), shape),
                                   data.i32(int64_t(parameter.shape.size())), data.i32(parameter.trainable),
                                   data.i64(parameter.offset)}));
  }
  return data.array(facts.name + "_parameters", rows, sizeof(resnetc_parameter));
}

Constant *NetTable::layers() {
  std::vector<Constant *> rows;
  for (const LayerFacts &layer : facts.levels.back().layers)
    rows.push_back(
        data.structure({data.text(layer.name), data.text(layer.keyText), data.i64(layer.multiplyAdds)}));
  return data.array(facts.name + "_layers", rows, sizeof(resnetc_layer));
}

Constant *NetTable::preprocessing() {
  auto how = facts.preprocess;
  if (!how)
    return data.null();
  auto reals = [&](ArrayRef<double> values, double rest) {
    std::vector<Constant *> three;
    for (size_t i = 0; i < 3; ++i)
      three.push_back(data.real(i < values.size() ? values[i] : rest));
    return ConstantArray::get(ArrayType::get(three[0]->getType(), 3), three);
  };
  Constant *row = data.structure({data.text(resnet::stringifyChannelOrder(how.getOrder())),
                                  data.text(how.getResize().getValue()), data.text(how.getInterpolation().getValue()),
                                  data.i32(how.getShortSide()), data.real(how.getScale().getValueAsDouble()),
                                  reals(how.getMean().asArrayRef(), 0), reals(how.getDeviation().asArrayRef(), 1)});
  return data.array(facts.name + "_preprocessing", {row}, sizeof(resnetc_preprocess));
}

Constant *NetTable::call(StringRef suffix) const {
  return hasCall(facts, suffix) ? entry(facts.name + suffix) : data.null();
}

Constant *NetTable::entry(const Twine &name) const {
  Function *function = module.getFunction(name.str());
  assert(function && "entry points are made before the table");
  return function;
}

} // namespace resnetc
