#include "frontend/spec/Identifier.h"
#include "frontend/spec/SpecCheck.h"
#include "frontend/spec/SpecWriter.h"
#include "frontend/spec/Suggestion.h"
#include "tests/unit/spec/ReadText.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <random>

using namespace resnetc;

TEST_CASE("an error has place, identifier, line, caret and hint") {
  ReadText read("resnetc: 1\npreset: resnet5O\n");
  CHECK(read.messages == "net.yaml:2:9: error: there is no preset 'resnet5O' [spec-unknown-preset]\n"
                         "preset: resnet5O\n"
                         "        ^\n"
                         "hint: did you mean 'resnet50'?\n");
}

TEST_CASE("a duplicate key's message shows the first one in a note") {
  ReadText read("preset: resnet50\npreset: resnet18\n");
  CHECK(read.messages == "net.yaml:2:1: error: `preset` is written twice [spec-duplicate-key]\n"
                         "preset: resnet18\n"
                         "^\n"
                         "net.yaml:1:1: note: the first one is here\n"
                         "preset: resnet50\n"
                         "^\n"
                         "hint: keep one of them\n");
}

TEST_CASE("all independent errors come in one run, in the order of the text, the first 20 of them") {
  ReadText read("preset: resnet50\nfoo: 1\nconv-bias: maybe\ninput: {height: 0}\nhead: {classes: ten}\n");
  CHECK(read.errors == 4);
  const size_t unknown = read.messages.find("spec-unknown-key"), flag = read.messages.find("spec-not-a-flag"),
               size = read.messages.find("spec-input-size"), integer = read.messages.find("spec-not-an-integer");
  CHECK((unknown < flag && flag < size && size < integer && integer != std::string::npos));

  std::string many = "preset: resnet50\n";
  for (int i = 0; i < 30; ++i)
    many += "key" + std::to_string(i) + ": 1\n";
  ReadText manyErrors(many);
  CHECK(manyErrors.errors == 30);
  CHECK(manyErrors.says("10 more errors are not shown"));
  CHECK(manyErrors.says("'key19'"));
  CHECK(!manyErrors.says("'key20'"));
}

TEST_CASE("one mistake gives one message") {
  CHECK(ReadText("preset: resnet50\nstem: {filters: 0}\nstages: [{blocks: 1}]").errors == 1);
  CHECK(ReadText("presett: resnet50\n").errors == 1);
  CHECK(ReadText("preset: nonsense\n").errors == 1);
  CHECK(ReadText("preset: resnet50\ninput: {channels: 1}").errors == 1);
  CHECK(ReadText("stages: 3\n").errors == 1);
  CHECK(ReadText("preset: resnet50\nstages: [{blocks: 1, filters: 99999}, {blocks: 1}]").errors == 1);
}

TEST_CASE("the user's bytes are escaped and long lines are cut") {
  CHECK(escapeText("a\x1b[31m\xff\xc3\xa9") == "a\\x1B[31m\\xFF\xc3\xa9");
  CHECK(escapeText("\xe2\x80\xae") == "\\xE2\\x80\\xAE"); // turns the direction of text
  ReadText read("preset: " + std::string(5000, 'x') + "\n", "n\x1b.yaml");
  CHECK(read.says("n\\x1B.yaml:1:9: error"));
  CHECK(read.messages.size() < 400);
}

TEST_CASE("the caret stands below its word behind a tab, a wide and a composed character") {
  ReadText read("preset: resnet50 # x\nname: \"\xe4\xb8\xad\xc3\xa9\"\nhead: {name: \"\xe4\xb8\xad\", classes: x}\n");
  CHECK(read.says("head: {name: \"\xe4\xb8\xad\", classes: x}\n" + std::string(28, ' ') + "^\n"));
}

TEST_CASE("places are the same with CRLF, CR and a byte-order mark") {
  for (const char *newline : {"\n", "\r\n", "\r"})
    for (const char *mark : {"", "\xef\xbb\xbf"}) {
      ReadText read(std::string(mark) + "preset: resnet50" + newline + "# c" + newline + "stem: {kernel: 8}" + newline);
      CHECK(read.says(
          "net.yaml:3:16: error: `kernel` is 8, but kernels are odd [spec-kernel-even]\nstem: {kernel: 8}\n"));
    }
}

TEST_CASE("suggestions are near words only") {
  const llvm::StringRef words[] = {"bottleneck", "basic"};
  CHECK(nearestWord("boottleneck", words) == "bottleneck");
  CHECK(nearestWord("Basic", words) == "basic");
  CHECK(nearestWord("xyz", words).empty());
  CHECK(suggestWord("xyz", words) == "one of bottleneck, basic");
  CHECK(nearestWord(std::string(1000, 'b'), words).empty());
}

TEST_CASE("a key in the wrong mapping is told where it belongs") {
  CHECK(ReadText("preset: resnet50\nepochs: 5\n").says("hint: 'epochs' belongs under `train`"));
  CHECK(ReadText("preset: resnet50\ntrain: {padding: same}\n").says("hint: 'padding' belongs at the top of the file"));
}

TEST_CASE("what a program puts into a Spec is checked without places") {
  Spec spec = findPreset("resnet50")->spec;
  spec.batchNorm->epsilon = NAN;
  spec.train.optimizer.rate = -INFINITY;
  DiagnosticList found;
  checkSpec(spec, {}, found);
  REQUIRE(found.size() == 2);
  CHECK(found[0].id == "spec-epsilon");
  CHECK(found[0].place.line == 0);
  CHECK(found[1].id == "spec-rate");
}

TEST_CASE("names are C identifiers and no words of C or C++") {
  CHECK(isIdentifier("resnet50"));
  CHECK(!isIdentifier("../x"));
  CHECK(!isIdentifier(std::string(65, 'a')));
  CHECK(isKeyword("int"));
  CHECK(isKeyword("xor_eq"));
  for (const char *text : {"", "int", "_x", "resnetc_a", "RESNETC", "9", "../../x", "\xc3\xa9", "a-b"}) {
    CAPTURE(text);
    const std::string name = makeIdentifier(text);
    CHECK(ReadText("preset: resnet50\nname: " + name).good());
  }
}

TEST_CASE("numbers are written with the shortest digits that read back to the same bits") {
  CHECK(numberText(0.1) == "0.1");
  CHECK(numberText(1e-3) == "0.001");
  std::mt19937_64 random(1);
  for (int i = 0; i < 1000; ++i) {
    const double value = std::ldexp(double(random() >> 11), int(random() % 30) - 70);
    if (value < 1e-6)
      continue;
    ReadText read("preset: resnet50\npreprocess: {std: [1, 1, " + numberText(value) + "]}");
    INFO(read.messages);
    REQUIRE(read.good());
    CHECK(read.spec().preprocess.std[2] == value);
  }
}

TEST_CASE("the hash of a spec follows its values, not its spelling") {
  const std::string hash = hashSpec(ReadText("preset: resnet50").spec());
  CHECK(hash.size() == 64);
  CHECK(hash == hashSpec(ReadText("# mine\nstem: {kernel: 7}\npreset: 'resnet50'\n").spec()));
  CHECK(hash != hashSpec(ReadText("preset: resnet50\nstem: {kernel: 5}\n").spec()));
}
