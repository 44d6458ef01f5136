#include "frontend/spec/KeyTable.h"
#include "frontend/spec/SpecWriter.h"
#include "tests/unit/spec/ReadText.h"
#include <catch2/catch.hpp>
#include <set>

using namespace resnetc;

namespace {

/// A spec and the same with one more key, or one key changed.
struct Variation {
  const char *path, *before, *after;
};

const char adam[] = "preset: resnet50\ntrain: {optimizer: {type: adam}}";
const char step[] = "preset: resnet50\ntrain: {schedule: {type: step, every: 3}}";
const char cosine[] = "preset: resnet50\ntrain: {schedule: {type: cosine, epochs: 3}}";
const char stopping[] = "preset: resnet50\ntrain: {callbacks: [{early-stopping: {patience: 1}}]}";
const char plateau[] = "preset: resnet50\ntrain: {callbacks: [{reduce-lr-on-plateau: {patience: 1}}]}";
const char base[] = "preset: resnet50";

const Variation variations[] = {
    {"preset", base, "preset: keras-resnet50"},
    {"name", base, "preset: resnet50\nname: other"},
    {"input", base, "preset: resnet50\ninput: {height: 256, width: 192}"},
    {"input.height", base, "preset: resnet50\ninput: {height: 256}"},
    {"input.width", base, "preset: resnet50\ninput: {width: 256}"},
    {"input.channels", "stages: [{blocks: 1}]", "stages: [{blocks: 1}]\ninput: {channels: 4}"},
    {"input.layout", base, "preset: resnet50\ninput: {layout: nchw}"},
    {"preprocess", base, "preset: resnet50\npreprocess: {order: rgb}"},
    {"preprocess.order", base, "preset: resnet50\npreprocess: {order: rgb}"},
    {"preprocess.scale", base, "preset: resnet50\npreprocess: {scale: 0.5}"},
    {"preprocess.mean", base, "preset: resnet50\npreprocess: {mean: [1, 2, 3]}"},
    {"preprocess.std", base, "preset: resnet50\npreprocess: {std: [1, 2, 3]}"},
    {"preprocess.resize", base, "preset: resnet50\npreprocess: {resize: shorter-side-and-crop}"},
    {"preprocess.short-side", "preset: resnet50\npreprocess: {resize: shorter-side-and-crop}",
     "preset: resnet50\npreprocess: {resize: shorter-side-and-crop, short-side: 300}"},
    {"preprocess.interpolation", base, "preset: resnet50\npreprocess: {interpolation: area}"},
    {"stem", base, "preset: resnet50\nstem: {filters: 32}"},
    {"stem.filters", base, "preset: resnet50\nstem: {filters: 32}"},
    {"stem.kernel", base, "preset: resnet50\nstem: {kernel: 5}"},
    {"stem.stride", base, "preset: resnet50\nstem: {stride: 1}"},
    {"stem.padding", base, "preset: resnet50\nstem: {padding: same}"},
    {"stem.pool", base, "preset: resnet50\nstem: {pool: none}"},
    {"stem.pool.kernel", base, "preset: resnet50\nstem: {pool: {kernel: 5}}"},
    {"stem.pool.stride", base, "preset: resnet50\nstem: {pool: {stride: 1}}"},
    {"stem.pool.padding", base, "preset: resnet50\nstem: {pool: {padding: same}}"},
    {"block", base, "preset: resnet50\nblock: basic"},
    {"expansion", base, "preset: resnet50\nexpansion: 2"},
    {"stride-on", base, "preset: resnet50\nstride-on: second"},
    {"shortcut", base, "preset: resnet50\nshortcut: C"},
    {"stages", base, "preset: resnet50\nstages: [{blocks: 2}]"},
    {"stages[].blocks", "stages: [{blocks: 1}]", "stages: [{blocks: 2}]"},
    {"stages[].filters", "stages: [{blocks: 1}]", "stages: [{blocks: 1, filters: 8}]"},
    {"stages[].stride", "stages: [{blocks: 1}]", "stages: [{blocks: 1, stride: 2}]"},
    {"padding", base, "preset: resnet50\npadding: same"},
    {"conv-bias", base, "preset: resnet50\nconv-bias: false"},
    {"batch-norm", base, "preset: resnet50\nbatch-norm: none"},
    {"batch-norm.epsilon", base, "preset: resnet50\nbatch-norm: {epsilon: 1e-5}"},
    {"batch-norm.momentum", base, "preset: resnet50\nbatch-norm: {momentum: 0.9}"},
    {"batch-norm.moving-variance", base, "preset: resnet50\nbatch-norm: {moving-variance: unbiased}"},
    {"projection", base, "preset: resnet50\nprojection: {batch-norm: false}"},
    {"projection.batch-norm", base, "preset: resnet50\nprojection: {batch-norm: false}"},
    {"head", base, "preset: resnet50\nhead: {classes: 10}"},
    {"head.classes", base, "preset: resnet50\nhead: {classes: 10}"},
    {"head.name", base, "preset: resnet50\nhead: {name: fc10}"},
    {"names", base, "preset: resnet50\nnames: torchvision"},
    {"train", base, "preset: resnet50\ntrain: {batch: 4}"},
    {"train.optimizer", base, "preset: resnet50\ntrain: {optimizer: {rate: 0.1}}"},
    {"train.optimizer.type", base, adam},
    {"train.optimizer.rate", base, "preset: resnet50\ntrain: {optimizer: {rate: 0.1}}"},
    {"train.optimizer.decay", base, "preset: resnet50\ntrain: {optimizer: {decay: 0}}"},
    {"train.optimizer.momentum", base, "preset: resnet50\ntrain: {optimizer: {momentum: 0.8}}"},
    {"train.optimizer.nesterov", base, "preset: resnet50\ntrain: {optimizer: {nesterov: false}}"},
    {"train.optimizer.weight-decay", base, "preset: resnet50\ntrain: {optimizer: {weight-decay: 1e-4}}"},
    {"train.optimizer.beta1", adam, "preset: resnet50\ntrain: {optimizer: {type: adam, beta1: 0.8}}"},
    {"train.optimizer.beta2", adam, "preset: resnet50\ntrain: {optimizer: {type: adam, beta2: 0.99}}"},
    {"train.optimizer.epsilon", adam, "preset: resnet50\ntrain: {optimizer: {type: adam, epsilon: 1e-8}}"},
    {"train.schedule", base, step},
    {"train.schedule.type", base, "preset: resnet50\ntrain: {schedule: {type: constant}}"},
    {"train.schedule.every", step, "preset: resnet50\ntrain: {schedule: {type: step, every: 4}}"},
    {"train.schedule.factor", step, "preset: resnet50\ntrain: {schedule: {type: step, every: 3, factor: 0.5}}"},
    {"train.schedule.epochs", cosine, "preset: resnet50\ntrain: {schedule: {type: cosine, epochs: 4}}"},
    {"train.schedule.floor", cosine, "preset: resnet50\ntrain: {schedule: {type: cosine, epochs: 3, floor: 1e-5}}"},
    {"train.schedule.warmup", base, "preset: resnet50\ntrain: {schedule: {warmup: 5}}"},
    {"train.label-smoothing", base, "preset: resnet50\ntrain: {label-smoothing: 0.1}"},
    {"train.freeze-until", base, "preset: resnet50\ntrain: {freeze-until: stage3}"},
    {"train.batch", base, "preset: resnet50\ntrain: {batch: 4}"},
    {"train.epochs", base, "preset: resnet50\ntrain: {epochs: 4}"},
    {"train.seed", base, "preset: resnet50\ntrain: {seed: 4}"},
    {"train.shuffle", base, "preset: resnet50\ntrain: {shuffle: false}"},
    {"train.augment", base, "preset: resnet50\ntrain: {augment: {crop-pad: 4}}"},
    {"train.augment.flip", base, "preset: resnet50\ntrain: {augment: {flip: false}}"},
    {"train.augment.crop-pad", base, "preset: resnet50\ntrain: {augment: {crop-pad: 4}}"},
    {"train.callbacks", base, "preset: resnet50\ntrain: {callbacks: [terminate-on-nan]}"},
    {"train.callbacks[].early-stopping", base, stopping},
    {"train.callbacks[].early-stopping.monitor", stopping,
     "preset: resnet50\ntrain: {callbacks: [{early-stopping: {patience: 1, monitor: loss}}]}"},
    {"train.callbacks[].early-stopping.patience", stopping,
     "preset: resnet50\ntrain: {callbacks: [{early-stopping: {patience: 2}}]}"},
    {"train.callbacks[].reduce-lr-on-plateau", base, plateau},
    {"train.callbacks[].reduce-lr-on-plateau.monitor", plateau,
     "preset: resnet50\ntrain: {callbacks: [{reduce-lr-on-plateau: {patience: 1, monitor: loss}}]}"},
    {"train.callbacks[].reduce-lr-on-plateau.factor", plateau,
     "preset: resnet50\ntrain: {callbacks: [{reduce-lr-on-plateau: {patience: 1, factor: 0.5}}]}"},
    {"train.callbacks[].reduce-lr-on-plateau.patience", plateau,
     "preset: resnet50\ntrain: {callbacks: [{reduce-lr-on-plateau: {patience: 2}}]}"},
    {"train.callbacks[].reduce-lr-on-plateau.min-rate", plateau,
     "preset: resnet50\ntrain: {callbacks: [{reduce-lr-on-plateau: {patience: 1, min-rate: 1e-6}}]}"},
    {"train.callbacks[].terminate-on-nan", base, "preset: resnet50\ntrain: {callbacks: [terminate-on-nan]}"},
};

std::string resolve(llvm::StringRef text) {
  ReadText read(text);
  INFO(text.str() << "\n" << read.messages);
  REQUIRE(read.good());
  return writeResolvedSpec(read.spec());
}

} // namespace

