// NetTable: the constant tables of a library: those that the support code reads (runtime/embed/support.h) and
// resnetc_net, which callers read (resnetc/net.h).
#pragma once
#include "backends/emit/ConstantData.h"
#include "backends/emit/LibraryFacts.h"
#include "llvm/IR/Function.h"

namespace resnetc {

/// The functions of a level's plans.
struct PlanCodes {
  llvm::Function *prepare = nullptr;
  llvm::Function *preprocess = nullptr; ///< null: none
  std::vector<llvm::Function *> infers; ///< in the order of LevelFacts::infers
  llvm::Function *trainStep = nullptr, *gradients = nullptr, *evaluate = nullptr; ///< null without training
};

class NetTable {
public:
  NetTable(const LibraryFacts &facts, llvm::Module &module);

  /// NetCode.
  llvm::GlobalVariable *code(const LevelFacts &level, const PlanCodes &plans);
  /// TrainCode; the net is compiled for training.
  llvm::GlobalVariable *trainCode(const LevelFacts &level, const PlanCodes &plans);
  /// LevelsCode, of the levels' NetCodes and their TrainCodes, which may be null.
  llvm::GlobalVariable *levels(llvm::ArrayRef<llvm::GlobalVariable *> codes,
                               llvm::ArrayRef<llvm::GlobalVariable *> trainCodes);
  /// resnetc_net; the module must hold the functions that it points to.
  llvm::GlobalVariable *net();

private:
  llvm::Constant *parameters();
  llvm::Constant *layers();
  llvm::Constant *preprocessing();
  llvm::Constant *call(llvm::StringRef suffix) const; ///< null if the net does not have it
  llvm::Constant *entry(const llvm::Twine &name) const;

  const LibraryFacts &facts;
  llvm::Module &module;
  ConstantData data;
  llvm::Constant *parameterTable = nullptr; ///< both tables point to it
};

} // namespace resnetc
