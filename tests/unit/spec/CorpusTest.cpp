// The specs in tests/specs. With RESNETC_APPROVE=1 in the environment the expected messages
// are written anew; look at the difference before you keep it.
#include "frontend/spec/SpecWriter.h"
#include "tests/unit/spec/ReadText.h"
#include "llvm/ADT/StringExtras.h"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using namespace resnetc;
namespace fs = std::filesystem;

namespace {

const fs::path root = RESNETC_SOURCE_DIR;

std::string contentsOf(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<fs::path> filesIn(const fs::path &folder, const std::string &extension) {
  std::vector<fs::path> files;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder))
    if (entry.path().extension() == extension)
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string messagesOf(const fs::path &spec) { return ReadText(contentsOf(spec), spec.filename().string()).messages; }

} // namespace

TEST_CASE("every spec in tests/specs/good is accepted and reads back") {
  const auto files = filesIn(root / "tests/specs/good", ".yaml");
  REQUIRE(files.size() >= 10);
  for (const fs::path &file : files) {
    CAPTURE(file.filename().string());
    ReadText read(contentsOf(file), file.filename().string());
    INFO(read.messages);
    REQUIRE(read.good());
    CHECK(read.messages.empty());
    const std::string text = writeResolvedSpec(read.spec());
    ReadText again(text);
    INFO(again.messages);
    REQUIRE(again.good());
    CHECK(writeResolvedSpec(again.spec()) == text);
  }
}

TEST_CASE("every spec in tests/specs/bad gives exactly the messages beside it") {
  const bool approve = std::getenv("RESNETC_APPROVE") != nullptr;
  const auto files = filesIn(root / "tests/specs/bad", ".yaml");
  REQUIRE(files.size() >= 30);
  for (const fs::path &file : files) {
    CAPTURE(file.filename().string());
    const std::string messages = messagesOf(file);
    CHECK(!messages.empty());
    fs::path expected = file;
    expected.replace_extension(".expected");
    if (approve)
      std::ofstream(expected, std::ios::binary) << messages;
    CHECK(messages == contentsOf(expected));
  }
}

TEST_CASE("every kind of error in the code has a file that shows it") {
  std::set<std::string> shown = {"spec-file", "spec-file-size"}; // HostileTest.cpp: no file can show these
  for (const fs::path &file : filesIn(root / "tests/specs/bad", ".expected")) {
    const std::string text = contentsOf(file);
    const std::regex shownId("\\[(spec-[a-z-]+)\\]\n");
    for (std::sregex_iterator match(text.begin(), text.end(), shownId), end; match != end; ++match)
      shown.insert((*match)[1]);
  }
  std::set<std::string> known;
  for (const fs::path &file : filesIn(root / "frontend/spec", ".cpp")) {
    const std::string text = contentsOf(file);
    const std::regex quotedId("\"(spec-[a-z-]+)\"");
    for (std::sregex_iterator match(text.begin(), text.end(), quotedId), end; match != end; ++match)
      known.insert((*match)[1]);
  }
  REQUIRE(known.size() >= 30);
  CHECK(shown == known);
}