TEST_CASE("every key of the language changes the net that is read, and reads back") {
  for (const Variation &variation : variations) {
    CAPTURE(variation.path);
    const std::string after = resolve(variation.after);
    CHECK(resolve(variation.before) != after);
    CHECK(resolve(after) == after);
  }
}

TEST_CASE("the list of keys and the variations above name the same keys") {
  std::set<std::string> listed, varied;
  for (const SpecKey &key : specKeys())
    listed.insert(key.path.str());
  for (const Variation &variation : variations)
    varied.insert(variation.path);
  listed.erase("resnetc"); // has one value
  CHECK(listed == varied);
}

TEST_CASE("a mapping is merged by its own keys and a list replaces") {
  ReadText read("preset: resnet50\nstem: {pool: {padding: same}}\nstages: [{blocks: 1}, {blocks: 5}]\n"
                "preprocess: {mean: [1, 2, 3]}\n");
  REQUIRE(read.good());
  CHECK(read.spec().stem.filters == 64);
  CHECK(read.spec().stem.pool->kernel == 3);
  CHECK(read.spec().stem.pool->padding == StemPadding::Same);
  REQUIRE(read.spec().stages.size() == 2);
  CHECK(read.spec().stages[1].filters == 128);
  CHECK(read.spec().stages[1].stride == 2);
  CHECK(read.spec().preprocess.mean == std::vector<double>{1, 2, 3});
  CHECK(read.spec().preprocess.order == ColorOrder::Bgr);
}

