// NetTable: the constant tables of a library: NetCode and, in those that train, TrainCode, which the
// support code reads (runtime/embed/support.h), and resnetc_net, which callers read (resnetc/net.h).
#pragma once
#include "backends/emit/ConstantData.h"
#include "backends/emit/NetFacts.h"
#include "llvm/IR/Function.h"

namespace resnetc {

/// The functions of the plans.
struct PlanCodes {
  llvm::Function *prepare = nullptr;
  llvm::Function *preprocess = nullptr; ///< null: none
  std::vector<llvm::Function *> infers; ///< in the order of NetFacts::infers
  llvm::Function *trainStep = nullptr, *gradients = nullptr, *evaluate = nullptr; ///< null without training
};

class NetTable {
public:
  NetTable(const NetFacts &facts, llvm::Module &module);

  /// NetCode.
  llvm::GlobalVariable *code(const PlanCodes &plans);
  /// TrainCode; the net is compiled for training.
  llvm::GlobalVariable *trainCode(const PlanCodes &plans);
  /// resnetc_net; the module must hold the functions that it points to.
  llvm::GlobalVariable *net();

private:
  llvm::Constant *parameters();
  llvm::Constant *layers();
  llvm::Constant *preprocessing();
  llvm::Constant *call(llvm::StringRef suffix) const; ///< null if the net does not have it
  llvm::Constant *entry(const llvm::Twine &name) const;

  const NetFacts &facts;
  llvm::Module &module;
  ConstantData data;
  llvm::Constant *parameterTable = nullptr; ///< both tables point to it
};

} // namespace resnetc
