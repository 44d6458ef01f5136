#include "frontend/driver/CompileNet.h"
#include "backends/Target.h"
#include "backends/emit/Library.h"
#include "frontend/driver/LoadParameters.h"
#include "frontend/driver/ReadNet.h"
#include "frontend/driver/RunPhases.h"
#include "ir/dialect/Layers.h"
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

OwningOpRef<ModuleOp> readModule(MLIRContext &context, const CompileOptions &options, const std::string &target) {
  if (!options.from.empty())
    return readDump(context, options.from);
  auto spec = readSpec(options.spec);
  if (!spec)
    return {};
  auto module = importNet(context, *spec);
  resnet::NetOp net = netOf(*module);
  std::vector<int64_t> batches = options.batches; // any order, twice the same: the same library
  batches.push_back(1);                           // of which other numbers are composed
  llvm::sort(batches);
  batches.erase(std::unique(batches.begin(), batches.end()), batches.end());
  net.setBatch(llvm::ArrayRef<int64_t>(batches));
  net.setTarget(target);
  return module;
}

void explain(resnet::NetOp net) {
  net.walk([](Operation *op) {
    auto by = op->getAttrOfType<StringAttr>("by"), why = op->getAttrOfType<StringAttr>("why");
    if (by)
      llvm::outs() << llvm::formatv("{0,-28} {1}\n{2,-28}   {3}\n", resnet::layerName(op->getLoc()), by.getValue(), "",
                                    why ? why.getValue() : "");
  });
}

/// The parameters beside the library. Those of an earlier compile would be another net's.
int writeParameters(const CompileOptions &options, resnet::NetOp net, const ParameterList &parameters,
                    const std::vector<float> &blob) {
  std::string path = options.output + "/" + net.getSymName().str() + ".safetensors";
  if (options.weights.empty()) {
    llvm::sys::fs::remove(path);
    return 0;
  }
  WeightsError error;
  if (writeSafetensors(path, parameters, blob.data(), {{"net", net.getSymName().str()}}, error))
    return 0;
  llvm::errs() << "error: " << error.text << '\n';
  return 3;
}

int emit(const CompileOptions &options, resnet::NetOp net) {
  EmitOptions how;
  how.outFolder = options.output;
  how.cacheFolder = kernelCacheFolder();
  how.programsFolder = programsFolder();
  how.jobs = options.jobs;
  if (llvm::sys::Process::StandardErrIsDisplayed())
    how.progress = [](size_t done, size_t total) {
      llvm::errs() << "\rcompiling kernels " << done << "/" << total << (done == total ? "\n" : "");
    };
  if (!options.weights.empty()) // the spec is in the manifest, whole
    how.inputFiles.push_back(options.weights);
  llvm::Error error = emitLibrary(net, how);
  if (!error)
    return 0;
  bool isOurs = error.isA<InternalError>();
  llvm::errs() << (isOurs ? "" : "error: ") << llvm::toString(std::move(error)) << '\n';
  return isOurs ? 70 : 3;
}
} // namespace

int compileNet(const CompileOptions &options) {
  std::string target = options.target;
  if (options.from.empty()) {
    auto resolved = resolveTarget(options.target);
    if (!resolved) {
      llvm::errs() << "error: " << llvm::toString(resolved.takeError()) << '\n';
      return 1;
    }
    target = *resolved;
  }
  MLIRContext context(MLIRContext::Threading::DISABLED);
  OwningOpRef<ModuleOp> module = readModule(context, options, target);
  if (!module)
    return 1;
  resnet::NetOp net = netOf(*module);
  ParameterList parameters = parametersOf(net);
  std::vector<float> blob;
  if (!options.weights.empty())
    if (int code = loadParameters(parameters, options, blob))
      return code;

  PhaseOptions phases{options.dumpFolder, options.stopAfter, {}};
  if (options.explain)
    phases.afterScheduled = explain;
  switch (runPhases(*module, phases)) {
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
  if (int code = emit(options, net))
    return code;
  return writeParameters(options, net, parameters, blob);
}

} // namespace resnetc
