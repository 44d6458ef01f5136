// The checks and the composition of batches, with a net whose plans only take notes.
#include "runtime/embed/support.h"
#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <vector>

namespace {
std::string notes; ///< of plans that ran, in order
int failAt = 0;    ///< the plan of this size fails

template <int n>
int32_t runPlan(const void *, const float *images, float *out, void *arena, Worker *worker, int32_t wantLogits) {
  notes += (wantLogits ? "L" : "P") + std::to_string(n) + " ";
  std::memset(arena, 0, 64);
  std::memset(worker->scratch, 0, worker->scratchBytes);
  for (int i = 0; i < n; ++i)
    out[i] = images[2 * i] + images[2 * i + 1];
  return n == failAt ? 23 : 0;
}

int32_t prepare(const float *, void *packed, Worker *) {
  std::strcpy(static_cast<char *>(packed), "packed");
  return 0;
}

int32_t preprocess(const uint8_t *pixels, float *images, Worker *) {
  images[0] = pixels[0];
  images[1] = pixels[5];
  return 0;
}

const PlanCode plans[] = {{4, runPlan<4>}, {2, runPlan<2>}, {1, runPlan<1>}};
const resnetc_parameter parameterTable[] = {{"bn/gamma", {16}, 1, 1, 0}};

NetCode makeNet() {
  NetCode net = {};
  net.imageValues = 2;
  net.pixelBytes = 6;
  net.classes = 1;
  net.maxBatch = 7;
  net.scratchBytes = 64;
  net.activationBytes = 64;
  net.arenaBytes = 128;
  net.activationBytes1 = 64;
  net.arenaBytes1 = 128;
  net.planCount = 3;
  net.parameterCount = 1;
  net.plans = plans;
  net.parameters = parameterTable;
  net.prepare = prepare;
  net.preprocess = preprocess;
  return net;
}

struct Call {
  Call() { notes.clear(), failAt = 0; }
  NetCode net = makeNet();
  alignas(64) char packed[64] = {};
  alignas(64) uint8_t arena[128 + 64 + 64] = {};
  std::vector<float> images = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  std::vector<float> out = std::vector<float>(8, -1);

  int32_t infer(int32_t batch, int32_t wantLogits = 0) {
    return support_infer(&net, packed, images.data(), batch, out.data(), arena, nullptr, wantLogits);
  }
};
} // namespace

TEST_CASE("a batch is composed of the compiled sizes, the largest first", "[embed]") {
  Call call;
  CHECK(call.infer(7) == 0);
  CHECK(notes == "P4 P2 P1 ");
  CHECK(call.out == std::vector<float>{3, 7, 11, 15, 19, 23, 27, -1});
  notes.clear();
  CHECK(call.infer(3, 1) == 0);
  CHECK(notes == "L2 L1 ");
}

TEST_CASE("a plan that fails ends the call with its status", "[embed]") {
  Call call;
  failAt = 2;
  CHECK(call.infer(7) == 23);
  CHECK(notes == "P4 P2 ");
}

TEST_CASE("pixels are preprocessed image by image into the arena", "[embed]") {
  Call call;
  resnetc_pool *pool = GENERATE(false, true) ? resnetc_pool_create(2, 0) : nullptr;
  std::vector<uint8_t> pixels(18);
  for (size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = uint8_t(i);
  CHECK(support_infer_u8(&call.net, call.packed, pixels.data(), 3, call.out.data(), call.arena, pool, 0) == 0);
  CHECK(notes == "P2 P1 ");
  CHECK(call.out == std::vector<float>{5, 17, 29, -1, -1, -1, -1, -1});
  std::vector<float> images(6);
  CHECK(support_preprocess(&call.net, pixels.data(), 3, images.data()) == 0);
  CHECK(images == std::vector<float>{0, 5, 6, 11, 12, 17});
  CHECK(support_preprocess(&call.net, pixels.data(), 0, images.data()) == RESNETC_BAD_BATCH);
  CHECK(support_preprocess(&call.net, nullptr, 1, images.data()) == RESNETC_NULL_POINTER);
  resnetc_pool_destroy(pool);
}

TEST_CASE("wrong arguments are a status, and no plan runs", "[embed]") {
  Call call;
  const auto infer = [&](const void *packed, const float *images, int32_t batch, float *out, void *arena) {
    return support_infer(&call.net, packed, images, batch, out, arena, nullptr, 0);
  };
  const float *images = call.images.data();
  float *out = call.out.data();
  CHECK(infer(nullptr, images, 1, out, call.arena) == RESNETC_NULL_POINTER);
  CHECK(infer(call.packed, nullptr, 1, out, call.arena) == RESNETC_NULL_POINTER);
  CHECK(infer(call.packed, images, 1, nullptr, call.arena) == RESNETC_NULL_POINTER);
  CHECK(infer(call.packed, images, 1, out, nullptr) == RESNETC_NULL_POINTER);
  CHECK(infer(call.packed + 4, images, 1, out, call.arena) == RESNETC_MISALIGNED);
  CHECK(infer(call.packed, images, 1, out, call.arena + 32) == RESNETC_MISALIGNED);
  for (int32_t batch : {0, -1, 8, INT32_MIN, INT32_MAX})
    CHECK(infer(call.packed, images, batch, out, call.arena) == RESNETC_BAD_BATCH);
  CHECK(notes.empty());
}

TEST_CASE("prepare checks its memory and the processor", "[embed]") {
  Call call;
  alignas(64) float parameters[17];
  CHECK(support_prepare(&call.net, parameters, call.packed) == 0);
  CHECK(std::string(call.packed) == "packed");
  CHECK(support_prepare(&call.net, nullptr, call.packed) == RESNETC_NULL_POINTER);
  CHECK(support_prepare(&call.net, parameters, nullptr) == RESNETC_NULL_POINTER);
  CHECK(support_prepare(&call.net, parameters + 1, call.packed) == RESNETC_MISALIGNED);
  call.net.cpuLevel = 99;
  CHECK(support_prepare(&call.net, parameters, call.packed) == RESNETC_CPU_LACKS_FEATURE);
  CHECK(support_fill_parameters(&call.net, parameters, 0) == 0);
  CHECK(parameters[15] == 1);
  CHECK(support_fill_parameters(&call.net, nullptr, 0) == RESNETC_NULL_POINTER);
  CHECK(support_fill_parameters(&call.net, parameters + 1, 0) == RESNETC_MISALIGNED);
}

TEST_CASE("every status has its own sentence", "[embed]") {
  std::vector<std::string> sentences;
  for (int status : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 99, -5}) {
    std::string text = resnetc_status_text(status);
    CHECK(std::find(sentences.begin(), sentences.end(), text) == sentences.end());
    sentences.push_back(text);
  }
  CHECK(resnetc_status_text(1000) == std::string("unknown status"));
}
