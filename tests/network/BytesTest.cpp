#include "tests/network/CompiledNet.h"
#include <catch2/catch.hpp>
#include <filesystem>

using namespace resnetc;
namespace fs = std::filesystem;

namespace {
const char *const files[] = {"libtiny.a", "libtiny.so", "tiny.h", "tiny.json", "tiny.yaml"};

void requireSame(const std::string &one, const std::string &other) {
  for (const char *file : files) {
    CAPTURE(file);
    const std::string content = contentOf(one + "/" + file);
    REQUIRE_FALSE(content.empty());
    REQUIRE(content == contentOf(other + "/" + file));
  }
}
} // namespace

TEST_CASE("libraries are the same bytes whatever the folder, the jobs and the cache", "[network]") {
  TestFolder folder;
  const std::string target = hostTargets().front();
  auto compile = [&](const std::string &out, const std::string &cache, unsigned jobs) {
    PlannedNet planned(tinySpec(), target, {1, 2});
    EmitOptions options = optionsFor(out);
    options.cacheFolder = cache;
    options.jobs = jobs;
    mustEmit(planned, options);
  };
  compile(folder.file("one"), folder.file("cache"), 1);
  compile(folder.file("deep/er/two"), "", 2); // no cache
  compile(folder.file("three"), folder.file("cache"), 2); // a warm one
  requireSame(folder.file("one"), folder.file("deep/er/two"));
  requireSame(folder.file("one"), folder.file("three"));

  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  compile("relative", "cache", 1);
  fs::current_path(before);
  requireSame(folder.file("one"), folder.file("relative"));

  for (const auto &entry : fs::directory_iterator(folder.file("cache")))
    fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2);
  compile(folder.file("four"), folder.file("cache"), 2); // a damaged one
  requireSame(folder.file("one"), folder.file("four"));
}

TEST_CASE("no path of this machine is in a library", "[network]") {
  TestFolder folder;
  PlannedNet planned(tinySpec(), hostTargets().front(), {1});
  mustEmit(planned, optionsFor(folder.path()));
  for (const char *file : files) {
    CAPTURE(file);
    const std::string content = contentOf(folder.file(file));
    CHECK(content.find(RESNETC_SOURCE_DIR) == std::string::npos);
    CHECK(content.find(folder.path()) == std::string::npos);
  }
}

TEST_CASE("an input is never replaced by an output", "[network]") {
  TestFolder folder;
  const std::string spec = folder.write("tiny.yaml", "# mine");
  PlannedNet planned(tinySpec(), hostTargets().front(), {1});
  EmitOptions options = optionsFor(folder.path());
  options.inputFiles = {spec};
  llvm::Error error = emitLibrary(*planned.module, options);
  REQUIRE(bool(error));
  CHECK_THAT(llvm::toString(std::move(error)), Catch::Contains("tiny.yaml") && Catch::Contains("another folder"));
  CHECK(contentOf(spec) == "# mine");
  CHECK(filesOf(folder.path()) == std::vector<std::string>{"tiny.yaml"});
}

TEST_CASE("the manifest names inputs by their hash and classes by their names", "[network]") {
  TestFolder folder;
  PlannedNet planned(tinySpec(), hostTargets().front(), {1});
  EmitOptions options = optionsFor(folder.file("out"));
  options.inputFiles = {folder.write("weights.h5", "abc")};
  options.classNames = {"cat", "dog"};
  mustEmit(planned, options);
  const std::string manifest = contentOf(folder.file("out/tiny.json"));
  CHECK_THAT(manifest, Catch::Contains("\"weights.h5\"") && Catch::Contains("\"cat\"") &&
                           Catch::Contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}
