#include "backends/emit/EntryPoints.h"
#include "backends/emit/NetTable.h"
#include "backends/emit/PlanFunctions.h"
#include "llvm/BinaryFormat/Dwarf.h"

using namespace llvm;

namespace resnetc {
namespace {
class Builder {
public:
  Builder(const NetFacts &facts, Module &module)
      : facts(facts), module(module), ir(module.getContext()), pointer(ir.getPtrTy()), i32(ir.getInt32Ty()),
        i64(ir.getInt64Ty()) {}

  void build() {
    declareCalls();
    // int prepare(parameters, packed)
    forward("_prepare", "support_prepare", {pointer, pointer}, {});
    // int infer(packed, images, batch, probabilities, arena, pool); logits the same
    SmallVector<Type *> infer = {pointer, pointer, i32, pointer, pointer, pointer};
    forward("_infer", "support_infer", infer, {ir.getInt32(0)});
    forward("_logits", "support_infer", infer, {ir.getInt32(1)});
    if (facts.hasPreprocess()) {
      forward("_infer_u8", "support_infer_u8", infer, {ir.getInt32(0)});
      forward("_logits_u8", "support_infer_u8", infer, {ir.getInt32(1)});
      forward("_preprocess", "support_preprocess", {pointer, i32, pointer}, {});
    }
    forward("_initialize", "support_fill_parameters", {pointer, i64}, {});
    GlobalVariable *table = buildNetTable(facts, module);
    returnConstant("_net", table);
    returnConstant("_target", ir.CreateGlobalString(facts.target.name, "target", 0, &module));
    buildPlans(table);
  }

private:
  Function *begin(const char *suffix, ArrayRef<Type *> parameters, Type *result = nullptr) {
    auto *function = Function::Create(FunctionType::get(result ? result : i32, parameters, false),
                                      GlobalValue::ExternalLinkage, facts.name + suffix, module);
    function->setDoesNotThrow();
    ir.SetInsertPoint(BasicBlock::Create(module.getContext(), "entry", function));
    return function;
  }

  /// NAME_suffix(…) is to(&code, …, added).
  void forward(const char *suffix, const char *to, ArrayRef<Type *> parameters, ArrayRef<Value *> added) {
    Function *function = begin(suffix, parameters);
    SmallVector<Value *> arguments = {code};
    for (Argument &argument : function->args())
      arguments.push_back(&argument);
    arguments.append(added.begin(), added.end());
    SmallVector<Type *> types;
    for (Value *argument : arguments)
      types.push_back(argument->getType());
    ir.CreateRet(ir.CreateCall(module.getOrInsertFunction(to, FunctionType::get(i32, types, false)), arguments));
  }

  void returnConstant(const char *suffix, Constant *value) {
    begin(suffix, {}, pointer);
    ir.CreateRet(value);
  }

  /// NetCode of runtime/embed/support.h; its content follows in buildPlans.
  void declareCalls() {
    SmallVector<Type *> fields(numbersOfCode, i64);
    fields.append(4, pointer); // plans, parameters, prepare, preprocess
    codeType = StructType::get(module.getContext(), fields);
    code = new GlobalVariable(module, codeType, true, GlobalValue::InternalLinkage, nullptr, facts.name + "_code");
  }

  void buildPlans(GlobalVariable *table) {
    DIBuilder debug(module);
    module.addModuleFlag(Module::Warning, "Debug Info Version", DEBUG_METADATA_VERSION);
    // No absolute path anywhere: the same bytes in every folder.
    DIFile *specFile = debug.createFile(facts.name + ".yaml", ".");
    debug.createCompileUnit(dwarf::DW_LANG_C11, specFile, "resnetc", /*isOptimized=*/true, "", 0);
    PlanFunctions plans(facts.net, module, debug, specFile);
    std::vector<Constant *> rows;
    for (int64_t n : facts.batches)
      rows.push_back(ConstantStruct::getAnon({ir.getInt64(n), plans.build(facts.inferPlan(n))}));
    Constant *list = ConstantArray::get(ArrayType::get(rows.front()->getType(), rows.size()), rows);
    auto *listed = new GlobalVariable(module, list->getType(), true, GlobalValue::InternalLinkage, list,
                                      facts.name + "_plans");
    resnet::NetOp net = facts.net;
    ArrayRef<int64_t> input = net.getInput();
    std::vector<Constant *> fields;
    for (int64_t value : {facts.imageBytes / 4, input[0] * input[1] * 3, int64_t(net.getClasses()), facts.maxBatch(),
                          int64_t(facts.target.cpuLevel), facts.scratchBytes, facts.activationBytes, facts.arenaBytes,
                          facts.activationBytesOne, facts.arenaBytesOne, int64_t(rows.size()), facts.parameterCount})
      fields.push_back(ir.getInt64(value));
    assert(fields.size() == numbersOfCode);
    Constant *preprocess = ConstantPointerNull::get(ir.getPtrTy());
    if (facts.hasPreprocess())
      preprocess = plans.build(facts.plan("preprocess_1"));
    Constant *parameters = cast<Constant>(cast<ConstantStruct>(table->getInitializer())->getOperand(parametersField));
    for (Constant *address : {cast<Constant>(listed), parameters, cast<Constant>(plans.build(facts.plan("prepare"))),
                              preprocess})
      fields.push_back(address);
    code->setInitializer(ConstantStruct::get(codeType, fields));
    debug.finalize();
  }

  static constexpr unsigned parametersField = 19; ///< of resnetc_net
  static constexpr unsigned numbersOfCode = 12;   ///< that NetCode starts with

  const NetFacts &facts;
  Module &module;
  IRBuilder<> ir;
  Type *pointer, *i32, *i64;
  StructType *codeType = nullptr;
  GlobalVariable *code = nullptr;
};
} // namespace

std::vector<std::string> publicSymbols(const NetFacts &facts) {
  std::vector<std::string> names = {"resnetc_status_text", "resnetc_pool_create", "resnetc_pool_destroy"};
  for (const char *suffix : {"_prepare", "_infer", "_logits", "_initialize", "_net", "_target"})
    names.push_back(facts.name + suffix);
  if (facts.hasPreprocess())
    for (const char *suffix : {"_infer_u8", "_logits_u8", "_preprocess"})
      names.push_back(facts.name + suffix);
  return names;
}

void buildEntryPoints(const NetFacts &facts, Module &module) { Builder(facts, module).build(); }

} // namespace resnetc
