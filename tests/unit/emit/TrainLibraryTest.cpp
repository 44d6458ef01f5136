// A library with training from end to end: planned by hand, with kernels made by hand.
#include "backends/emit/EmitError.h"
#include "runtime/include/resnetc/net.h"
#include "tests/unit/emit/HandmadeNet.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <dlfcn.h>
#include <limits>

using namespace resnetc;

namespace {
class Loaded {
public:
  explicit Loaded(const HandmadeNet &net) : handle(dlopen(net.file("libhand.so").c_str(), RTLD_NOW | RTLD_LOCAL)) {
    INFO((handle ? "" : dlerror()));
    REQUIRE(handle);
    table = reinterpret_cast<const resnetc_net *(*)()>(dlsym(handle, "hand_net"))();
  }
  ~Loaded() { dlclose(handle); }
  bool exports(const char *name) const { return dlsym(handle, name) != nullptr; }

  const resnetc_net *table;

private:
  void *handle;
};

/// The library of HandmadeNet, compiled once for all tests that only call it.
struct Compiled {
  Compiled() { net.mustEmit(); }
  HandmadeNet net;
};
const HandmadeNet &compiled() {
  static const Compiled one;
  return one.net;
}

/// Memory for all calls of the net.
struct Memory {
  Memory() {
    for (int i = 0; i < 20; ++i)
      parameters[i] = float(i), gradients[i] = -7;
    for (float &value : optimizer)
      value = -1;
  }
  alignas(64) float parameters[32] = {}, optimizer[64] = {}, gradients[32] = {};
  alignas(64) char arena[128 + 128] = {};
  std::vector<float> images = {2, 0, 0, 0, 4, 0, 0, 0, 9, 0, 0, 0};
  std::vector<int32_t> labels = {1, 2, 3};
  resnetc_hyper hyper = {0.5f, 0, 0, 0, 0, 0};
  resnetc_metrics metrics = {-1, -1};
};

std::string faultOf(HandmadeNet &net) {
  llvm::Error error = net.emit();
  REQUIRE(bool(error));
  CHECK(error.isA<InternalError>());
  return llvm::toString(std::move(error));
}
} // namespace

TEST_CASE("the table of a library with training says what it needs", "[emit]") {
  Loaded library(compiled());
  const resnetc_net &table = *library.table;
  CHECK(table.train_batch == 3);
  CHECK(table.train_arena_bytes == 128); // the largest of the three plans', on 64
  CHECK(table.train_scratch_bytes == 128);
  CHECK(table.optimizer_bytes == 128 + 80); // Adam's second half on 64 bytes
  CHECK(table.scratch_bytes == 0);          // infer does not pay for training's kernels
  CHECK(table.arena_bytes == 0);
  CHECK(table.parameters[0].trainable == 1);
  CHECK(table.parameters[1].trainable == 0); // frozen
  for (const char *call : {"hand_train_step", "hand_gradients", "hand_evaluate", "hand_infer"})
    CHECK(library.exports(call));
}

TEST_CASE("a step runs its plan: loss, then updates of parameters and optimizer", "[emit]") {
  Loaded library(compiled());
  Memory memory;
  memory.hyper.step = 1;
  REQUIRE(library.table->train_step(memory.parameters, memory.optimizer, memory.images.data(), memory.labels.data(), 3,
                                    &memory.hyper, &memory.metrics, memory.arena, nullptr) == RESNETC_OK);
  CHECK(memory.metrics.loss == 5);
  CHECK(memory.metrics.correct == 6);
  const double correction = std::sqrt(1 - 0.99 * 0.99) / (1 - 0.9 * 0.9);
  for (int i = 0; i < 16; ++i) {
    CHECK(memory.parameters[i] == float(i) - 2.5f);
    CHECK(memory.optimizer[i] == 5);
    CHECK(memory.optimizer[32 + i] == Approx(correction).epsilon(1e-6));
  }
  for (int i = 16; i < 20; ++i)
    CHECK(memory.parameters[i] == float(i));
  for (int i = 16; i < 32; ++i)
    CHECK(memory.optimizer[i] == -1);
}

TEST_CASE("fewer images than were compiled are a batch of their own", "[emit]") {
  Loaded library(compiled());
  Memory memory;
  memory.labels[2] = -1; // not of this batch
  memory.images[8] = NAN;
  REQUIRE(library.table->evaluate(memory.parameters, memory.images.data(), memory.labels.data(), 2, &memory.metrics,
                                  memory.arena, nullptr) == RESNETC_OK);
  CHECK(memory.metrics.loss == 3);
  CHECK(memory.metrics.correct == 3);
}

