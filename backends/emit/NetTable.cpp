#include "backends/emit/NetTable.h"
#include "runtime/include/resnetc/net.h"

using namespace llvm;

namespace resnetc {
namespace {
/// Makes private constants whose layout is that of the structs in net.h.
class TableBuilder {
public:
  TableBuilder(const NetFacts &facts, Module &module) : facts(facts), module(module), ir(module.getContext()) {}

  GlobalVariable *build() {
    resnet::NetOp net = facts.net;
    ArrayRef<int64_t> input = net.getInput();
    std::vector<Constant *> fields = {
        number(RESNETC_ABI_VERSION), number(facts.maxBatch()), text(facts.name), text(facts.spec),
        text(facts.specHash), text(facts.target.name), number(input[0]), number(input[1]), number(input[2]),
        number(net.getClasses()), number(net.getNchw()), number(facts.hasPreprocess()), wide(facts.parametersBytes),
        wide(facts.packedBytes), wide(facts.arenaBytes), wide(facts.scratchBytes), wide(facts.multiplyAdds),
        number(facts.parameterCount), number(facts.layers.size()), parameters(), layers(), preprocessing()};
    for (const char *name : {"_initialize", "_prepare", "_infer", "_infer_u8", "_logits", "_logits_u8", "_preprocess"})
      fields.push_back(function(facts.name + name));
    for (const char *name : {"resnetc_status_text", "resnetc_pool_create", "resnetc_pool_destroy"})
      fields.push_back(function(name));
    return constant(ConstantStruct::getAnon(fields), "table");
  }

private:
  Constant *number(int64_t value) { return ir.getInt32(int32_t(value)); }
  Constant *wide(int64_t value) { return ir.getInt64(value); }
  Constant *real(double value) { return ConstantFP::get(ir.getFloatTy(), value); }
  Constant *null() { return ConstantPointerNull::get(ir.getPtrTy()); }

  GlobalVariable *constant(Constant *value, const Twine &name) {
    return new GlobalVariable(module, value->getType(), /*isConstant=*/true, GlobalValue::InternalLinkage, value,
                              facts.name + "_" + name);
  }

  Constant *text(StringRef value) { return constant(ConstantDataArray::getString(module.getContext(), value), "text"); }

  /// Null where the library has no such call.
  Constant *function(const std::string &name) {
    if (Function *known = module.getFunction(name))
      return known;
    if (!StringRef(name).starts_with("resnetc_"))
      return null();
    return Function::Create(FunctionType::get(ir.getVoidTy(), false), GlobalValue::ExternalLinkage, name, module);
  }

  Constant *rows(ArrayRef<Constant *> values, const char *name) {
    return constant(ConstantArray::get(ArrayType::get(values.front()->getType(), values.size()), values), name);
  }

  Constant *parameters() {
    std::vector<Constant *> values;
    int64_t offset = 0;
    for (auto parameter : resnet::NetOp(facts.net).getOps<resnet::ParameterOp>()) {
      ArrayRef<int64_t> shape = parameter.tensorType().getShape();
      SmallVector<uint64_t, 4> padded(shape.begin(), shape.end());
      padded.resize(4);
      values.push_back(ConstantStruct::getAnon({text(parameter.getSymName()),
                                                ConstantDataArray::get(module.getContext(), ArrayRef<uint64_t>(padded)),
                                                number(shape.size()), number(parameter.isTrainable()), wide(offset)}));
      offset += parameter.tensorType().getNumElements();
    }
    return rows(values, "parameters");
  }

  Constant *layers() {
    std::vector<Constant *> values;
    for (const LayerFact &layer : facts.layers)
      values.push_back(ConstantStruct::getAnon({text(layer.name), text(layer.kernel), wide(layer.multiplyAdds)}));
    return rows(values, "layers");
  }

  Constant *triple(ArrayRef<double> values) {
    Constant *reals[3] = {real(0), real(0), real(0)};
    for (size_t i = 0; i < std::min<size_t>(values.size(), 3); ++i)
      reals[i] = real(values[i]);
    return ConstantArray::get(ArrayType::get(ir.getFloatTy(), 3), reals);
  }

  Constant *preprocessing() {
    auto how = resnet::NetOp(facts.net).getPreprocess();
    if (!how)
      return null();
    return constant(ConstantStruct::getAnon({text(resnet::stringifyChannelOrder(how->getOrder())),
                                             text(how->getResize().getValue()), text(how->getInterpolation().getValue()),
                                             number(how->getShortSide()), real(how->getScale().getValueAsDouble()),
                                             triple(how->getMean()), triple(how->getDeviation())}),
                    "preprocessing");
  }

  const NetFacts &facts;
  Module &module;
  IRBuilder<> ir;
};
} // namespace

GlobalVariable *buildNetTable(const NetFacts &facts, Module &module) { return TableBuilder(facts, module).build(); }

} // namespace resnetc
