#include "backends/emit/ConstantData.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DerivedTypes.h"

using namespace llvm;

namespace resnetc {

Constant *ConstantData::i32(int64_t value) const {
  return ConstantInt::getSigned(Type::getInt32Ty(module.getContext()), value);
}
Constant *ConstantData::i64(int64_t value) const {
  return ConstantInt::getSigned(Type::getInt64Ty(module.getContext()), value);
}
Constant *ConstantData::real(double value) const {
  return ConstantFP::get(Type::getFloatTy(module.getContext()), value);
}
Constant *ConstantData::real64(double value) const {
  return ConstantFP::get(Type::getDoubleTy(module.getContext()), value);
}
Constant *ConstantData::null() const { return ConstantPointerNull::get(PointerType::getUnqual(module.getContext())); }

Constant *ConstantData::text(StringRef text) {
  Constant *&known = texts[text];
  if (!known) {
    Constant *bytes = ConstantDataArray::getString(module.getContext(), text);
    auto *variable = new GlobalVariable(module, bytes->getType(), true, GlobalValue::PrivateLinkage, bytes, "text");
    variable->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
    variable->setAlignment(Align(1));
    known = variable;
  }
  return known;
}

Constant *ConstantData::structure(ArrayRef<Constant *> fields) const {
  return ConstantStruct::getAnon(module.getContext(), fields);
}

Constant *ConstantData::array(const Twine &name, ArrayRef<Constant *> elements, uint64_t bytes) {
  if (elements.empty())
    return null();
  Type *type = elements.front()->getType();
  assert(module.getDataLayout().getTypeAllocSize(type) == bytes && "the public struct has other fields");
  (void)bytes;
  return global(name, ConstantArray::get(ArrayType::get(type, elements.size()), elements));
}

GlobalVariable *ConstantData::global(const Twine &name, Constant *value) {
  return new GlobalVariable(module, value->getType(), true, GlobalValue::InternalLinkage, value, name);
}

} // namespace resnetc
