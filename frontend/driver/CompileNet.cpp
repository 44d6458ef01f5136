#include "frontend/driver/CompileNet.h"
#include "backends/Target.h"
#include "backends/emit/Library.h"
#include "frontend/driver/LoadParameters.h"
#include "frontend/driver/ReadNet.h"
#include "frontend/driver/RunPhases.h"
#include "frontend/import/ImportTraining.h"
#include "ir/dialect/Layers.h"
#include "runtime/training/StopSignals.h"
#include "runtime/weights/Safetensors.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace resnetc {
namespace {
/// A dump of any phase; what is wrong with it goes to stderr with its place.
OwningOpRef<ModuleOp> readDump(MLIRContext &context, const std::string &file) {
  context.printOpOnDiagnostic(false); // a net is thousands of lines
  context.loadDialect<resnet::ResnetDialect>();
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler handler(sources, &context, llvm::errs());
  auto module = parseSourceFile<ModuleOp>(file, sources, ParserConfig(&context));
  if (module && !netOf(*module)) {
    llvm::errs() << file << ": error: holds no resnet.net\n";
    return {};
  }
  return module;
}

/// A spec's phase 0 with what the options add to it.
OwningOpRef<ModuleOp> importForTarget(MLIRContext &context, const ParsedSpec &spec, const CompileOptions &options,
                                      const std::string &target) {
  auto module = importNet(context, spec);
  resnet::NetOp net = netOf(*module);
  if (options.train > 0)
    importTraining(net, spec.spec, spec.source, options.train);
  std::vector<int64_t> batches = options.batches; // any order, twice the same: the same library
  batches.push_back(1);                           // of which other numbers are composed
  llvm::sort(batches);
  batches.erase(std::unique(batches.begin(), batches.end()), batches.end());
  net.setBatch(llvm::ArrayRef<int64_t>(batches));
  net.setTarget(target);
  return module;
}

int reportTarget(llvm::Error error) {
  llvm::errs() << "error: " << llvm::toString(std::move(error)) << '\n';
  return 1;
}

/// Says why a spec is not trained on these targets, or nothing.
std::string whyNotTrained(const Spec &spec, llvm::StringRef targets) {
  llvm::SmallVector<llvm::StringRef> names;
  targets.split(names, ',');
  const bool hasDevice = llvm::any_of(names, [](llvm::StringRef name) { return findDeviceTarget(name) != nullptr; });
  if (!hasDevice || !spec.stem.pool || spec.stem.filters % 4 == 0)
    return "";
  return "training on a device needs stem.filters in fours where the stem pools; it is " +
         std::to_string(spec.stem.filters) + "\nhint: " + std::to_string((spec.stem.filters + 3) / 4 * 4) +
         ", or stem: {pool: none}, or no device";
}

void explain(resnet::NetOp net) {
  if (netsOf(net->getParentOfType<ModuleOp>()).size() > 1)
    llvm::outs() << "target " << net.getTarget().value_or("") << '\n';
  net.walk([](Operation *op) {
    auto by = op->getAttrOfType<StringAttr>("by"), why = op->getAttrOfType<StringAttr>("why");
    if (by)
      llvm::outs() << llvm::formatv("{0,-28} {1}\n{2,-28}   {3}\n", resnet::layerName(op->getLoc()), by.getValue(), "",
                                    why ? why.getValue() : "");
  });
}

std::string outputOf(const CompileOptions &options, resnet::NetOp net, const char *ending) {
  return options.output + "/" + net.getSymName().str() + ending;
}

/// The parameters beside the library. Those of an earlier compile would be another net's; a file that
/// lies there without one is the user's.
int writeParameters(const CompileOptions &options, resnet::NetOp net, const ParameterList &parameters,
                    const std::vector<float> &blob, bool isRecompiled) {
  std::string path = outputOf(options, net, ".safetensors");
  if (options.weights.empty()) {
    if (isRecompiled)
      llvm::sys::fs::remove(path);
    return 0;
  }
  WeightsError error;
  if (writeSafetensors(path, parameters, blob.data(), {{"net", net.getSymName().str()}}, error))
    return 0;
  llvm::errs() << "error: " << error.text << '\n';
  return 3;
}

int exitCodeOf(const llvm::Error &error) {
  return error.isA<InternalError>() ? 70 : error.isA<UserError>() ? 1 : error.isA<Interrupted>() ? interruptedExit : 3;
}

int emit(const CompileOptions &options, ModuleOp module) {
  EmitOptions how;
  how.outFolder = options.output;
  how.cacheFolder = kernelCacheFolder();
  how.programsFolder = programsFolder();
  how.kernelsFolder = options.kernelsFolder;
  how.jobs = options.jobs;
  if (llvm::sys::Process::StandardErrIsDisplayed())
    how.progress = [](size_t done, size_t total) {
      llvm::errs() << "\rcompiling kernels " << done << "/" << total << (done == total ? "\n" : "");
    };
  how.classNames = options.classNames;
  if (!options.weights.empty()) // the spec is in the manifest, whole
    how.inputFiles.push_back(options.weights);
  for (const std::string &file : {options.spec, options.from})
    if (!file.empty())
      how.protectedFiles.push_back(file);
  how.warn = [](const std::string &what) { llvm::errs() << "warning: " << what << '\n'; };
  StopSignals signals; // Ctrl-C leaves no half-made files
  how.isInterrupted = [&] { return signals.requested(); };
  llvm::Error error = emitLibrary(module, how);
  if (!error)
    return 0;
  const int code = exitCodeOf(error);
  llvm::errs() << (code == 70 ? "" : "error: ") << llvm::toString(std::move(error)) << '\n';
  return code;
}

/// From phase 0, or from any in a dump, to the files.
int compileModule(ModuleOp module, const CompileOptions &options) {
  resnet::NetOp net = netOf(module);
  if (options.stopAfter == "differentiated" && !net.getTrain()) {
    llvm::errs() << "error: --stop-after differentiated: only a net compiled with --train N is differentiated\n";
    return 1;
  }
  ParameterList parameters = parametersOf(net);
  std::vector<float> blob;
  if (!options.weights.empty())
    if (int code = loadParameters(parameters, options, blob))
      return code;

  PhaseOptions phases{options.dumpFolder, options.stopAfter, {}};
  if (options.explain)
    phases.afterScheduled = explain;
  switch (runPhases(module, phases)) {
  case PhaseResult::Planned:
    break;
  case PhaseResult::Stopped:
    return 0;
  case PhaseResult::CannotWrite:
    return 3;
  case PhaseResult::Failed:
    // What a user wrote was checked before; a dump was edited by hand.
    return options.from.empty() ? 70 : 1;
  }
  if (options.beforeWriting)
    if (int code = options.beforeWriting())
      return code;
  bool isRecompiled = llvm::sys::fs::exists(outputOf(options, net, ".json"));
  if (int code = emit(options, module))
    return code;
  return writeParameters(options, net, parameters, blob, isRecompiled);
}

int compileDump(const CompileOptions &options) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  OwningOpRef<ModuleOp> module = readDump(context, options.from);
  return module ? compileModule(*module, options) : 1;
}
} // namespace

int compileNet(const CompileOptions &options) {
  if (!options.from.empty())
    return compileDump(options);
  if (auto target = resolveTargets(options.target); !target) // before a long list of the spec's mistakes
    return reportTarget(target.takeError());
  auto spec = readSpec(options.spec);
  return spec ? compileSpec(*spec, options) : 1;
}

int compileSpec(const ParsedSpec &spec, const CompileOptions &options) {
  auto target = resolveTargets(options.target);
  if (!target)
    return reportTarget(target.takeError());
  if (std::string why = whyNotTrained(spec.spec, *target); options.train > 0 && !why.empty()) {
    llvm::errs() << "error: " << why << '\n';
    return 1;
  }
  MLIRContext context(MLIRContext::Threading::DISABLED);
  OwningOpRef<ModuleOp> module = importForTarget(context, spec, options, *target);
  return compileModule(*module, options);
}

} // namespace resnetc
