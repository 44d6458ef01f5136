#include "backends/emit/EntryPoints.h"
#include "backends/emit/NetTable.h"
#include "backends/emit/PlanFunctions.h"

using namespace llvm;

namespace resnetc {
namespace {
enum class Kind { Pointer, Int32, UInt64 };
enum class Needs { Nothing, Preprocess, Training };

/// A public function and the function of the support code that does its work.
struct Entry {
  StringRef suffix, support;
  std::vector<Kind> parameters;
  std::optional<int> choice = {}; ///< the support function's last argument
  Needs needs = Needs::Nothing;   ///< of the net; those of training are passed TrainCode
};

const std::vector<Entry> &allEntries() {
  using K = Kind;
  const auto p = K::Pointer;
  const std::vector<K> infer = {p, p, K::Int32, p, p, p};
  static const std::vector<Entry> entries = {
      {"_initialize", "support_fill_parameters", {p, K::UInt64}},
      {"_prepare", "support_prepare", {p, p}},
      {"_infer", "support_infer", infer, 0},
      {"_infer_u8", "support_infer_u8", infer, 0, Needs::Preprocess},
      {"_logits", "support_infer", infer, 1},
      {"_logits_u8", "support_infer_u8", infer, 1, Needs::Preprocess},
      {"_preprocess", "support_preprocess", {p, K::Int32, p}, {}, Needs::Preprocess},
      {"_train_step", "support_train_step", {p, p, p, p, K::Int32, p, p, p, p}, {}, Needs::Training},
      {"_gradients", "support_gradients", {p, p, p, p, K::Int32, p, p, p}, {}, Needs::Training},
      {"_evaluate", "support_evaluate", {p, p, p, K::Int32, p, p, p}, {}, Needs::Training},
  };
  return entries;
}

bool canHave(const NetFacts &facts, const Entry &entry) {
  return entry.needs == Needs::Preprocess ? facts.hasPreprocess()
         : entry.needs == Needs::Training ? facts.train.has_value()
                                          : true;
}

class Builder {
public:
  Builder(const NetFacts &facts, Module &module)
      : facts(facts), module(module), lines(module, facts.name + ".yaml"), ir(module.getContext()),
        table(facts, module) {}

  Error build() {
    PlanCodes plans;
    if (Error error = buildPlans(plans))
      return error;
    GlobalVariable *code = table.code(plans), *trainCode = facts.train ? table.trainCode(plans) : nullptr;
    for (const Entry &entry : allEntries())
      if (canHave(facts, entry))
        forward(entry, entry.needs == Needs::Training ? trainCode : code);
    declareShared();
    give("_target", ConstantData(module).text(facts.target->name()));
    give("_net", table.net());
    lines.finish();
    return Error::success();
  }

private:
  Error buildPlans(PlanCodes &plans) {
    PlanFunctions functions(facts, module, lines);
    plans.prepare = functions.prepare();
    if (facts.hasPreprocess())
      plans.preprocess = functions.preprocess();
    for (const InferFacts &infer : facts.infers) {
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

  Type *typeOf(Kind kind) {
    return kind == Kind::Pointer ? ir.getPtrTy() : kind == Kind::Int32 ? (Type *)ir.getInt32Ty() : ir.getInt64Ty();
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
    Function *function = begin(entry.suffix, ir.getInt32Ty(), types);
    std::vector<Value *> arguments = {code};
    for (Argument &argument : function->args())
      arguments.push_back(&argument);
    if (entry.choice)
      arguments.push_back(ir.getInt32(uint32_t(*entry.choice)));
    std::vector<Type *> passed;
    for (Value *argument : arguments)
      passed.push_back(argument->getType());
    auto *type = FunctionType::get(ir.getInt32Ty(), passed, false);
    ir.CreateRet(ir.CreateCall(module.getOrInsertFunction(entry.support, type), arguments));
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

  const NetFacts &facts;
  Module &module;
  DebugLines lines;
  IRBuilder<> ir;
  NetTable table;
};
} // namespace

bool hasCall(const NetFacts &facts, StringRef suffix) {
  return any_of(allEntries(), [&](const Entry &entry) { return entry.suffix == suffix && canHave(facts, entry); });
}

std::vector<std::string> publicSymbols(const NetFacts &facts) {
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

Error buildEntryPoints(const NetFacts &facts, Module &module) { return Builder(facts, module).build(); }

} // namespace resnetc
