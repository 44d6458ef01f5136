#include "backends/emit/EmitObject.h"
#include "backends/emit/EntryPoints.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Linker/Linker.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/IPO/Internalize.h"

// runtime/embed/support.c as bitcode, one array for each architecture (embedded.S there).
extern "C" const char resnetc_support_x86_64_begin[], resnetc_support_x86_64_end[];

using namespace llvm;

namespace resnetc {
namespace {
void initialiseTargets() {
  // Only what a net may be compiled for: each costs start-up time.
  LLVMInitializeX86TargetInfo(), LLVMInitializeX86Target(), LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter(), LLVMInitializeX86AsmParser();
}

Error linkSupport(Module &module) {
  StringRef bitcode(resnetc_support_x86_64_begin, resnetc_support_x86_64_end - resnetc_support_x86_64_begin);
  auto support = parseBitcodeFile(MemoryBufferRef(bitcode, "support"), module.getContext());
  if (!support)
    return support.takeError();
  if (Linker::linkModules(module, std::move(*support)))
    return createStringError("internal error: the support code does not link");
  return Error::success();
}

/// Kernels still need halide_*; those become local after the merge (Package.cpp).
void internalise(Module &module, const NetFacts &facts) {
  std::vector<std::string> keep = publicSymbols(facts);
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
    return createStringError("internal error: this target emits no objects");
  passes.run(module);
  return writeToOutput(path, [&](raw_ostream &out) -> Error {
    out << StringRef(bytes.data(), bytes.size());
    return Error::success();
  });
}
} // namespace

Error emitEntryPoints(const NetFacts &facts, const std::string &path) {
  initialiseTargets();
  std::string message;
  const llvm::Target *target = TargetRegistry::lookupTarget(facts.target.triple, message);
  if (!target)
    return createStringError(message);
  // PIC_ serves both libraries; no per-CPU features: this code only calls kernels.
  std::unique_ptr<TargetMachine> machine(
      target->createTargetMachine(facts.target.triple, "generic", "", TargetOptions(), Reloc::PIC_));
  LLVMContext context;
  Module module(facts.name, context);
  module.setTargetTriple(facts.target.triple);
  module.setDataLayout(machine->createDataLayout());
  module.setPICLevel(PICLevel::BigPIC);
  buildEntryPoints(facts, module);
  if (Error error = linkSupport(module))
    return error;
  internalise(module, facts);
  if (verifyModule(module, &errs()))
    return createStringError("internal error: invalid entry points");
  optimise(module, *machine);
  return writeObject(module, *machine, path);
}

} // namespace resnetc
