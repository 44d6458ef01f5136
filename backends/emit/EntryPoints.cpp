#include "backends/emit/EntryPoints.h"
#include "backends/emit/DeviceTables.h"
#include "backends/emit/NetTable.h"
#include "backends/emit/PlanFunctions.h"

using namespace llvm;

namespace resnetc {
namespace {
enum class Kind { Pointer, Int32, UInt64, Nothing };
enum class Needs { Nothing, Preprocess, Training };

/// A public function and the function of the support code that does its work: support_…, and support_levels_… in a
/// library with several levels. Those of devices are support_device_… in all.
struct Entry {
  StringRef suffix, support;
  std::vector<Kind> parameters;
  std::optional<int> choice = {}; ///< the support function's last argument
  Needs needs = Needs::Nothing;   ///< of the net; those of training are passed TrainCode, or LevelsCode
  Kind result = Kind::Int32;

  bool isForDevice() const { return suffix.starts_with("_device_"); } ///< it is passed DeviceNet
};

const std::vector<Entry> &allEntries() {
  using K = Kind;
  const auto p = K::Pointer;
  const std::vector<K> infer = {p, p, K::Int32, p, p, p}, open = {p, p, K::Int32, p}, deviceInfer = {p, p, K::Int32, p};
  static const std::vector<Entry> entries = {
      {"_initialize", "fill_parameters", {p, K::UInt64}},
      {"_prepare", "prepare", {p, p}},
      {"_infer", "infer", infer, 0},
      {"_infer_u8", "infer_u8", infer, 0, Needs::Preprocess},
      {"_logits", "infer", infer, 1},
      {"_logits_u8", "infer_u8", infer, 1, Needs::Preprocess},
      {"_preprocess", "preprocess", {p, K::Int32, p}, {}, Needs::Preprocess},
      {"_train_step", "train_step", {p, p, p, p, K::Int32, p, p, p, p}, {}, Needs::Training},
      {"_gradients", "gradients", {p, p, p, p, K::Int32, p, p, p}, {}, Needs::Training},
      {"_evaluate", "evaluate", {p, p, p, K::Int32, p, p, p}, {}, Needs::Training},
      {"_device_find", "device_find", {p, p, K::Int32, p, K::Int32}},
      {"_device_prepare", "device_prepare", {p, p}},
      {"_device_open", "device_open", open},
      {"_device_infer", "device_infer", deviceInfer, 0},
      {"_device_infer_u8", "device_infer_u8", deviceInfer, 0, Needs::Preprocess},
      {"_device_logits", "device_infer", deviceInfer, 1},
      {"_device_logits_u8", "device_infer_u8", deviceInfer, 1, Needs::Preprocess},
      {"_device_open_training", "device_open_training", open, {}, Needs::Training},
      {"_device_train_step", "device_train_step", {p, p, p, K::Int32, p, p}, {}, Needs::Training},
      {"_device_gradients", "device_gradients", {p, p, p, p, K::Int32, p}, {}, Needs::Training},
      {"_device_evaluate", "device_evaluate", {p, p, p, K::Int32, p}, {}, Needs::Training},
      {"_device_parameters", "device_parameters", {p, p}, {}, Needs::Training},
      {"_device_optimizer", "device_optimizer", {p, p}, {}, Needs::Training},
      {"_device_set_optimizer", "device_set_optimizer", {p, p}, {}, Needs::Training},
      {"_device_close", "device_close", {p}, {}, Needs::Nothing, K::Nothing},
      {"_device_text", "device_text", {p}, {}, Needs::Nothing, K::Pointer},
  };
  return entries;
}

bool canHave(const LibraryFacts &facts, const Entry &entry) {
  if (entry.isForDevice() && !facts.devices)
    return false;
  return entry.needs == Needs::Preprocess ? facts.hasPreprocess()
         : entry.needs == Needs::Training ? facts.train.has_value()
                                          : true;
}

class Builder {
public:
  Builder(const LibraryFacts &facts, Module &module)
      : facts(facts), module(module), lines(module, facts.name + ".yaml"), ir(module.getContext()),
        table(facts, module) {}

  Error build() {
    std::vector<GlobalVariable *> codes, trainCodes;
    for (const LevelFacts &level : facts.levels) {
      PlanCodes plans;
      if (Error error = buildPlans(level, plans))
        return error;
      codes.push_back(table.code(level, plans));
      trainCodes.push_back(facts.train ? table.trainCode(level, plans) : nullptr);
    }
    GlobalVariable *levels = facts.hasLevels() ? table.levels(codes, trainCodes) : nullptr, *devices = nullptr;
    if (facts.devices)
      if (Error error = buildDevices(codes[0], trainCodes[0], devices))
        return error;
    for (const Entry &entry : allEntries())
      if (canHave(facts, entry))
        forward(entry, entry.isForDevice()               ? devices
                       : levels                          ? levels
                       : entry.needs == Needs::Training ? trainCodes[0]
                                                         : codes[0]);
    declareShared();
    if (levels)
      giveTarget(levels);
    else
      give("_target", ConstantData(module).text(facts.baseline().target->name()));
    give("_net", table.net());
    lines.finish();
    return Error::success();
  }

private:
  Error buildPlans(const LevelFacts &level, PlanCodes &plans) {
    PlanFunctions functions(facts, level, module, lines);
    plans.prepare = functions.prepare();
    if (facts.hasPreprocess())
      plans.preprocess = functions.preprocess();
    for (const InferFacts &infer : level.infers) {
      auto function = functions.infer(infer);
      if (!function)
        return function.takeError();
      plans.infers.push_back(*function);
    }
    if (facts.train) {
      plans.trainStep = functions.trainStep();
      plans.gradients = functions.gradients();
      plans.evaluate = functions.evaluate();
    }
    return Error::success();
  }

