// The checks of the training calls and the numbers that their plans are given, with plans that take notes.
#include "ir/machine/KernelArguments.h"
#include "runtime/embed/support.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

using namespace resnetc;

namespace {
enum { BATCH = 4, CLASSES = 3 };

/// What the last plan was called with, and what it is to answer.
struct Seen {
  std::string plan;
  std::vector<float> hyper;
  const void *parameters, *state, *images, *labels, *arena;
  Worker worker;
  resnetc_metrics answer = {0.5f, 2};
  int32_t status = RESNETC_OK;
} seen;

int32_t note(const char *plan, const void *parameters, const void *state, const float *images, const int32_t *labels,
             const float *hyper, resnetc_metrics *metrics, void *arena, Worker *worker) {
  seen.plan = plan;
  seen.hyper.assign(hyper, hyper + hyperValues);
  seen.parameters = parameters, seen.state = state, seen.images = images, seen.labels = labels, seen.arena = arena;
  seen.worker = *worker;
  *metrics = seen.answer;
  return seen.status;
}

int32_t step(float *parameters, float *optimizer, const float *images, const int32_t *labels, const float *hyper,
             resnetc_metrics *metrics, void *arena, Worker *worker) {
  return note("step", parameters, optimizer, images, labels, hyper, metrics, arena, worker);
}
int32_t gradients(const float *parameters, float *gradients, const float *images, const int32_t *labels,
                  const float *hyper, resnetc_metrics *metrics, void *arena, Worker *worker) {
  return note("gradients", parameters, gradients, images, labels, hyper, metrics, arena, worker);
}
int32_t evaluate(const float *parameters, const float *images, const int32_t *labels, const float *hyper,
                 resnetc_metrics *metrics, void *arena, Worker *worker) {
  return note("evaluate", parameters, nullptr, images, labels, hyper, metrics, arena, worker);
}

/// The arguments of a call that is right, to be spoiled one at a time.
struct Call {
  Call() { seen = {}; }

  TrainCode net = {BATCH, CLASSES, 0, 128, 64, 0.9, 0.999, step, gradients, evaluate};
  alignas(64) float memory[3][16] = {};
  alignas(64) char arena[128 + 64] = {};
  float image[BATCH] = {};
  int32_t label[BATCH] = {0, 1, 2, 0};
  resnetc_metrics told = {-1, -1};
  resnetc_hyper numbers = {0.1f, 0, 0, 0, 0, 0};

  float *parameters = memory[0], *optimizer = memory[1], *gradient = memory[2];
  const float *images = image;
  const int32_t *labels = label;
  int32_t batch = BATCH;
  const resnetc_hyper *hyper = &numbers;
  resnetc_metrics *metrics = &told;
  void *start = arena;
  const resnetc_pool *pool = nullptr;

  int32_t trainStep() {
    return support_train_step(&net, parameters, optimizer, images, labels, batch, hyper, metrics, start, pool);
  }
  int32_t findGradients() {
    return support_gradients(&net, parameters, gradient, images, labels, batch, metrics, start, pool);
  }
  int32_t evaluateThem() {
    return support_evaluate(&net, parameters, images, labels, batch, metrics, start, pool);
  }

  /// What each call says; no plan may have run, nor a metric been written.
  std::vector<int32_t> refusals() {
    const std::vector<int32_t> statuses = {trainStep(), findGradients(), evaluateThem()};
    CHECK(seen.plan.empty());
    CHECK(told.loss == -1);
    CHECK(told.correct == -1);
    return statuses;
  }
};

template <typename Value> Value *shifted(Value *pointer, intptr_t bytes) {
  return reinterpret_cast<Value *>(reinterpret_cast<intptr_t>(pointer) + bytes);
}

std::vector<int32_t> allThree(int32_t status) { return {status, status, status}; }
} // namespace

