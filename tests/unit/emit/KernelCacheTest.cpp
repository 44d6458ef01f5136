// The cache with a kernel program of the test's own: a script that writes what it was told.
#include "backends/emit/EmitError.h"
#include "backends/emit/FileBytes.h"
#include "backends/emit/KernelCache.h"
#include "ir/machine/KernelArguments.h"
#include "tests/unit/emit/TestFolder.h"
#include <catch2/catch.hpp>
#include <filesystem>
#include <unistd.h>

using namespace resnetc;
namespace fs = std::filesystem;

namespace {
KernelKey keyOf(int64_t classes, const std::string &machine = "avx2") {
  std::string wrong;
  auto key = KernelKey::parse("softmax n=1 k=" + std::to_string(classes) + " algorithm=plain machine=" + machine, wrong);
  INFO(wrong);
  REQUIRE(key);
  return *key;
}

std::vector<KernelKey> keysFrom(std::initializer_list<int64_t> classes) {
  std::vector<KernelKey> keys;
  for (int64_t k : classes)
    keys.push_back(keyOf(k));
  return keys;
}

class Kitchen {
public:
  Kitchen() {
    // Fails for k=13; notes each key that it is asked for; writes a device's code too.
    program = folder.write("resnetc-kernel",
                           "#!/bin/sh\nread -r key\necho \"$key\" >> \"$(dirname \"$0\")/log\"\n"
                           "case \"$key\" in *k=13*) echo \"no thirteen\" >&2; exit 70;; esac\n"
                           "echo \"object of $key\" > \"$1\"\n"
                           "case \"$key\" in *machine=opencl) echo \"code of $key\" > \"$2\"\n"
                           "echo source=cl; echo blocks=6; echo threads=64; echo shared=512; echo scratch=0; exit;; esac\n"
                           "echo scratch=100\n",
                           /*isProgram=*/true);
  }

  llvm::Expected<std::vector<CachedKernel>> tryCompile(const std::vector<KernelKey> &keys, unsigned jobs = 2) {
    auto cache = KernelCache::open(cacheFolder, program);
    if (!cache)
      return cache.takeError();
    return cache->compileAll(keys, jobs, progress);
  }

  std::vector<CachedKernel> compile(const std::vector<KernelKey> &keys, unsigned jobs = 2) {
    auto kernels = tryCompile(keys, jobs);
    if (!kernels)
      FAIL(llvm::toString(kernels.takeError()));
    return *kernels;
  }

  size_t childrenStarted() const {
    const std::string log = contentOf(folder.file("log"));
    return size_t(std::count(log.begin(), log.end(), '\n'));
  }

  TestFolder folder;
  std::string program, cacheFolder = folder.file("deep/cache");
  KernelCache::Progress progress;
};
} // namespace

TEST_CASE("a kernel is compiled once and then found", "[emit]") {
  Kitchen kitchen;
  auto kernels = kitchen.compile(keysFrom({3, 5, 3}));
  REQUIRE(kernels.size() == 3);
  CHECK(kitchen.childrenStarted() == 2);
  CHECK(contentOf(kernels[1].object) == "object of " + keyOf(5).print() + "\n");
  CHECK(kernels[1].objectHash == hashOf(contentOf(kernels[1].object)));
  CHECK(kernels[0].object == kernels[2].object);
  CHECK(kernels[0].scratchBytes == 100);
  kitchen.compile(keysFrom({5, 3}));
  CHECK(kitchen.childrenStarted() == 2);
  CHECK(filesOf(kitchen.cacheFolder).size() == 4); // nothing temporary stays
}

TEST_CASE("damaged entries are compiled again", "[emit]") {
  Kitchen kitchen;
  const std::string object = kitchen.compile(keysFrom({3}))[0].object;
  const std::string whole = contentOf(object), facts = object.substr(0, object.size() - 2) + ".facts";
  const int damage = GENERATE(0, 1, 2, 3, 4);
  if (damage == 0)
    kitchen.folder.write("deep/cache/" + fs::path(object).filename().string(), whole.substr(0, 9));
  else if (damage == 1)
    fs::remove(object);
  else if (damage == 2)
    fs::remove(facts);
  else
    kitchen.folder.write("deep/cache/" + fs::path(facts).filename().string(),
                         damage == 3 ? "" : "scratch=-1\nobject=" + hashOf(whole) + "\n");
  CHECK(contentOf(kitchen.compile(keysFrom({3}))[0].object) == whole);
  CHECK(kitchen.childrenStarted() == 2);
}

TEST_CASE("a device's kernel is kept with its code and its launch", "[emit]") {
  Kitchen kitchen;
  auto kernels = kitchen.compile({keyOf(3, "opencl"), keyOf(3)});
  REQUIRE(kernels[0].device);
  CHECK_FALSE(kernels[1].device);
  CHECK(contentOf(kernels[0].device->source) == "code of " + keyOf(3, "opencl").print() + "\n");
  CHECK(kernels[0].device->sourceEnding == "cl");
  CHECK(kernels[0].device->blocks == 6);
  CHECK(kernels[0].device->threads == 64);
  CHECK(kernels[0].device->sharedBytes == 512);
  CHECK(filesOf(kitchen.cacheFolder).size() == 5);
  kitchen.compile({keyOf(3, "opencl")});
  CHECK(kitchen.childrenStarted() == 2);
  const std::string source = kernels[0].device->source;
  if (GENERATE(false, true))
    fs::remove(source);
  else
    kitchen.folder.write("deep/cache/" + fs::path(source).filename().string(), "code");
  CHECK(contentOf(kitchen.compile({keyOf(3, "opencl")})[0].device->source).size() > 4);
  CHECK(kitchen.childrenStarted() == 3);
}

