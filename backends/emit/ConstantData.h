// ConstantData: C structs and strings as constants of a module.
#pragma once
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

namespace resnetc {

class ConstantData {
public:
  explicit ConstantData(llvm::Module &module) : module(module) {}

  llvm::Constant *i32(int64_t value) const;
  llvm::Constant *i64(int64_t value) const;
  llvm::Constant *real(double value) const; ///< float
  llvm::Constant *real64(double value) const;
  llvm::Constant *null() const;
  llvm::Constant *text(llvm::StringRef text); ///< const char *, one copy of each
  /// A struct with the layout that C gives to fields of these types.
  llvm::Constant *structure(llvm::ArrayRef<llvm::Constant *> fields) const;
  /// A hidden constant array of structs of one type, each of `bytes` bytes in C; its address.
  llvm::Constant *array(const llvm::Twine &name, llvm::ArrayRef<llvm::Constant *> elements, uint64_t bytes);
  /// A hidden constant; its address.
  llvm::GlobalVariable *global(const llvm::Twine &name, llvm::Constant *value);

private:
  llvm::Module &module;
  llvm::StringMap<llvm::Constant *> texts;
};

} // namespace resnetc