TEST_CASE("each training call runs its plan on the caller's memory and tells its metrics", "[embed]") {
  Call call;
  resnetc_pool pool = {2, nullptr, nullptr};
  call.pool = &pool;
  const int which = GENERATE(0, 1, 2);
  CHECK((which == 0 ? call.trainStep() : which == 1 ? call.findGradients() : call.evaluateThem()) == RESNETC_OK);
  CHECK(seen.plan == (which == 0 ? "step" : which == 1 ? "gradients" : "evaluate"));
  CHECK(seen.parameters == call.parameters);
  CHECK(seen.state == (which == 0 ? call.optimizer : which == 1 ? call.gradient : nullptr));
  CHECK(seen.images == call.image);
  CHECK(seen.labels == call.label);
  CHECK(seen.arena == call.arena);
  CHECK(seen.worker.pool == &pool);
  CHECK(seen.worker.scratch == reinterpret_cast<uint8_t *>(call.arena) + 128);
  CHECK(seen.worker.top == seen.worker.scratch);
  CHECK(seen.worker.scratchBytes == 64);
  CHECK(call.told.loss == 0.5f);
  CHECK(call.told.correct == 2);
}

TEST_CASE("a step is told its numbers, the other calls only how many images there are", "[embed]") {
  Call call;
  call.batch = 3;
  call.numbers = {0.25f, 0, 0.875f, 0.0625f, 1, 0};
  REQUIRE(call.trainStep() == RESNETC_OK);
  CHECK(seen.hyper[hyperImages] == 3);
  CHECK(seen.hyper[hyperRate] == 0.25f);
  CHECK(seen.hyper[hyperMomentum] == 0.875f);
  CHECK(seen.hyper[hyperNesterov] == 1);
  CHECK(seen.hyper[hyperWeightDecay] == 0.0625f);
  call.numbers.nesterov = 0;
  REQUIRE(call.trainStep() == RESNETC_OK);
  CHECK(seen.hyper[hyperNesterov] == 0);
  REQUIRE(call.findGradients() == RESNETC_OK);
  CHECK(seen.hyper == std::vector<float>{3, 0, 0, 0, 0, 0, 0, 0});
  REQUIRE(call.evaluateThem() == RESNETC_OK);
  CHECK(seen.hyper == std::vector<float>{3, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("decay lowers the rate as Keras does, to the last bit of a float", "[embed]") {
  Call call;
  call.numbers.decay = 1e-4f;
  for (int64_t taken : {int64_t(0), int64_t(1), int64_t(781), int64_t(123456789), int64_t(1) << 40}) {
    CAPTURE(taken);
    call.numbers.step = taken;
    REQUIRE(call.trainStep() == RESNETC_OK);
    CHECK(seen.hyper[hyperRate] == float(double(0.1f) / (1 + double(1e-4f) * double(taken))));
  }
}

TEST_CASE("Adam's correction is that of the number of steps", "[embed]") {
  Call call;
  call.net.beta2 = GENERATE(0.999, 0.99, 0.95, 0.0);
  call.net.beta1 = GENERATE(0.9, 0.5, 0.0);
  for (int64_t taken : {int64_t(0), int64_t(1), int64_t(2), int64_t(6), int64_t(999), int64_t(1000000), INT64_MAX - 1}) {
    CAPTURE(call.net.beta1, call.net.beta2, taken);
    call.numbers.step = taken;
    REQUIRE(call.trainStep() == RESNETC_OK);
    const long double t = (long double)taken + 1;
    const long double want =
        std::sqrt(1 - std::pow((long double)call.net.beta2, t)) / (1 - std::pow((long double)call.net.beta1, t));
    CHECK(seen.hyper[hyperAdamCorrection] == Approx(double(want)).epsilon(1e-7).margin(0));
  }
}

TEST_CASE("a label that is no class is refused before anything runs, if it is one of the batch", "[embed]") {
  Call call;
  const int where = GENERATE(0, 2, 3);
  call.label[where] = GENERATE(-1, int(CLASSES), INT32_MAX, INT32_MIN);
  CHECK(call.refusals() == allThree(RESNETC_BAD_LABEL));
  call.batch = where;
  if (where > 0) {
    CHECK(call.trainStep() == RESNETC_OK);
    CHECK(call.findGradients() == RESNETC_OK);
    CHECK(call.evaluateThem() == RESNETC_OK);
  }
}

TEST_CASE("a batch is 1 to the size that was compiled", "[embed]") {
  Call call;
  call.batch = GENERATE(0, -1, BATCH + 1, INT32_MIN, INT32_MAX);
  CHECK(call.refusals() == allThree(RESNETC_BAD_BATCH));
}

TEST_CASE("memory that is missing is a status of every training call that needs it", "[embed]") {
  const int32_t null = RESNETC_NULL_POINTER;
  SECTION("parameters") { Call call; call.parameters = nullptr; CHECK(call.refusals() == allThree(null)); }
  SECTION("images") { Call call; call.images = nullptr; CHECK(call.refusals() == allThree(null)); }
  SECTION("labels") { Call call; call.labels = nullptr; CHECK(call.refusals() == allThree(null)); }
  SECTION("metrics") { Call call; call.metrics = nullptr; CHECK(call.refusals() == allThree(null)); }
  SECTION("arena") { Call call; call.start = nullptr; CHECK(call.refusals() == allThree(null)); }
  SECTION("optimizer") { Call call; call.optimizer = nullptr; CHECK(call.trainStep() == null); }
  SECTION("hyper") { Call call; call.hyper = nullptr; CHECK(call.trainStep() == null); }
  SECTION("gradients") { Call call; call.gradient = nullptr; CHECK(call.findGradients() == null); }
}

TEST_CASE("memory that lies askew is a status of every training call", "[embed]") {
  const int32_t askew = RESNETC_MISALIGNED;
  SECTION("parameters") { Call call; call.parameters += 8; CHECK(call.refusals() == allThree(askew)); }
  SECTION("arena") { Call call; call.start = call.arena + 32; CHECK(call.refusals() == allThree(askew)); }
  SECTION("images") { Call call; call.images = shifted(call.images, 2); CHECK(call.refusals() == allThree(askew)); }
  SECTION("labels") { Call call; call.labels = shifted(call.labels, 1); CHECK(call.refusals() == allThree(askew)); }
  SECTION("metrics") { Call call; call.metrics = shifted(call.metrics, 2); CHECK(call.refusals() == allThree(askew)); }
  SECTION("optimizer") { Call call; call.optimizer += 8; CHECK(call.trainStep() == askew); }
  SECTION("hyper") { Call call; call.hyper = shifted(call.hyper, 4); CHECK(call.trainStep() == askew); }
  SECTION("gradients") { Call call; call.gradient += 8; CHECK(call.findGradients() == askew); }
}

TEST_CASE("training asks for the processor that it was compiled for", "[embed]") {
  Call call;
  call.net.cpuLevel = 99;
  CHECK(call.refusals() == allThree(RESNETC_CPU_LACKS_FEATURE));
}

TEST_CASE("numbers that would make every parameter infinite are refused before the step", "[embed]") {
  Call call;
  const float infinity = std::numeric_limits<float>::infinity();
  const int which = GENERATE(0, 1, 2, 3, 4);
  if (which == 0)
    call.numbers.rate = NAN;
  else if (which == 1)
    call.numbers.momentum = infinity;
  else if (which == 2)
    call.numbers.weight_decay = -infinity;
  else if (which == 3)
    call.numbers.decay = -0.5f, call.numbers.step = 2; // 1 + decay * step is 0
  else
    call.numbers.step = -1;
  CAPTURE(which);
  CHECK(call.trainStep() == RESNETC_NON_FINITE);
  CHECK(seen.plan.empty());
  CHECK(call.told.loss == -1);
}

TEST_CASE("a loss that is not finite is told with its status, any other failure tells nothing", "[embed]") {
  Call call;
  seen.answer = {NAN, 1};
  seen.status = RESNETC_NON_FINITE;
  CHECK(call.trainStep() == RESNETC_NON_FINITE);
  CHECK(std::isnan(call.told.loss));
  CHECK(call.told.correct == 1);
  call.told = {-1, -1};
  seen.status = RESNETC_INTERNAL;
  CHECK(call.findGradients() == RESNETC_INTERNAL);
  CHECK(call.told.correct == -1);
}
