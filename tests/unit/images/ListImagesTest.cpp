#include "runtime/images/ListImages.h"
#include "tests/unit/images/Pictures.h"
#include <catch2/catch.hpp>

using namespace resnetc;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> namesBelow(const fs::path &folder, const FoundImages &found) {
  std::vector<std::string> names;
  for (const fs::path &file : found.files)
    names.push_back(file.lexically_relative(folder).native());
  return names;
}

} // namespace

TEST_CASE("a folder gives its pictures and those of its sub-folders in the order of their names", "[images]") {
  TestFolder folder;
  for (const char *name : {"b.PNG", "a.jpg", "c.JpEg", "z/d.bmp", "m/n/e.gif", "notes.txt", "jpg", "photo.jpg.txt"})
    folder.write(name, {});
  FoundImages found = listImages({folder.path()});
  CHECK(found.problems.empty());
  CHECK(namesBelow(folder.path(), found) ==
        std::vector<std::string>{"a.jpg", "b.PNG", "c.JpEg", "m/n/e.gif", "z/d.bmp"});
}

TEST_CASE("named files are taken whatever their ending, in the order of the command line, once", "[images]") {
  TestFolder folder;
  auto data = folder.write("x.data", {}), picture = folder.write("a.png", {});
  FoundImages found = listImages({data, picture, folder.path(), folder.path() / "absent.png"});
  CHECK(namesBelow(folder.path(), found) == std::vector<std::string>{"x.data", "a.png", "absent.png"});
}

TEST_CASE("links to folders are not followed below a named folder, links to files are", "[images]") {
  TestFolder folder;
  folder.write("sub/a.png", {});
  fs::create_directory_symlink("..", folder.path() / "sub/loop");
  fs::create_directory_symlink("sub", folder.path() / "folder.png");
  fs::create_symlink("a.png", folder.path() / "sub/b.png");
  fs::create_symlink("nowhere", folder.path() / "sub/c.png");
  FoundImages found = listImages({folder.path()});
  CHECK(namesBelow(folder.path(), found) == std::vector<std::string>{"sub/a.png", "sub/b.png", "sub/c.png"});
  CHECK(listImages({folder.path() / "folder.png"}).files.size() == 3); // a named link is a named folder
}

TEST_CASE("names may be any bytes", "[images]") {
  TestFolder folder;
  folder.write("caf\xe9.png", {});
  FoundImages found = listImages({folder.path()});
  CHECK(namesBelow(folder.path(), found) == std::vector<std::string>{"caf\xe9.png"});
}

TEST_CASE("a folder without pictures is a problem that names it", "[images]") {
  TestFolder folder;
  folder.write("notes.txt", {});
  FoundImages found = listImages({folder.path()});
  REQUIRE(found.problems.size() == 1);
  CHECK(found.problems[0].blame == Blame::User);
  CHECK_THAT(found.problems[0].message, Catch::Contains(folder.path().native()) && Catch::Contains("no pictures"));
}