TEST_CASE("another kernel program has other entries", "[emit]") {
  Kitchen kitchen;
  const std::string first = kitchen.compile(keysFrom({3}))[0].object;
  kitchen.folder.write("resnetc-kernel", contentOf(kitchen.program) + "# newer\n", true);
  CHECK(kitchen.compile(keysFrom({3}))[0].object != first);
}

TEST_CASE("a folder that cannot be written is read, and a temporary one takes the rest", "[emit]") {
  Kitchen kitchen;
  kitchen.compile(keysFrom({3}));
  const bool isFile = GENERATE(false, true);
  if (isFile)
    kitchen.cacheFolder = kitchen.program; // no folder at all
  else if (geteuid() == 0)
    kitchen.cacheFolder = "/proc/self"; // root may write everywhere else
  else
    fs::permissions(kitchen.cacheFolder, fs::perms::owner_read | fs::perms::owner_exec);
  std::string object;
  {
    auto cache = KernelCache::open(kitchen.cacheFolder, kitchen.program);
    REQUIRE(bool(cache));
    CHECK_THAT(cache->warning(), Catch::Contains("cannot write the kernel cache " + kitchen.cacheFolder + ": "));
    auto kernels = cache->compileAll(keysFrom({3, 4}), 1);
    if (!kernels)
      FAIL(llvm::toString(kernels.takeError()));
    object = (*kernels)[1].object;
    CHECK(contentOf(object) == "object of " + keyOf(4).print() + "\n");
    CHECK(object.find(kitchen.cacheFolder) == std::string::npos);
  }
  CHECK_FALSE(fs::exists(object));
  if (fs::is_directory(kitchen.folder.file("deep/cache")))
    fs::permissions(kitchen.folder.file("deep/cache"), fs::perms::owner_all);
}

TEST_CASE("a kernel that fails is our bug, told with its key, its words and how to see it again", "[emit]") {
  Kitchen kitchen;
  auto kernels = kitchen.tryCompile(keysFrom({3, 13, 5}));
  REQUIRE_FALSE(bool(kernels));
  llvm::Error error = kernels.takeError();
  CHECK(error.isA<InternalError>());
  const std::string message = llvm::toString(std::move(error));
  for (const std::string &part : {keyOf(13).symbol(), std::string("no thirteen"), "reproduce: echo '" + keyOf(13).print()})
    CHECK_THAT(message, Catch::Contains(part));
  CHECK(filesOf(kitchen.cacheFolder).size() == 4); // the others are kept
}

TEST_CASE("a missing kernel program is one error that names it", "[emit]") {
  Kitchen kitchen;
  kitchen.program += ".gone";
  auto kernels = kitchen.tryCompile(keysFrom({3, 5}));
  REQUIRE_FALSE(bool(kernels));
  llvm::Error error = kernels.takeError();
  CHECK_FALSE(error.isA<InternalError>());
  CHECK_THAT(llvm::toString(std::move(error)), Catch::Contains(kitchen.program) && Catch::Contains("No such file"));
}

TEST_CASE("progress counts the kernels that had to be compiled", "[emit]") {
  Kitchen kitchen;
  std::vector<std::pair<size_t, size_t>> steps;
  kitchen.progress = [&](size_t done, size_t total) { steps.emplace_back(done, total); };
  kitchen.compile(keysFrom({2, 3, 4}), GENERATE(1u, 4u));
  CHECK(steps == std::vector<std::pair<size_t, size_t>>{{1, 3}, {2, 3}, {3, 3}});
  steps.clear();
  kitchen.compile(keysFrom({2, 3, 9}));
  CHECK(steps == std::vector<std::pair<size_t, size_t>>{{1, 1}});
}

TEST_CASE("a folder that can be written, or none at all, is no cause for a warning", "[emit]") {
  Kitchen kitchen;
  if (GENERATE(false, true))
    kitchen.cacheFolder.clear();
  auto cache = KernelCache::open(kitchen.cacheFolder, kitchen.program);
  REQUIRE(bool(cache));
  CHECK(cache->warning().empty());
}

TEST_CASE("once it is asked to stop, no more kernels are begun, and those that are done are kept", "[emit]") {
  Kitchen kitchen;
  auto cache = KernelCache::open(kitchen.cacheFolder, kitchen.program);
  REQUIRE(bool(cache));
  auto kernels =
      cache->compileAll(keysFrom({2, 3, 4, 5, 13}), 1, nullptr, [&] { return kitchen.childrenStarted() >= 2; });
  REQUIRE_FALSE(bool(kernels));
  llvm::Error error = kernels.takeError();
  CHECK(error.isA<Interrupted>());
  llvm::consumeError(std::move(error));
  CHECK(kitchen.childrenStarted() == 2);
  for (const std::string &file : filesOf(kitchen.cacheFolder))
    CHECK((llvm::StringRef(file).ends_with(".o") || llvm::StringRef(file).ends_with(".facts")));
}
