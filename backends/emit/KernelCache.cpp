#include "backends/emit/KernelCache.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <mutex>

using namespace llvm;

namespace resnetc {
namespace {
std::string hashOf(StringRef bytes) {
  return toHex(SHA256::hash(arrayRefFromStringRef(bytes)), /*LowerCase=*/true);
}

std::string readAll(const std::string &path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  return buffer ? (*buffer)->getBuffer().str() : "";
}

Error writeAll(const std::string &path, StringRef text) {
  return writeToOutput(path, [&](raw_ostream &out) { return out << text, Error::success(); });
}

bool canWrite(const std::string &folder) {
  sys::fs::create_directories(folder);
  SmallString<128> probe;
  int file;
  if (sys::fs::createUniqueFile(folder + "/probe-%%%%%%%%", file, probe))
    return false;
  sys::Process::SafelyCloseFileDescriptor(file);
  sys::fs::remove(probe);
  return true;
}
} // namespace

KernelCache::KernelCache(std::string wanted, std::string program)
    : folder(std::move(wanted)), program(program), programHash(hashOf(readAll(program))) {
  if (canWrite(folder))
    return;
  SmallString<128> unique;
  if (!sys::fs::createUniqueDirectory("resnetc-cache", unique))
    folder = temporary = unique.str().str();
}

KernelCache::~KernelCache() {
  if (!temporary.empty())
    sys::fs::remove_directories(temporary);
}

std::string KernelCache::pathOf(const KernelKey &key) const {
  return folder + "/" + hashOf(programHash + HALIDE_VERSION + key.print());
}

std::optional<CompiledKernel> KernelCache::load(const KernelKey &key) const {
  CompiledKernel kernel;
  kernel.object = pathOf(key) + ".o";
  std::string facts = readAll(pathOf(key) + ".facts");
  auto [scratch, hash] = StringRef(facts).trim().rsplit('\n');
  kernel.objectHash = hash.str();
  if (!scratch.consume_front("scratch=") || scratch.getAsInteger(10, kernel.scratchBytes) || hash != hashOf(readAll(kernel.object)))
    return std::nullopt;
  return kernel;
}

Error KernelCache::compile(const KernelKey &key) const {
  SmallString<128> unique;
  sys::fs::createUniquePath(pathOf(key) + "-%%%%%%%%", unique, /*MakeAbsolute=*/false);
  std::string input = (unique + ".key").str(), object = (unique + ".o").str(), facts = (unique + ".facts").str(),
              log = (unique + ".log").str(), message;
  FileRemover removeInput(input), removeObject(object), removeFacts(facts), removeLog(log);
  if (Error error = writeAll(input, key.print()))
    return error;
  std::optional<StringRef> redirects[] = {StringRef(input), StringRef(facts), StringRef(log)};
  // No timeout here: it would use the process-wide alarm. The child limits itself.
  if (sys::ExecuteAndWait(program, {program, object}, std::nullopt, redirects, 0, 0, &message) != 0)
    return createStringError("kernel " + key.symbol() + " failed: " + message + "\n" + readAll(log) +
                             "reproduce: echo '" + key.print() + "' | " + program + " kernel.o");
  std::string scratch = StringRef(readAll(facts)).trim().str();
  if (Error error = writeAll(facts, scratch + "\n" + hashOf(readAll(object)) + "\n"))
    return error;
  for (auto [from, suffix] : {std::pair(object, ".o"), std::pair(facts, ".facts")})
    if (auto error = sys::fs::rename(from, pathOf(key) + suffix))
      return createStringError(error, "cannot write the kernel cache " + folder);
  return Error::success();
}

Expected<std::vector<CompiledKernel>> KernelCache::compileAll(const std::vector<KernelKey> &keys, unsigned jobs,
                                                              const Progress &progress) {
  std::map<std::string, const KernelKey *> missing;
  for (const KernelKey &key : keys)
    if (!load(key))
      missing[key.print()] = &key;
  std::mutex mutex;
  size_t done = 0;
  Error errors = Error::success();
  DefaultThreadPool pool(hardware_concurrency(jobs)); // its threads only wait for children
  for (const auto &entry : missing)
    pool.async([&, key = entry.second] {
      Error error = compile(*key);
      std::lock_guard<std::mutex> lock(mutex);
      errors = joinErrors(std::move(errors), std::move(error));
      if (progress)
        progress(++done, missing.size());
    });
  pool.wait();
  if (errors)
    return Expected<std::vector<CompiledKernel>>(std::move(errors));
  std::vector<CompiledKernel> kernels;
  for (const KernelKey &key : keys) {
    auto kernel = load(key);
    if (!kernel)
      return createStringError("cannot read the kernel cache " + folder);
    kernels.push_back(*kernel);
  }
  return kernels;
}

std::string kernelCacheFolder() {
  if (const char *own = std::getenv("RESNETC_CACHE"); own && *own)
    return own;
  if (const char *shared = std::getenv("XDG_CACHE_HOME"); shared && *shared)
    return std::string(shared) + "/resnetc";
  SmallString<128> home;
  sys::path::home_directory(home);
  return (home + "/.cache/resnetc").str();
}

std::string programsFolder() {
  static int anchor;
  return sys::path::parent_path(sys::fs::getMainExecutable("resnetc", &anchor)).str();
}

} // namespace resnetc