TEST_CASE("gradients has a zero where nothing is trained", "[emit]") {
  Loaded library(compiled());
  Memory memory;
  memory.gradients[20] = 13; // beyond the blob
  REQUIRE(library.table->gradients(memory.parameters, memory.gradients, memory.images.data(), memory.labels.data(), 1,
                                   &memory.metrics, memory.arena, nullptr) == RESNETC_OK);
  for (int i = 0; i < 20; ++i)
    CHECK(memory.gradients[i] == (i < 16 ? 2 : 0));
  CHECK(memory.gradients[20] == 13);
}

TEST_CASE("a loss that is not finite is told, and changes nothing", "[emit]") {
  Loaded library(compiled());
  Memory memory;
  const float infinity = std::numeric_limits<float>::infinity();
  memory.images[4] = GENERATE_COPY(NAN, infinity, -infinity);
  const Memory before = memory;
  const resnetc_net &table = *library.table;
  const float *images = memory.images.data();
  const int32_t *labels = memory.labels.data();
  const int which = GENERATE(0, 1, 2);
  CHECK((which == 0   ? table.train_step(memory.parameters, memory.optimizer, images, labels, 3, &memory.hyper,
                                         &memory.metrics, memory.arena, nullptr)
         : which == 1 ? table.gradients(memory.parameters, memory.gradients, images, labels, 3, &memory.metrics,
                                        memory.arena, nullptr)
                      : table.evaluate(memory.parameters, images, labels, 3, &memory.metrics, memory.arena, nullptr)) ==
        RESNETC_NON_FINITE);
  CHECK_FALSE(std::isfinite(memory.metrics.loss));
  CHECK(memory.metrics.correct == 6);
  CHECK(std::memcmp(memory.parameters, before.parameters, sizeof memory.parameters) == 0);
  CHECK(std::memcmp(memory.optimizer, before.optimizer, sizeof memory.optimizer) == 0);
  CHECK(std::memcmp(memory.gradients, before.gradients, sizeof memory.gradients) == 0);
}

TEST_CASE("header and manifest of a library with training say so", "[emit]") {
  const std::string header = contentOf(compiled().file("hand.h")), manifest = contentOf(compiled().file("hand.json"));
  for (const char *line : {"#define HAND_TRAIN_BATCH 3 ", "#define HAND_TRAIN_ARENA_BYTES(threads) (128LL + 128LL * (threads))",
                           "#define HAND_OPTIMIZER_BYTES 208 ", "Adam with beta1 0.9, beta2 0.99, epsilon 1e-07",
                           "int hand_train_step(float *parameters", "int hand_gradients(", "int hand_evaluate("})
    CHECK_THAT(header, Catch::Contains(line));
  for (const char *line : {"\"optimizer\": \"adam\"", "\"beta1\": 0.9", "\"symbol\": \"hand_evaluate\"",
                           "\"optimizer_bytes\": 208"})
    CHECK_THAT(manifest, Catch::Contains(line));
  CHECK(header.find('{') == header.find("{\n")); // no name was left unfilled before the first struct
}

TEST_CASE("a library without training has none of it", "[emit]") {
  HandmadeNet net(HandmadeNet::Training::None);
  net.mustEmit();
  Loaded library(net);
  const resnetc_net &table = *library.table;
  CHECK(table.train_batch == 0);
  CHECK(table.train_arena_bytes + table.train_scratch_bytes + table.optimizer_bytes == 0);
  CHECK(table.train_step == nullptr);
  CHECK(table.gradients == nullptr);
  CHECK(table.evaluate == nullptr);
  for (const char *call : {"hand_train_step", "hand_gradients", "hand_evaluate"})
    CHECK_FALSE(library.exports(call));
  CHECK(contentOf(net.file("hand.h")).find("HAND_TRAIN") == std::string::npos);
  CHECK(contentOf(net.file("hand.json")).find("\"train\"") == std::string::npos);
  // Not even as local code: names of functions stay in the archive's symbol table.
  const std::string archive = contentOf(net.file("libhand.a"));
  CHECK(archive.find("support_prepare") + archive.find("hand_prepare") != 2 * std::string::npos);
  for (const char *name : {"train_step", "support_gradients", "train_code"})
    CHECK(archive.find(name) == std::string::npos);
}

TEST_CASE("plans of training that break their promise are our bug", "[emit]") {
  HandmadeNet net;
  SECTION("an update before the loss") {
    net.edit("-> arena[0 : 64], metrics[0 : 4]", "-> optimizer[0 : 64], metrics[0 : 4]");
    CHECK_THAT(faultOf(net), Catch::Contains("@train_step writes optimizer before the loss is known"));
  }
  SECTION("no loss") {
    net.edit("metrics[0 : 4]", "arena[0 : 4]");
    CHECK_THAT(faultOf(net), Catch::Contains("@train_step writes"));
  }
  SECTION("a plan that is missing") {
    net.edit("@gradients", "@infer_2");
    CHECK_THAT(faultOf(net), Catch::Contains("@gradients"));
  }
}
