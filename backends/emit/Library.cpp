#include "backends/emit/Library.h"
#include "backends/emit/EmitObject.h"
#include "backends/emit/Header.h"
#include "backends/emit/Manifest.h"
#include "backends/emit/Package.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <fcntl.h>
#include <unistd.h>

using namespace llvm;

namespace resnetc {
namespace {
Error writeText(const std::string &path, StringRef text) {
  return writeToOutput(path, [&](raw_ostream &out) { return out << text, Error::success(); });
}

/// On the disk before the name points to it.
Error syncFile(const std::string &path) {
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  bool failed = file < 0 || fsync(file) != 0;
  if (file >= 0)
    close(file);
  return failed ? createStringError(errnoAsErrorCode(), "cannot write " + path) : Error::success();
}

/// A folder that goes away with everything in it.
class WorkFolder {
public:
  explicit WorkFolder(const std::string &out, const std::string &name) {
    // A relative prefix would land in the system's temporary folder.
    SmallString<128> prefix(out + "/." + name);
    sys::fs::make_absolute(prefix);
    error = sys::fs::createUniqueDirectory(prefix, folder);
  }
  ~WorkFolder() {
    if (!error)
      sys::fs::remove_directories(folder);
  }
  WorkFolder(const WorkFolder &) = delete;
  std::string path() const { return folder.str().str(); }
  std::error_code error;

private:
  SmallString<128> folder;
};

Error copyRunner(const NetFacts &facts, const EmitOptions &options, const std::string &folder,
                 std::vector<std::string> &files) {
  std::string runner = options.programsFolder + "/resnetc-runner";
  if (!isHostTriple(facts.target) || !sys::fs::exists(runner))
    return Error::success();
  std::string copy = folder + "/" + facts.name;
  if (auto error = sys::fs::copy_file(runner, copy))
    return createStringError(error, "cannot write the program " + facts.name);
  sys::fs::setPermissions(copy, sys::fs::all_read | sys::fs::all_exe | sys::fs::owner_write);
  files.push_back(facts.name);
  return Error::success();
}

std::vector<KernelKey> keysOf(resnet::NetOp net) {
  std::vector<KernelKey> keys;
  for (auto kernel : net.getOps<resnet::KernelSymbolOp>())
    keys.push_back(keyOfKernel(net, kernel.getSymName()));
  return keys;
}

/// prepare and preprocess have no arena to take scratch from.
Error countScratch(NetFacts &facts, const std::vector<CompiledKernel> &kernels) {
  resnet::NetOp net = facts.net;
  std::map<std::string, int64_t> scratch;
  auto at = kernels.begin();
  for (auto kernel : net.getOps<resnet::KernelSymbolOp>())
    scratch[kernel.getSymName().str()] = (at++)->scratchBytes;
  for (auto plan : net.getOps<resnet::PlanOp>())
    for (auto run : plan.getOps<resnet::RunOp>()) {
      int64_t bytes = scratch[run.getKernel().str()];
      if (bytes > 0 && !plan.getSymName().starts_with("infer_"))
        return createStringError("internal error: kernel " + run.getKernel() + " needs scratch in @" +
                                 plan.getSymName());
      facts.scratchBytes = std::max(facts.scratchBytes, (bytes + 63) / 64 * 64);
    }
  return Error::success();
}

Error writeFiles(const NetFacts &facts, const std::vector<CompiledKernel> &kernels, const EmitOptions &options,
                 const std::string &folder, std::vector<std::string> &files) {
  std::string between = folder + "/between"; // objects and stubs
  if (auto error = sys::fs::create_directory(between))
    return createStringError(error, "cannot write to " + options.outFolder);
  std::vector<std::string> objects = {between + "/entry.o"};
  if (Error error = emitEntryPoints(facts, objects.front()))
    return error;
  for (const CompiledKernel &kernel : kernels)
    objects.push_back(kernel.object);
  if (Error error = writeLibraries(facts, objects, folder, between))
    return error;
  auto manifest = printManifest(facts, kernels, options.inputFiles);
  if (!manifest)
    return manifest.takeError();
  for (auto [suffix, text] : {std::pair(".h", printHeader(facts)), std::pair(".json", *manifest),
                              std::pair(".yaml", facts.spec)}) {
    files.push_back(facts.name + suffix);
    if (Error error = writeText(folder + "/" + files.back(), text))
      return error;
  }
  files.insert(files.end(), {"lib" + facts.name + ".a", "lib" + facts.name + ".so"});
  return copyRunner(facts, options, folder, files);
}
} // namespace

Error emitLibrary(resnet::NetOp net, const EmitOptions &options) {
  auto facts = collectFacts(net);
  if (!facts)
    return facts.takeError();
  KernelCache cache(options.cacheFolder, options.programsFolder + "/resnetc-kernel");
  auto kernels = cache.compileAll(keysOf(net), options.jobs, options.progress);
  if (!kernels)
    return kernels.takeError();
  if (Error error = countScratch(*facts, *kernels))
    return error;
  if (auto error = sys::fs::create_directories(options.outFolder))
    return createStringError(error, "cannot make folder " + options.outFolder);
  WorkFolder work(options.outFolder, facts->name);
  if (work.error)
    return createStringError(work.error, "cannot write to " + options.outFolder);
  std::vector<std::string> files;
  if (Error error = writeFiles(*facts, *kernels, options, work.path(), files))
    return error;
  for (const std::string &file : files)
    if (Error error = syncFile(work.path() + "/" + file))
      return error;
  for (const std::string &file : files)
    if (auto error = sys::fs::rename(work.path() + "/" + file, options.outFolder + "/" + file))
      return createStringError(error, "cannot write " + options.outFolder + "/" + file);
  return Error::success();
}

} // namespace resnetc
