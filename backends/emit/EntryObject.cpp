#include "backends/emit/EntryObject.h"
#include "backends/emit/EmitError.h"
#include "backends/emit/EntryPoints.h"
#include "backends/emit/FileBytes.h"
#include "backends/emit/SupportCode.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Linker/Linker.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/IPO/Internalize.h"

using namespace llvm;

namespace resnetc {
namespace {
std::unique_ptr<TargetMachine> makeMachine(const Target &target, std::string &message) {
  target.initialise();
  const auto *found = TargetRegistry::lookupTarget(target.triple().str(), message);
  if (!found)
    return nullptr;
  TargetOptions options;
  options.FunctionSections = options.DataSections = true; // the merge drops what nothing reaches
  // PIC for both libraries; no features: this code only calls kernels.
  return std::unique_ptr<TargetMachine>(
      found->createTargetMachine(target.triple(), "generic", "", options, Reloc::PIC_));
}

/// Both sides write these structs down; a size that differs is a field that one of them lacks.
bool hasBytesOf(const Module &module, const std::string &table, StringRef bytesName) {
  auto *code = module.getGlobalVariable(table, /*AllowInternal=*/true);
  return code &&
         supportConstant(module, bytesName) == int64_t(module.getDataLayout().getTypeAllocSize(code->getValueType()));
}

Error linkSupport(const LibraryFacts &facts, Module &module) {
  auto support = readSupportCode(*facts.baseline().target, module.getContext());
  if (!support)
    return support.takeError();
  (*support)->setTargetTriple(module.getTargetTriple());
  if (Linker::linkModules(module, std::move(*support)))
    return internalError("the support code does not link");
  const std::string &prefix = facts.baseline().prefix;
  if (!hasBytesOf(module, prefix + "_code", "support_net_code_bytes"))
    return internalError("NetCode differs between the compiler and the support code");
  if (facts.train && !hasBytesOf(module, prefix + "_train_code", "support_train_code_bytes"))
    return internalError("TrainCode differs between the compiler and the support code");
  if (facts.hasLevels() && (!hasBytesOf(module, facts.name + "_levels_code", "support_levels_code_bytes") ||
                            supportConstant(module, "support_packed_head_bytes") != packedHeadBytes))
    return internalError("LevelsCode differs between the compiler and the support code");
  return Error::success();
}

/// Kernels still need halide_*; those become local after the merge (Package.cpp).
void internalise(Module &module, const LibraryFacts &facts) {
  const std::vector<std::string> keep = publicSymbols(facts);
  internalizeModule(module, [&](const GlobalValue &value) {
    return value.getName().starts_with("halide_") || is_contained(keep, value.getName());
  });
}

void optimise(Module &module, TargetMachine &machine) {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager callGraph;
  ModuleAnalysisManager modules;
  PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);
  builder.buildPerModuleDefaultPipeline(OptimizationLevel::O2).run(module, modules);
}

Error writeObject(Module &module, TargetMachine &machine, const std::string &path) {
  SmallVector<char, 0> bytes;
  raw_svector_ostream stream(bytes);
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, CodeGenFileType::ObjectFile))
    return internalError("LLVM emits no objects for this target");
  passes.run(module);
  return writeFile(path, StringRef(bytes.data(), bytes.size()));
}
} // namespace

Error emitEntryObject(const LibraryFacts &facts, const std::string &path) {
  std::string message;
  std::unique_ptr<TargetMachine> machine = makeMachine(*facts.baseline().target, message);
  if (!machine)
    return internalError(message);
  LLVMContext context;
  Module module(facts.name, context);
  module.setSourceFileName(facts.name);
  module.setTargetTriple(facts.baseline().target->triple());
  module.setDataLayout(machine->createDataLayout());
  module.setPICLevel(PICLevel::BigPIC);
  if (Error error = buildEntryPoints(facts, module))
    return error;
  if (Error error = linkSupport(facts, module))
    return error;
  internalise(module, facts);
  std::string faults;
  raw_string_ostream stream(faults);
  if (verifyModule(module, &stream))
    return internalError("the entry points are invalid: " + faults);
  optimise(module, *machine);
  return writeObject(module, *machine, path);
}

} // namespace resnetc
