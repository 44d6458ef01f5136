#include "backends/emit/KernelCache.h"
#include "backends/emit/EmitError.h"
#include "backends/emit/FileBytes.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/ThreadPool.h"
#include <map>
#include <mutex>

using namespace llvm;

namespace resnetc {
namespace {
/// Asked by writing: permissions say nothing to root, and nothing of a read-only disk.
std::error_code tryWriting(const std::string &folder) {
  if (std::error_code why = sys::fs::create_directories(folder))
    return why;
  SmallString<128> probe;
  int file;
  if (std::error_code why = sys::fs::createUniqueFile(folder + "/probe-%%%%%%%%", file, probe))
    return why;
  sys::Process::SafelyCloseFileDescriptor(file);
  sys::fs::remove(probe);
  return {};
}

/// The value of `name=value` in a line of its own.
StringRef factOf(StringRef facts, StringRef name) {
  while (!facts.empty()) {
    StringRef line;
    std::tie(line, facts) = facts.split('\n');
    if (line.consume_front(name) && line.consume_front("="))
      return line;
  }
  return {};
}

/// False unless it is there and not negative.
bool readNumber(StringRef facts, StringRef name, int64_t &value) {
  return !factOf(facts, name).getAsInteger(10, value) && value >= 0;
}

/// Nothing unless the source is whole.
std::optional<CachedDeviceCode> readDeviceCode(const std::string &path, StringRef facts) {
  CachedDeviceCode device{path + ".source", factOf(facts, "source").str()};
  auto source = readFile(device.source);
  if (!source || factOf(facts, "source_hash") != hashOf(*source) || !readNumber(facts, "blocks", device.blocks) ||
      !readNumber(facts, "threads", device.threads) || !readNumber(facts, "shared", device.sharedBytes))
    return std::nullopt;
  return device;
}

/// Nothing unless all its files are whole.
std::optional<CachedKernel> readEntry(const std::string &path) {
  CachedKernel kernel{path + ".o", "", 0};
  auto facts = readFile(path + ".facts"), object = readFile(kernel.object);
  if (!facts || !object || !readNumber(*facts, "scratch", kernel.scratchBytes))
    return std::nullopt;
  kernel.objectHash = hashOf(*object);
  if (factOf(*facts, "object") != kernel.objectHash)
    return std::nullopt;
  if (!factOf(*facts, "source").empty() && !(kernel.device = readDeviceCode(path, *facts)))
    return std::nullopt;
  return kernel;
}

/// What the kernel program said, with the hashes of what it wrote.
std::string completeFacts(StringRef said, StringRef object, const std::optional<std::string> &source) {
  std::string facts = said.str() + "object=" + hashOf(object) + "\n";
  return source ? facts + "source_hash=" + hashOf(*source) + "\n" : facts;
}

/// The word in single quotes, for a shell.
std::string quoted(StringRef word) {
  std::string text = "'";
  for (char letter : word)
    text += letter == '\'' ? "'\\''" : std::string(1, letter);
  return text + "'";
}
} // namespace

Expected<KernelCache> KernelCache::open(const std::string &folder, const std::string &program) {
  KernelCache cache;
  auto hash = hashOfFile(program);
  if (!hash)
    return hash.takeError();
  cache.program = program;
  cache.programHash = *hash;
  cache.folder = cache.writable = folder;
  std::error_code cannot;
  if (!folder.empty() && !(cannot = tryWriting(folder)))
    return cache;
  if (!folder.empty())
    cache.whyNot = "cannot write the kernel cache " + folder + ": " + cannot.message() +
                   "; kernels are compiled anew each time (RESNETC_CACHE names another folder)";
  SmallString<128> temporary;
  if (auto why = sys::fs::createUniqueDirectory("resnetc-kernels", temporary))
    return fileError("cannot write the kernel cache " + folder + ", nor a temporary one", why);
  cache.temporary = cache.writable = temporary.str().str();
  return cache;
}

KernelCache::KernelCache(KernelCache &&from)
    : folder(std::move(from.folder)), writable(std::move(from.writable)), temporary(std::exchange(from.temporary, "")),
      program(std::move(from.program)), programHash(std::move(from.programHash)), whyNot(std::move(from.whyNot)) {}

KernelCache::~KernelCache() {
  if (!temporary.empty())
    sys::fs::remove_directories(temporary);
}

std::string KernelCache::nameOf(const KernelKey &key) const {
  return hashOf(programHash + "\n" RESNETC_HALIDE_VERSION "\n" + key.print());
}

std::optional<CachedKernel> KernelCache::load(const KernelKey &key) const {
  const std::string name = nameOf(key);
  if (!folder.empty())
    if (auto kernel = readEntry(folder + "/" + name))
      return kernel;
  return writable == folder ? std::nullopt : readEntry(writable + "/" + name);
}

Error KernelCache::compile(const KernelKey &key) const {
  const std::string entry = writable + "/" + nameOf(key);
  SmallString<128> unique;
  sys::fs::createUniquePath(entry + "-%%%%%%%%", unique, /*MakeAbsolute=*/false);
  const std::string input = (unique + ".key").str(), object = (unique + ".o").str(), facts = (unique + ".facts").str(),
                    source = (unique + ".source").str(), log = (unique + ".log").str();
  FileRemover removeInput(input), removeObject(object), removeFacts(facts), removeSource(source), removeLog(log);
  if (Error error = writeFile(input, key.print() + "\n"))
    return error;
  std::string message;
  std::optional<StringRef> redirects[] = {StringRef(input), StringRef(facts), StringRef(log)};
  // No time limit here: it would use the process-wide alarm. The child limits itself.
  const int status = sys::ExecuteAndWait(program, {program, object, source}, std::nullopt, redirects, 0, 0, &message);
  auto bytes = readFile(object), said = readFile(facts), code = readFile(source);
  if (status != 0 || !bytes || !said)
    return internalError("kernel " + key.symbol() + " failed: " +
                         (message.empty() ? "exit status " + std::to_string(status) : message) + "\n" +
                         readFile(log).value_or("") + "key: " + key.print() + "\nreproduce: echo " +
                         quoted(key.print()) + " | " + quoted(program) + " kernel.o");
  if (Error error = writeFile(facts, completeFacts(*said, *bytes, code)))
    return error;
  for (const auto &[from, ending] : {std::pair(object, ".o"), std::pair(source, ".source"), std::pair(facts, ".facts")})
    if (from != source || code)
      if (auto why = sys::fs::rename(from, entry + ending))
        return fileError("cannot write the kernel cache " + writable, why);
  return Error::success();
}

Expected<std::vector<CachedKernel>> KernelCache::compileAll(ArrayRef<KernelKey> keys, unsigned jobs,
                                                            const Progress &progress, const Stop &stop) const {
  std::map<std::string, const KernelKey *> missing;
  for (const KernelKey &key : keys)
    if (!load(key))
      missing[key.print()] = &key;
  std::mutex mutex;
  size_t done = 0;
  std::map<std::string, Error> errors; // by key: the one that is reported does not depend on the order
  DefaultThreadPool pool(hardware_concurrency(jobs)); // threads only wait for children
  for (const auto &[text, key] : missing)
    pool.async([&, text = text, key = key] {
      if (stop && stop())
        return;
      Error error = compile(*key);
      std::lock_guard<std::mutex> lock(mutex);
      if (error)
        errors.emplace(text, std::move(error));
      if (progress)
        progress(++done, missing.size());
    });
  pool.wait();
  // Ctrl-C ends the children too, so their errors say nothing.
  Error first = stop && stop() ? interrupted() : Error::success();
  for (auto &[text, error] : errors)
    if (first)
      consumeError(std::move(error));
    else
      first = std::move(error);
  if (first)
    return first;
  std::vector<CachedKernel> kernels;
  for (const KernelKey &key : keys) {
    auto kernel = load(key);
    if (!kernel)
      return createStringError("cannot read the kernel cache " + writable);
    kernels.push_back(*kernel);
  }
  return kernels;
}

} // namespace resnetc
