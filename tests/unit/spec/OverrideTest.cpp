#include "frontend/spec/SpecOverride.h"
#include "frontend/spec/SpecWriter.h"
#include <catch2/catch.hpp>

using namespace resnetc;
using Catch::Contains;

namespace {

struct Overridden {
  std::string spec, errors; ///< the resolved text, or what was printed
};

Overridden override(const std::string &text, const std::vector<SpecOverride> &overrides) {
  Overridden result;
  llvm::raw_string_ostream stream(result.errors);
  Diagnostics diagnostics(stream);
  std::optional<ParsedSpec> parsed = parseSpec(text, "net.yaml", diagnostics);
  REQUIRE(parsed);
  if (overrideSpec(*parsed, overrides, diagnostics))
    result.spec = writeResolvedSpec(parsed->spec);
  else
    CHECK(!result.errors.empty());
  return result;
}

std::string resolved(const std::string &text) { return override(text, {}).spec; }

} // namespace

TEST_CASE("a value given beside the text is as one that stands in it", "[spec]") {
  const std::vector<SpecOverride> overrides = {
      {"train.optimizer.rate", "--rate", "0.25"},
      {"train.shuffle", "--no-shuffle", "false"},
      {"train.callbacks", "--callbacks", "[terminate-on-nan, {early-stopping: {patience: 2}}]"}};
  CHECK(override("preset: resnet50\ntrain: {epochs: 3, optimizer: {rate: 0.5}}", overrides).spec ==
        resolved("preset: resnet50\ntrain: {epochs: 3, optimizer: {rate: 0.25}, shuffle: false, "
                 "callbacks: [terminate-on-nan, {early-stopping: {patience: 2}}]}"));
}

TEST_CASE("the last value of a key counts, and the order of others does not", "[spec]") {
  CHECK(override("preset: resnet50", {{"train.schedule.every", "--every", "3"},
                                      {"train.epochs", "--epochs", "4"},
                                      {"train.schedule.type", "--schedule", "step"},
                                      {"train.epochs", "--epochs", "5"}})
            .spec == resolved("preset: resnet50\ntrain: {epochs: 5, schedule: {type: step, every: 3}}"));
}

TEST_CASE("a wrong value is refused under the flag's name with the spec's words", "[spec]") {
  struct Case {
    SpecOverride value;
    const char *says;
  };
  auto wrong = GENERATE(
      Case{{"train.optimizer.rate", "--rate", "0"}, "--rate: error: `rate` is 0 [spec-rate]"},
      Case{{"train.optimizer.rate", "--rate", "fast"}, "--rate: error: "}, Case{{"train.batch", "--batch", "5000"}, "1..4096"},
      Case{{"train.batch", "--batch", "1.5"}, "--batch: error: "}, Case{{"train.optimizer.type", "--optimizer", "adamm"}, "adam"},
      Case{{"train.epochs", "--epochs", ""}, "--epochs: error: the value is empty"},
      Case{{"train.freeze-until", "--freeze-until", "stage9"}, "--freeze-until: error: the net has no part"},
      Case{{"train.callbacks", "--callbacks", "[lunch]"}, "--callbacks: error: "},
      Case{{"train.callbacks", "--callbacks", "[{early-stopping: {patience: -1}}]"}, "--callbacks: error: `patience` is -1"},
      Case{{"train.seed", "--seed", "&a 1"}, "--seed: error: "}, Case{{"train.seed", "--seed", "\x1b[2J"}, "--seed: error: "},
      Case{{"train.optimizer.beta1", "--beta1", "0.5"}, "--beta1: error: "},
      Case{{"train.schedule.type", "--schedule", "step"}, "--schedule: error: a step schedule needs `every`"});
  CAPTURE(wrong.value.label, wrong.value.text);
  Overridden result = override("preset: resnet50", {wrong.value});
  CHECK(result.spec == "");
  CHECK_THAT(result.errors, Contains(wrong.says));
  CHECK(result.errors.find('\x1b') == std::string::npos);
}

TEST_CASE("what the text says of another optimizer or schedule is forgotten", "[spec]") {
  const std::string text = "preset: resnet50\ntrain: {optimizer: {momentum: 0.5, decay: 0.1}}";
  CHECK(override(text, {{"train.optimizer.type", "--optimizer", "adam"}, {"train.schedule.type", "--schedule", "constant"}})
            .spec == resolved("preset: resnet50\ntrain: {optimizer: {type: adam}, schedule: {type: constant}}"));
  Overridden both = override(text, {{"train.optimizer.type", "--optimizer", "adam"},
                                    {"train.optimizer.momentum", "--momentum", "0.5"}});
  CHECK_THAT(both.errors, Contains("--momentum: error: "));
}