  Error buildDevices(GlobalVariable *code, GlobalVariable *trainCode, GlobalVariable *&devices) {
    PlanFunctions functions(facts, facts.baseline(), module, lines);
    Function *prepare = functions.prepareForDevices(facts.devices->devices.front().preparePlan);
    auto net = DeviceTables(facts, module).net(code, trainCode, prepare);
    if (!net)
      return net.takeError();
    devices = *net;
    return Error::success();
  }

  Type *typeOf(Kind kind) {
    switch (kind) {
    case Kind::Pointer:
      return ir.getPtrTy();
    case Kind::Int32:
      return ir.getInt32Ty();
    case Kind::UInt64:
      return ir.getInt64Ty();
    case Kind::Nothing:
      return ir.getVoidTy();
    }
    llvm_unreachable("all kinds are above");
  }

  Function *begin(StringRef suffix, Type *result, ArrayRef<Type *> parameters) {
    auto *function = Function::Create(FunctionType::get(result, parameters, false), GlobalValue::ExternalLinkage,
                                      facts.name + suffix, module);
    function->setDoesNotThrow();
    function->addFnAttr("frame-pointer", "all"); // profiles with call graphs; costs nothing here
    ir.SetInsertPoint(BasicBlock::Create(module.getContext(), "entry", function));
    lines.begin(*function, ir);
    return function;
  }

  void forward(const Entry &entry, GlobalVariable *code) {
    std::vector<Type *> types;
    for (Kind kind : entry.parameters)
      types.push_back(typeOf(kind));
    Function *function = begin(entry.suffix, typeOf(entry.result), types);
    std::vector<Value *> arguments = {code};
    for (Argument &argument : function->args())
      arguments.push_back(&argument);
    if (entry.choice)
      arguments.push_back(ir.getInt32(uint32_t(*entry.choice)));
    std::vector<Type *> passed;
    for (Value *argument : arguments)
      passed.push_back(argument->getType());
    auto *type = FunctionType::get(typeOf(entry.result), passed, false);
    const bool chooses = facts.hasLevels() && !entry.isForDevice();
    const std::string support = (chooses ? "support_levels_" : "support_") + entry.support.str();
    Value *result = ir.CreateCall(module.getOrInsertFunction(support, type), arguments);
    entry.result == Kind::Nothing ? ir.CreateRetVoid() : ir.CreateRet(result);
  }

  /// What every library brings; the support code defines them.
  void declareShared() {
    Type *pointer = ir.getPtrTy(), *i32 = ir.getInt32Ty();
    module.getOrInsertFunction("resnetc_status_text", FunctionType::get(pointer, {i32}, false));
    module.getOrInsertFunction("resnetc_pool_create", FunctionType::get(pointer, {i32, i32}, false));
    module.getOrInsertFunction("resnetc_pool_destroy", FunctionType::get(ir.getVoidTy(), {pointer}, false));
  }

  /// const … *NAME_suffix(void)
  void give(StringRef suffix, Constant *what) {
    begin(suffix, ir.getPtrTy(), {});
    ir.CreateRet(what);
  }

  void giveTarget(GlobalVariable *levels) {
    begin("_target", ir.getPtrTy(), {});
    auto *type = FunctionType::get(ir.getPtrTy(), {ir.getPtrTy()}, false);
    ir.CreateRet(ir.CreateCall(module.getOrInsertFunction("support_levels_target", type), {levels}));
  }

  const LibraryFacts &facts;
  Module &module;
  DebugLines lines;
  IRBuilder<> ir;
  NetTable table;
};
} // namespace

bool hasCall(const LibraryFacts &facts, StringRef suffix) {
  return any_of(allEntries(), [&](const Entry &entry) { return entry.suffix == suffix && canHave(facts, entry); });
}

std::vector<std::string> publicSymbols(const LibraryFacts &facts) {
  std::vector<std::string> names;
  for (const Entry &entry : allEntries())
    if (canHave(facts, entry))
      names.push_back(facts.name + entry.suffix.str());
  for (const char *suffix : {"_net", "_target"})
    names.push_back(facts.name + suffix);
  for (const char *shared : {"resnetc_pool_create", "resnetc_pool_destroy", "resnetc_status_text"})
    names.push_back(shared);
  return names;
}

Error buildEntryPoints(const LibraryFacts &facts, Module &module) { return Builder(facts, module).build(); }

} // namespace resnetc
