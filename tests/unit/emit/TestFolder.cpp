#include "tests/unit/emit/TestFolder.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace fs = std::filesystem;

namespace resnetc {

TestFolder::TestFolder() {
  std::string pattern = (fs::temp_directory_path() / "resnetc-test-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()));
  folder = pattern;
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

std::string TestFolder::write(llvm::StringRef name, llvm::StringRef text, bool isProgram) const {
  std::ofstream(file(name), std::ios::binary) << text.str();
  if (isProgram)
    fs::permissions(file(name), fs::perms::owner_all);
  return file(name);
}

std::vector<std::string> filesOf(const std::string &folder) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto &entry : fs::directory_iterator(folder, none))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string contentOf(const std::string &file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace resnetc
