#include "frontend/spec/Presets.h"
#include "frontend/spec/NetShape.h"
#include "frontend/spec/SpecWriter.h"
#include "tests/unit/spec/ReadText.h"
#include <catch2/catch.hpp>

using namespace resnetc;

namespace {

struct Row {
  const char *preset;
  int64_t total, trainable, multiplyAdds, layers;
};

// Summaries of Keras, keras.applications and torchvision; the CIFAR nets of He et al. with
// the batch norm's moving values counted.
const Row rows[] = {
    {"resnet18", 11703912, 11694312, 1797705728, 18},
    {"resnet34", 21823208, 21806184, 3639209984, 34},
    {"resnet50", 25636712, 25583592, 3834331136, 50},
    {"resnet101", 44707176, 44601832, 7546552320, 101},
    {"resnet152", 60419944, 60268520, 11258773504, 152},
    {"keras-resnet50", 25636712, 25583592, 3857973248, 50},
    {"keras-resnet101", 44707176, 44601832, 7570194432, 101},
    {"keras-resnet152", 60419944, 60268520, 11282415616, 152},
    {"torchvision-resnet18", 11699112, 11689512, 1814073344, 18},
    {"torchvision-resnet34", 21814696, 21797672, 3663761408, 34},
    {"torchvision-resnet50", 25610152, 25557032, 4089184256, 50},
    {"torchvision-resnet101", 44654504, 44549160, 7801405440, 101},
    {"torchvision-resnet152", 60344232, 60192808, 11513626624, 152},
    {"cifar-resnet20", 271098, 269722, 40551040, 20},
    {"cifar-resnet32", 466426, 464154, 68862592, 32},
    {"cifar-resnet44", 661754, 658586, 97174144, 44},
    {"cifar-resnet56", 857082, 853018, 125485696, 56},
    {"cifar-resnet110", 1736058, 1727962, 252887680, 110},
    {"cifar-plain20", 271098, 269722, 40551040, 20},
    {"cifar-plain32", 466426, 464154, 68862592, 32},
    {"cifar-plain44", 661754, 658586, 97174144, 44},
    {"cifar-plain56", 857082, 853018, 125485696, 56},
    {"cifar-plain110", 1736058, 1727962, 252887680, 110},
};

} // namespace

TEST_CASE("every preset has the published number of parameters, multiply-adds and layers") {
  REQUIRE(allPresets().size() == std::size(rows));
  for (const Row &row : rows) {
    CAPTURE(row.preset);
    const Preset *preset = findPreset(row.preset);
    REQUIRE(preset);
    const NetTotals totals = countNet(preset->spec);
    CHECK(totals.totalParameters == row.total);
    CHECK(totals.totalParameters - totals.nonTrainableParameters == row.trainable);
    CHECK(totals.multiplyAdds == row.multiplyAdds);
    CHECK(totals.layers == row.layers);
  }
}

TEST_CASE("a spec of one preset line is that preset") {
  for (const Preset &preset : allPresets()) {
    ReadText read("preset: " + preset.name + "\n");
    INFO(read.messages);
    REQUIRE(read.good());
    CHECK(writeResolvedSpec(read.spec()) == writeResolvedSpec(preset.spec));
  }
}

TEST_CASE("every preset's resolved text reads back to itself, with and without its preset line") {
  for (const Preset &preset : allPresets()) {
    const std::string text = writeResolvedSpec(preset.spec);
    ReadText read(text);
    INFO(read.messages);
    REQUIRE(read.good());
    CHECK(writeResolvedSpec(read.spec()) == text);

    std::string bare = text;
    bare.replace(bare.find("preset: "), bare.find('\n', bare.find("preset: ")) - bare.find("preset: ") + 1, "");
    ReadText readBare(bare);
    INFO(readBare.messages);
    REQUIRE(readBare.good());
    CHECK(writeResolvedSpec(readBare.spec()) == bare);
  }
}

TEST_CASE("init's short and full forms say the same net") {
  for (const Preset &preset : allPresets())
    for (int64_t classes : {preset.spec.head.classes, int64_t(7)}) {
      ReadText small(writeShortSpec(preset, classes)), full(writeFullSpec(preset, classes));
      INFO(small.messages << full.messages);
      REQUIRE((small.good() && full.good()));
      CHECK(writeResolvedSpec(small.spec()) == writeResolvedSpec(full.spec()));
      CHECK(small.spec().head.classes == classes);
      CHECK(small.spec().head.name == preset.spec.head.name);
    }
}

TEST_CASE("init's full form has a comment on every line that has a key") {
  llvm::SmallVector<llvm::StringRef> lines;
  const std::string text = writeFullSpec(*findPreset("torchvision-resnet50"), 1000);
  llvm::StringRef(text).split(lines, '\n', -1, false);
  for (llvm::StringRef line : lines) {
    CAPTURE(line.str());
    CHECK((line.contains('#') || line.ltrim().starts_with("- ")));
    CHECK(line.size() <= 120);
  }
}

TEST_CASE("a preset's name with underscores names the net, else the file's stem does") {
  CHECK(ReadText("preset: torchvision-resnet18").spec().name == "torchvision_resnet18");
  CHECK(ReadText("stages: [{blocks: 1}]", "dir/my net-2.yaml").spec().name == "my_net_2");
  CHECK(ReadText("stages: [{blocks: 1}]", "50.yaml").spec().name == "net_50");
  CHECK(ReadText("stages: [{blocks: 1}]", "int.yaml").spec().name == "net_int");
  CHECK(ReadText("stages: [{blocks: 1}]", "").spec().name == "net");
}
