// What a compilation does to the user's files, and when it is interrupted.
#include "backends/emit/EmitError.h"
#include "tests/unit/emit/HandmadeNet.h"
#include <catch2/catch.hpp>
#include <filesystem>

using namespace resnetc;
namespace fs = std::filesystem;

namespace {
const std::string mySpec = "# mine\nname: hand\n";

/// The message of a UserError.
std::string refusalOf(llvm::Error error) {
  REQUIRE(bool(error));
  CHECK(error.isA<UserError>());
  return llvm::toString(std::move(error));
}
} // namespace

TEST_CASE("a spec that the resolved one would replace is refused before anything is compiled", "[emit]") {
  HandmadeNet net;
  EmitOptions options;
  options.outFolder = net.folder.path();
  options.cacheFolder = net.folder.file("cache");
  std::string spec = net.folder.write("hand.yaml", mySpec);
  if (GENERATE(false, true)) { // by another name
    fs::create_symlink("hand.yaml", net.folder.file("link.yaml"));
    spec = net.folder.file("link.yaml");
  }
  const bool isHashed = GENERATE(false, true);
  (isHashed ? options.inputFiles : options.protectedFiles) = {spec};
  CHECK_THAT(refusalOf(net.emit(options)),
             Catch::Contains("hand.yaml") && Catch::Contains(spec) && Catch::Contains("another folder with -o"));
  CHECK(contentOf(spec) == mySpec);
  CHECK_FALSE(fs::exists(net.folder.file("cache")));
  CHECK_FALSE(fs::exists(net.folder.file("hand.h")));
}

TEST_CASE("a spec beside the outputs under another name, or equal to the resolved one, is no trouble", "[emit]") {
  HandmadeNet net;
  EmitOptions options;
  options.outFolder = net.folder.file("out");
  fs::create_directory(options.outFolder);
  options.protectedFiles = {net.folder.write("out/spec.yaml", mySpec), net.folder.write("out/hand.yaml", "name: hand\n")};
  if (llvm::Error error = net.emit(options))
    FAIL(llvm::toString(std::move(error)));
  CHECK(contentOf(net.file("spec.yaml")) == mySpec);
  CHECK(contentOf(net.file("hand.yaml")) == "name: hand\n");
  CHECK(contentOf(net.file("hand.json")).find("spec.yaml") == std::string::npos); // no name of a file decides a byte
}

TEST_CASE("an interrupted compilation writes nothing and leaves nothing", "[emit]") {
  HandmadeNet net;
  const int before = GENERATE(0, 1, 5, 6); // kernels, entry points, libraries
  int asked = 0;
  EmitOptions options;
  options.cacheFolder = net.folder.file("cache");
  options.jobs = 1;
  options.isInterrupted = [&] { return asked++ >= before; };
  llvm::Error error = net.emit(options);
  REQUIRE(bool(error));
  CHECK(error.isA<Interrupted>());
  llvm::consumeError(std::move(error));
  CHECK(filesOf(net.folder.file("out")).empty());
}

TEST_CASE("a cache that cannot be written is told once", "[emit]") {
  HandmadeNet net;
  EmitOptions options;
  options.cacheFolder = net.folder.write("file", "") + "/cache";
  std::vector<std::string> warnings;
  options.warn = [&](const std::string &what) { warnings.push_back(what); };
  if (llvm::Error error = net.emit(options))
    FAIL(llvm::toString(std::move(error)));
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], Catch::Contains(options.cacheFolder) && Catch::Contains("RESNETC_CACHE"));
}
