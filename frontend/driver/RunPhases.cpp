#include "frontend/driver/RunPhases.h"
#include "frontend/driver/ReadNet.h"
#include "frontend/driver/WriteText.h"
#include "passes/Pipelines.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace resnetc {
namespace {
/// Prints in place of a location table: print, parse, print is the same bytes.
std::string printDump(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  for (resnet::NetOp net : netsOf(module)) {
    net->print(stream, OpPrintingFlags().enableDebugInfo().useLocalScope());
    stream << '\n';
  }
  return text;
}

/// A dump may hold nets that were put together by hand.
bool areInOnePhase(ModuleOp module, const PhaseInfo &phase) {
  for (resnet::NetOp net : netsOf(module))
    if (phaseOf(net).number != phase.number) {
      net.emitOpError("is ") << phaseOf(net).name << ", but the net before it is " << phase.name;
      return false;
    }
  return true;
}

bool writeDump(ModuleOp module, const PhaseInfo &phase, const std::string &folder) {
  if (folder.empty())
    return true;
  if (std::error_code error = llvm::sys::fs::create_directories(folder)) {
    llvm::errs() << "error: cannot make folder " << folder << ": " << error.message() << '\n';
    return false;
  }
  std::string path = folder + "/" + std::to_string(phase.number) + "-" + phase.name + ".mlir";
  return writeTextOrReport(path, printDump(module)) == 0;
}
} // namespace

PhaseResult runPhases(ModuleOp module, const PhaseOptions &options) {
  const PhaseInfo &start = phaseOf(netOf(module));
  if (!areInOnePhase(module, start))
    return PhaseResult::Failed;
  for (const PhaseInfo &phase : phasesFor(netOf(module))) {
    if (phase.number < start.number)
      continue;
    if (phase.number > start.number) {
      PassManager passes(module.getContext());
      phase.addPasses(passes);
      if (failed(passes.run(module)))
        return PhaseResult::Failed;
    }
    if (options.afterScheduled && phase.name == llvm::StringRef("scheduled"))
      for (resnet::NetOp net : netsOf(module))
        options.afterScheduled(net);
    if (!writeDump(module, phase, options.dumpFolder))
      return PhaseResult::CannotWrite;
    if (options.stopAfter == phase.name)
      return PhaseResult::Stopped;
  }
  return PhaseResult::Planned;
}

std::string phaseNames() {
  std::string names;
  for (const PhaseInfo &phase : allPhases())
    names += (names.empty() ? "" : ", ") + std::string(phase.name);
  return names;
}

bool isPhase(llvm::StringRef name) {
  return llvm::any_of(allPhases(), [&](const PhaseInfo &phase) { return name == phase.name; });
}

} // namespace resnetc