TEST_CASE("a stage's filters double from the stem's on") {
  ReadText read("stages: [{blocks: 1}, {blocks: 1, filters: 96}, {blocks: 1}]\nstem: {filters: 24}\n");
  REQUIRE(read.good());
  CHECK(read.spec().stages[0].filters == 24);
  CHECK(read.spec().stages[1].filters == 96);
  CHECK(read.spec().stages[2].filters == 192);
}

TEST_CASE("the head is called by the family of names unless it has a name") {
  CHECK(ReadText("preset: resnet50\nnames: applications").spec().head.name == "predictions");
  CHECK(ReadText("preset: resnet50\nnames: applications\nhead: {name: fc10}").spec().head.name == "fc10");
}

TEST_CASE("places of preset, stem, head and stages are kept") {
  ReadText read("preset: resnet50\nhead: {classes: 3}\nstages:\n  - {blocks: 1}\n  - blocks: 2\n");
  REQUIRE(read.good());
  const SpecSource &source = read.parsed->source;
  CHECK(source.file == "net.yaml");
  CHECK(source.preset.line == 1);
  CHECK(source.stem.line == 0);
  CHECK(source.head.line == 2);
  REQUIRE(source.stages.size() == 2);
  CHECK(source.stages[0].line == 4);
  CHECK(source.stages[0].column == 5);
  CHECK(source.stages[1].line == 5);
}
