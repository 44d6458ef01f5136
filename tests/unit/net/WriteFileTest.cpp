#include "runtime/net/WriteFile.h"
#include "tests/unit/images/Pictures.h"
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

using namespace resnetc;
namespace fs = std::filesystem;

namespace {

std::string contentOf(const fs::path &file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

size_t countEntries(const fs::path &folder) {
  return size_t(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

TEST_CASE("a file is written, replaced, and nothing else is left in its folder", "[net]") {
  TestFolder folder;
  fs::path file = folder.path() / "y.npy";
  CHECK(!writeFile(file, "first"));
  CHECK(!writeFile(file, "second"));
  CHECK(contentOf(file) == "second");
  CHECK(countEntries(folder.path()) == 1);
  struct stat status;
  REQUIRE(stat(file.c_str(), &status) == 0);
  mode_t mask = umask(0);
  umask(mask);
  CHECK((status.st_mode & 0777) == (0666 & ~mask));
}

TEST_CASE("a link's target is replaced, not the link", "[net]") {
  TestFolder folder;
  folder.write("real", {'x'});
  fs::create_symlink("real", folder.path() / "link");
  CHECK(!writeFile(folder.path() / "link", "new"));
  CHECK(fs::is_symlink(folder.path() / "link"));
  CHECK(contentOf(folder.path() / "real") == "new");
}

TEST_CASE("a device is written to as it is", "[net]") {
  CHECK(!writeFile("/dev/null", "gone"));
  CHECK(fs::is_character_file("/dev/null"));
  auto failure = writeFile("/dev/full", "much");
  REQUIRE(failure);
  CHECK(failure->blame == Blame::World);
}

TEST_CASE("a folder that is missing is the user's fault, and so is a folder in the file's place", "[net]") {
  TestFolder folder;
  auto failure = writeFile(folder.path() / "absent/y.npy", "x");
  REQUIRE(failure);
  CHECK(failure->blame == Blame::User);
  CHECK_THAT(failure->message, Catch::Contains("absent/y.npy: cannot be written"));
  failure = writeFile(folder.path(), "x");
  REQUIRE(failure);
  CHECK(failure->blame == Blame::User);
}
