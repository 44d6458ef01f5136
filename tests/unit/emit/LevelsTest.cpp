// Which level of a library runs, with levels of which the first runs everywhere and the last nowhere.
#include "runtime/embed/support.h"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {
std::string notes; ///< of what ran, in order

template <char level> int32_t prepare(const float *, void *packed, Worker *) {
  notes += std::string("prepare ") + level + " ";
  std::memset(packed, level, 64);
  return 0;
}

template <char level>
int32_t runPlan(const void *packed, const float *, float *out, void *, Worker *, int32_t wantLogits) {
  notes += std::string(wantLogits ? "logits " : "infer ") + level + " ";
  *out = *static_cast<const char *>(packed);
  return 0;
}

template <char level> int32_t preprocess(const uint8_t *, float *, Worker *) {
  notes += std::string("preprocess ") + level + " ";
  return 0;
}

template <char level>
int32_t evaluate(const float *, const float *, const int32_t *, const float *, resnetc_metrics *, void *, Worker *) {
  notes += std::string("evaluate ") + level + " ";
  return 0;
}

template <char level> struct Level {
  explicit Level(int64_t cpuLevel) {
    net.imageValues = net.classes = net.maxBatch = net.planCount = 1;
    net.cpuLevel = train.cpuLevel = cpuLevel;
    net.plans = &plan;
    net.prepare = prepare<level>;
    net.preprocess = preprocess<level>;
    train.batch = train.classes = 1;
    train.evaluate = evaluate<level>;
  }
  PlanCode plan = {1, runPlan<level>};
  NetCode net = {};
  TrainCode train = {};
};

/// A library of the levels weak, middle and strong, of which the last is one that no processor has.
struct Library {
  explicit Library(const char *forced = nullptr) {
    notes.clear();
    forced ? setenv("RESNETC_TARGET", forced, 1) : unsetenv("RESNETC_TARGET");
  }
  ~Library() { unsetenv("RESNETC_TARGET"); }

  int32_t evaluate() {
    const int32_t label = 0;
    resnetc_metrics metrics;
    return support_levels_evaluate(&code, parameters, image, &label, 1, &metrics, arena, nullptr);
  }
  int32_t infer(int32_t wantLogits = 0) {
    return support_levels_infer(&code, packed, image, 1, &out, arena, nullptr, wantLogits);
  }

  Level<'w'> weak{0};
  Level<'m'> middle{0};
  Level<'s'> strong{1000};
  LevelCode levels[3] = {{"weak", &weak.net, &weak.train}, {"middle", &middle.net, &middle.train},
                         {"strong", &strong.net, &strong.train}};
  LevelsCode code = {3, levels};
  alignas(64) float parameters[16] = {};
  alignas(64) char packed[128] = {};
  alignas(64) char arena[64] = {};
  float image[1] = {}, out = 0;
};
} // namespace

TEST_CASE("the strongest level that the processor has prepares, and infer follows it", "[embed]") {
  Library library;
  CHECK(std::string(support_levels_target(&library.code)) == "middle");
  REQUIRE(support_levels_prepare(&library.code, library.parameters, library.packed) == RESNETC_OK);
  CHECK(library.infer() == RESNETC_OK);
  CHECK(library.infer(1) == RESNETC_OK);
  CHECK(notes == "prepare m infer m logits m ");
  CHECK(library.out == 'm'); // what a level packs lies behind the head
}

TEST_CASE("RESNETC_TARGET leaves no choice, and what is prepared keeps its level", "[embed]") {
  Library library("weak");
  CHECK(std::string(support_levels_target(&library.code)) == "weak");
  REQUIRE(support_levels_prepare(&library.code, library.parameters, library.packed) == RESNETC_OK);
  unsetenv("RESNETC_TARGET");
  CHECK(library.infer() == RESNETC_OK);
  uint8_t pixels[3] = {};
  CHECK(support_levels_infer_u8(&library.code, library.packed, pixels, 1, &library.out, library.arena, nullptr, 0) ==
        RESNETC_OK);
  CHECK(notes == "prepare w infer w preprocess w infer w ");
}

TEST_CASE("calls without a packed block choose anew each time", "[embed]") {
  Library library;
  uint8_t pixels[3] = {};
  CHECK(library.evaluate() == RESNETC_OK);
  CHECK(support_levels_preprocess(&library.code, pixels, 1, library.image) == RESNETC_OK);
  setenv("RESNETC_TARGET", "weak", 1);
  CHECK(library.evaluate() == RESNETC_OK);
  CHECK(support_levels_preprocess(&library.code, pixels, 1, library.image) == RESNETC_OK);
  CHECK(notes == "evaluate m preprocess m evaluate w preprocess w ");
}

TEST_CASE("a level that the processor lacks or the library has not is refused before anything is written", "[embed]") {
  Library library(GENERATE("strong", "x86-64-v1", "weaker"));
  CHECK(support_levels_target(&library.code) == nullptr);
  uint8_t pixels[3] = {};
  CHECK(support_levels_prepare(&library.code, library.parameters, library.packed) == RESNETC_CPU_LACKS_FEATURE);
  CHECK(support_levels_preprocess(&library.code, pixels, 1, library.image) == RESNETC_CPU_LACKS_FEATURE);
  CHECK(library.evaluate() == RESNETC_CPU_LACKS_FEATURE);
  CHECK(notes.empty());
  CHECK(std::string(library.packed, 128) == std::string(128, '\0'));
}

TEST_CASE("below the weakest level nothing runs", "[embed]") {
  Library library;
  library.code = {1, library.levels + 2};
  CHECK(support_levels_target(&library.code) == nullptr);
  CHECK(support_levels_prepare(&library.code, library.parameters, library.packed) == RESNETC_CPU_LACKS_FEATURE);
}

TEST_CASE("an empty RESNETC_TARGET is none", "[embed]") {
  Library library("");
  CHECK(std::string(support_levels_target(&library.code)) == "middle");
}

TEST_CASE("a packed block that no level prepared is refused", "[embed]") {
  Library library;
  const int64_t level = GENERATE(as<int64_t>{}, -1, 3, INT64_MIN, INT64_MAX);
  std::memcpy(library.packed, &level, sizeof level);
  CHECK(library.infer() == RESNETC_BAD_FILE);
  CHECK(support_levels_infer(&library.code, nullptr, library.image, 1, &library.out, library.arena, nullptr, 0) ==
        RESNETC_NULL_POINTER);
  CHECK(support_levels_infer(&library.code, library.packed + 8, library.image, 1, &library.out, library.arena, nullptr,
                             0) == RESNETC_MISALIGNED);
  CHECK(notes.empty());
}
