#include "backends/emit/Library.h"
#include "backends/emit/EntryObject.h"
#include "backends/emit/FileBytes.h"
#include "backends/emit/Header.h"
#include "backends/emit/Manifest.h"
#include "backends/emit/OutputFolder.h"
#include "backends/emit/Package.h"
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

/// A spec or weights file that an output would replace is the user's only copy, maybe.
Error protectInputs(const EmitOptions &options, const OutputFolder &out, ArrayRef<std::string> files) {
  for (const std::string &input : options.inputFiles)
    for (const std::string &file : files)
      if (sys::fs::equivalent(input, out.pathOf(file)))
        return createStringError("output " + file + " would replace the input " + input + "; choose another folder");
  return Error::success();
}

/// A running program is replaced by the rename, not written over.
Error copyProgram(const std::string &from, const std::string &to) {
  std::error_code why = sys::fs::copy_file(from, to); // copies no mode
  if (!why)
    why = sys::fs::setPermissions(to, sys::fs::all_read | sys::fs::all_exe | sys::fs::owner_write);
  return why ? fileError("cannot write " + to, why) : Error::success();
}

Error writeTexts(const NetFacts &facts, const EmitOptions &options, const std::string &folder) {
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

Error writeAll(const NetFacts &facts, const EmitOptions &options) {
  auto out = OutputFolder::open(options.outFolder, facts.name);
  if (!out)
    return out.takeError();
  std::vector<std::string> files = {facts.name + ".h", "lib" + facts.name + ".a", "lib" + facts.name + ".so",
                                    facts.name + ".json", facts.name + ".yaml"};
  const std::string runner = options.programsFolder + "/resnetc-runner";
  const bool hasProgram = facts.target->runsHere() && sys::fs::exists(runner);
  if (hasProgram)
    files.push_back(facts.name);
  if (Error error = protectInputs(options, *out, files))
    return error;
  const std::string entryObject = out->work() + "/entry.o";
  if (Error error = emitEntryObject(facts, entryObject))
    return error;
  if (Error error = writeLibraries(facts, entryObject, out->work(), out->staging()))
    return error;
  if (Error error = writeTexts(facts, options, out->staging()))
    return error;
  if (hasProgram)
    if (Error error = copyProgram(runner, out->staging() + "/" + facts.name))
      return error;
  return out->publish(files);
}
} // namespace

Error emitLibrary(resnet::NetOp planned, const EmitOptions &options) {
  auto keys = keysOf(planned);
  if (!keys)
    return keys.takeError();
  auto cache = KernelCache::open(options.cacheFolder, options.programsFolder + "/resnetc-kernel");
  if (!cache)
    return cache.takeError();
  auto kernels = cache->compileAll(*keys, options.jobs, options.progress);
  if (!kernels)
    return kernels.takeError();
  auto facts = gatherFacts(planned, *keys, *kernels);
  if (!facts)
    return facts.takeError();
  return writeAll(*facts, options);
}

} // namespace resnetc
