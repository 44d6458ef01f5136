#include "backends/emit/FileBytes.h"
#include "backends/emit/OutputFolder.h"
#include "tests/unit/emit/TestFolder.h"
#include <catch2/catch.hpp>
#include <filesystem>

using namespace resnetc;
namespace fs = std::filesystem;

namespace {
OutputFolder mustOpen(const std::string &folder) {
  auto out = OutputFolder::open(folder, "net");
  if (!out)
    FAIL(llvm::toString(out.takeError()));
  return std::move(*out);
}
} // namespace

TEST_CASE("files appear in the folder when they are published, and nothing else stays", "[emit]") {
  TestFolder folder;
  const std::string path = folder.file("a/b");
  {
    OutputFolder out = mustOpen(path);
    REQUIRE_FALSE(bool(writeFile(out.staging() + "/net.h", "new")));
    REQUIRE_FALSE(bool(writeFile(out.work() + "/net.o", "half")));
    folder.write("a/b/net.h", "old");
    CHECK(contentOf(path + "/net.h") == "old");
    REQUIRE_FALSE(bool(out.publish({"net.h"})));
  }
  CHECK(filesOf(path) == std::vector<std::string>{"net.h"});
  CHECK(contentOf(path + "/net.h") == "new");
}

TEST_CASE("what is not published leaves no trace", "[emit]") {
  TestFolder folder;
  {
    OutputFolder out = mustOpen(folder.file("out"));
    REQUIRE_FALSE(bool(writeFile(out.staging() + "/net.h", "half")));
    CHECK(bool(out.publish({"net.h", "missing"}).isA<llvm::StringError>()) == true);
  }
  CHECK(filesOf(folder.file("out")).empty());
}

TEST_CASE("a folder that cannot be made is an error with its name", "[emit]") {
  TestFolder folder;
  folder.write("file", "");
  auto out = OutputFolder::open(folder.file("file/out"), "net");
  REQUIRE_FALSE(bool(out));
  CHECK_THAT(llvm::toString(out.takeError()), Catch::Contains("file/out") && Catch::Contains("Not a directory"));
}

TEST_CASE("what a compilation that was killed left behind goes with the next one", "[emit]") {
  TestFolder folder;
  fs::create_directories(folder.file(".net-resnetc-0123ab/work"));
  folder.write(".net-resnetc-0123ab/work/net.o", "half");
  fs::create_directories(folder.file(".other-resnetc-0123ab"));
  fs::create_directories(folder.file(".net"));
  folder.write(".net-resnetc-mine", "a file");
  { OutputFolder out = mustOpen(folder.path()); }
  CHECK(filesOf(folder.path()) == std::vector<std::string>{".net", ".net-resnetc-mine", ".other-resnetc-0123ab"});
}

TEST_CASE("a compilation into the same folder at the same time keeps its files", "[emit]") {
  TestFolder folder;
  OutputFolder first = mustOpen(folder.path()), second = mustOpen(folder.path());
  for (OutputFolder *out : {&first, &second}) {
    REQUIRE_FALSE(bool(writeFile(out->staging() + "/net.h", out == &first ? "first" : "second")));
    REQUIRE_FALSE(bool(out->publish({"net.h"})));
    CHECK(contentOf(folder.file("net.h")) == (out == &first ? "first" : "second"));
  }
}
