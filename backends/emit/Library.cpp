#include "backends/emit/Library.h"
#include "backends/emit/EntryObject.h"
#include "backends/emit/FileBytes.h"
#include "backends/emit/Header.h"
#include "backends/emit/LibraryFacts.h"
#include "backends/emit/Manifest.h"
#include "backends/emit/OutputFolder.h"
#include "backends/emit/Package.h"
#include "backends/emit/ProtectFiles.h"
#include "backends/emit/SaveKernels.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace resnetc {
namespace {
Expected<std::vector<InputFile>> hashInputs(ArrayRef<std::string> paths) {
  std::vector<InputFile> inputs;
  for (const std::string &path : paths) {
    auto hash = hashOfFile(path);
    if (!hash)
      return hash.takeError();
    inputs.push_back({sys::path::filename(path).str(), *hash});
  }
  return inputs;
}

std::string runnerOf(const EmitOptions &options) { return options.programsFolder + "/resnetc-runner"; }

/// All that a compilation writes. A net for another architecture has no program.
std::vector<std::string> outputsOf(resnet::NetOp net, const EmitOptions &options) {
  const std::string name = net.getSymName().str();
  const Target *target = findTarget(net.getTarget().value_or(""));
  std::vector<std::string> files = {name + ".h", "lib" + name + ".a"};
  if (target->hasSystem())
    files.push_back("lib" + name + ".so");
  files.insert(files.end(), {name + ".json", name + ".yaml"});
  if (target->runsHere() && sys::fs::exists(runnerOf(options)))
    files.push_back(name);
  return files;
}

Error stopIfAsked(const EmitOptions &options) {
  return options.isInterrupted && options.isInterrupted() ? interrupted() : Error::success();
}

/// A running program is replaced by the rename, not written over.
Error copyProgram(const std::string &from, const std::string &to) {
  std::error_code why = sys::fs::copy_file(from, to); // copies no mode
  if (!why)
    why = sys::fs::setPermissions(to, sys::fs::all_read | sys::fs::all_exe | sys::fs::owner_write);
  return why ? fileError("cannot write " + to, why) : Error::success();
}

Error writeTexts(const LibraryFacts &facts, const EmitOptions &options, const std::string &folder) {
  auto inputs = hashInputs(options.inputFiles);
  if (!inputs)
    return inputs.takeError();
  const std::pair<std::string, std::string> texts[] = {
      {".h", printHeader(facts)}, {".json", printManifest(facts, options.classNames, *inputs)}, {".yaml", facts.spec}};
  for (const auto &[ending, text] : texts)
    if (Error error = writeFile(folder + "/" + facts.name + ending, text))
      return error;
  return Error::success();
}

Error writeAll(const LibraryFacts &facts, ArrayRef<std::string> files, const EmitOptions &options) {
  auto out = OutputFolder::open(options.outFolder, facts.name);
  if (!out)
    return out.takeError();
  const std::string entryObject = out->work() + "/entry.o";
  if (Error error = emitEntryObject(facts, entryObject))
    return error;
  if (Error error = stopIfAsked(options))
    return error;
  if (Error error = writeLibraries(facts, entryObject, out->work(), out->staging()))
    return error;
  if (Error error = writeTexts(facts, options, out->staging()))
    return error;
  if (is_contained(files, facts.name))
    if (Error error = copyProgram(runnerOf(options), out->staging() + "/" + facts.name))
      return error;
  if (Error error = stopIfAsked(options))
    return error;
  return out->publish(files);
}

/// Those of all levels and devices, by symbol.
Expected<CompiledKernels> compileKernels(const PlannedNets &nets, const KernelCache &cache, const EmitOptions &options) {
  std::vector<KernelKey> all;
  for (resnet::NetOp net : concat<const resnet::NetOp>(nets.levels, nets.devices)) {
    auto keys = keysOf(net);
    if (!keys)
      return keys.takeError();
    all.insert(all.end(), keys->begin(), keys->end());
  }
  auto compiled = cache.compileAll(all, options.jobs, options.progress, options.isInterrupted);
  if (!compiled)
    return compiled.takeError();
  CompiledKernels kernels;
  for (size_t i = 0; i < all.size(); ++i)
    kernels.insert({all[i].symbol(), {all[i].symbol(), all[i], (*compiled)[i]}});
  return kernels;
}
} // namespace

Error emitLibrary(mlir::ModuleOp planned, const EmitOptions &options) {
  auto nets = plannedNetsOf(planned);
  if (!nets)
    return nets.takeError();
  const std::vector<std::string> files = outputsOf(nets->levels.front(), options);
  if (Error error = protectFiles(nets->levels.front(), files, options))
    return error;
  auto cache = KernelCache::open(options.cacheFolder, options.programsFolder + "/resnetc-kernel");
  if (!cache)
    return cache.takeError();
  if (!cache->warning().empty() && options.warn)
    options.warn(cache->warning());
  auto kernels = compileKernels(*nets, *cache, options);
  if (!kernels)
    return kernels.takeError();
  auto facts = gatherFacts(*nets, *kernels);
  if (!facts)
    return facts.takeError();
  if (!options.kernelsFolder.empty())
    if (Error error = saveKernels(*facts, options.kernelsFolder))
      return error;
  return writeAll(*facts, files, options);
}

} // namespace resnetc
