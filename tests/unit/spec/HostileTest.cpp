#include "frontend/spec/TextScan.h"
#include "tests/unit/spec/ReadText.h"
#include "llvm/Support/FileSystem.h"
#include <catch2/catch.hpp>
#include <random>

using namespace resnetc;

namespace {

std::string repeat(llvm::StringRef part, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i)
    text += part;
  return text;
}

void expectRefused(const std::string &text, llvm::StringRef id) {
  ReadText read(text);
  CAPTURE(text.substr(0, 80), read.messages.substr(0, 2000));
  CHECK(!read.good());
  CHECK(read.says("[" + id.str() + "]"));
  CHECK(read.messages.size() < 10000);
}

} // namespace

TEST_CASE("deep nesting is refused before a parser recurses") {
  expectRefused("a: " + repeat("[", 200000), "spec-nesting");
  expectRefused("a: " + repeat("{b: ", 200000), "spec-nesting");
  expectRefused(repeat("- ", 200000), "spec-nesting");
  expectRefused(repeat("? ", 200000), "spec-nesting");
  std::string stairs;
  for (size_t i = 0; i < 1000; ++i)
    stairs += std::string(i, ' ') + "a:\n";
  expectRefused(stairs, "spec-nesting");
}

TEST_CASE("32 levels are read and 33 are not") {
  CHECK(!ReadText("a: " + repeat("[", 32) + repeat("]", 32)).says("spec-nesting"));
  CHECK(ReadText("a: " + repeat("[", 33) + repeat("]", 33)).says("spec-nesting"));
}

TEST_CASE("brackets hidden in quotes do not reach the parser in masses") {
  expectRefused("[b\n 'c, " + repeat("[", 200000) + "'", "spec-brackets");
  expectRefused("[b\n 'c, " + repeat("[", 1900) + "'", "spec-syntax");
  expectRefused("a: b\n  'c " + repeat("[", 200000) + "'\n", "spec-brackets");
}

TEST_CASE("wide files end after the first errors") {
  expectRefused("preset: resnet50\nstages: [" + repeat("{blocks: 1},", 80000) + "]", "spec-brackets");
  expectRefused("preset: resnet50\nstages: [" + repeat("1,", 400000) + "]", "spec-stage-count");
  expectRefused("preset: resnet50\npreprocess: {mean: [" + repeat("x,", 400000) + "]}", "spec-not-a-number");
  expectRefused(repeat("a: 1\n", 200000), "spec-unknown-key");
  expectRefused(std::string(1 << 19, 'k') + ": 1\n", "spec-root");
  expectRefused("preset: " + std::string(1 << 19, 'k'), "spec-unknown-preset");
}

TEST_CASE("a file of more than 1 MiB is refused") {
  expectRefused("preset: resnet50\n" + std::string(mostSpecBytes, '#'), "spec-file-size");
  ReadText read("preset: resnet50\n" + std::string(mostSpecBytes - 17, '#'));
  INFO(read.messages);
  CHECK(read.good());
}

TEST_CASE("a file that cannot be read is named") {
  for (const char *path : {"absent/absent.yaml", "/"}) {
    std::string messages;
    llvm::raw_string_ostream stream(messages);
    Diagnostics diagnostics(stream);
    CHECK(!readSpecFile(path, diagnostics));
    CHECK(diagnostics.errorCount() == 1);
    CHECK(messages.find(std::string(path) + ": error: the spec cannot be read: ") == 0);
    CHECK(messages.find("[spec-file]") != std::string::npos);
  }
}

TEST_CASE("an endless file is read for 1 MiB only") {
  std::string messages;
  llvm::raw_string_ostream stream(messages);
  Diagnostics diagnostics(stream);
  CHECK(!readSpecFile("/dev/zero", diagnostics));
  CHECK(messages.find("[spec-file-size]") != std::string::npos);
}

TEST_CASE("a file is read like its text") {
  llvm::SmallString<128> path;
  REQUIRE(!llvm::sys::fs::createTemporaryFile("spec", "yaml", path));
  {
    std::error_code error;
    llvm::raw_fd_ostream file(path, error);
    file << "preset: resnet18\nname: mine\n";
  }
  Diagnostics diagnostics(llvm::errs());
  std::optional<ParsedSpec> parsed = readSpecFile(path, diagnostics);
  llvm::sys::fs::remove(path);
  REQUIRE(parsed);
  CHECK(parsed->spec.name == "mine");
}

TEST_CASE("any bytes end in a net or in messages") {
  std::mt19937 random(1);
  const std::string seed =
      "resnetc: 1\npreset: resnet50\ninput: {height: 224, width: 224}\nstages:\n  - {blocks: 3}\n"
      "  - blocks: 4\n    filters: 128\ntrain:\n  callbacks:\n    - {early-stopping: {patience: 3}}\n"
      "    - 'terminate-on-nan' # end\n";
  const llvm::StringRef pieces[] = {"[",    "]",  "{",     "}",  ":",      "- ",       "? ",  "\n",  "  ",   "'",
                                    "\"",   "#",  ",",     "\\", "&a ",    "*a",       "!t ", "|\n", "--- ", "\t",
                                    "\xff", "\r", "1e999", "%",  "preset", "\xc3\xa9", "@",   "~"};
  for (int i = 0; i < 3000; ++i) {
    std::string text = seed;
    for (unsigned edits = 1 + random() % 6; edits > 0; --edits) {
      const size_t at = random() % text.size();
      if (random() % 2)
        text.erase(at, 1 + random() % 4);
      else
        text.insert(at, pieces[random() % std::size(pieces)].str());
      if (text.empty())
        text = "x";
    }
    ReadText read(text);
    CAPTURE(text, read.messages);
    REQUIRE(read.good() == read.messages.empty());
    REQUIRE(read.good() == (read.errors == 0));
  }
}
