// Every call of a compiled net against the interpreter of its plans.
#include "ir/interpreter/PlanInterpreter.h"
#include "ir/interpreter/SeededValues.h"
#include "tests/network/CompiledNet.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

using namespace resnetc;
using Answer = CompiledNet::Answer;

namespace {
struct Expected {
  Tensor probabilities, logits;
};

Tensor must(llvm::Expected<Tensor> value) {
  if (!value)
    FAIL(llvm::toString(value.takeError()));
  return std::move(*value);
}

/// What the plan of one image says, image by image.
Expected expectedOf(CompiledNet &net, const Tensor &images) {
  PlanInterpreter interpreter(net.module());
  if (llvm::Error error = interpreter.prepare(seededParameters(net.module(), 3)))
    FAIL(llvm::toString(std::move(error)));
  Expected expected;
  const int64_t n = images.shape[0], size = images.elements() / n;
  Tensor last;
  for (int64_t i = 0; i < n; ++i) {
    Tensor one{{1, images.shape[1], images.shape[2], images.shape[3]},
               {images.values.begin() + i * size, images.values.begin() + (i + 1) * size}};
    Tensor logits;
    Tensor row = must(interpreter.infer(one, [&](llvm::StringRef, const Tensor &value) {
      logits = std::exchange(last, value);
    }));
    auto append = [](Tensor &all, const Tensor &more) {
      all.values.insert(all.values.end(), more.values.begin(), more.values.end());
    };
    append(expected.probabilities, row);
    append(expected.logits, logits);
  }
  return expected;
}

Tensor imagesFor(const resnetc_net &table, int64_t n) {
  return seededImages({n, table.height, table.width, table.channels}, 8);
}
} // namespace

TEST_CASE("a compiled net computes what its plan means, for every batch and number of threads", "[network]") {
  const auto target = GENERATE(from_range(hostTargets()));
  CAPTURE(target);
  CompiledNet net(tinySpec(), target, {1, 3});
  CHECK(net.table().max_batch == 3);
  const Tensor images = imagesFor(net.table(), 3);
  const Expected expected = expectedOf(net, images);
  const std::vector<float> values = floatsOf(images);
  const auto probabilities = net.run(values, 3, Answer::Probabilities), logits = net.run(values, 3, Answer::Logits);
  CHECK(difference(probabilities, expected.probabilities) < 1e-5);
  CHECK(difference(logits, expected.logits) < 1e-5);

  // Size 1, then 1 and 1, composed: the same to rounding.
  for (int32_t batch : {1, 2}) {
    Expected first = expected;
    first.logits.values.resize(size_t(batch * net.table().classes));
    CHECK(difference(net.run(values, batch, Answer::Logits), first.logits) < 1e-5);
  }
  for (int32_t threads : {2, 3, 8}) {
    resnetc_pool *pool = net.table().pool_create(threads, 0);
    REQUIRE(pool);
    CHECK(net.run(values, 3, Answer::Logits, pool) == logits); // the same bits
    CHECK(net.run(values, 3, Answer::Probabilities, pool) == probabilities);
    net.table().pool_destroy(pool);
  }
}

TEST_CASE("pixels give what their preprocessed images give", "[network]") {
  CompiledNet net(tinySpec(), hostTargets().back(), {1, 2});
  const resnetc_net &table = net.table();
  REQUIRE(table.has_preprocess);
  const Tensor source = seededPixels({3, table.height, table.width, 3}, 4);
  const std::vector<uint8_t> pixels(source.values.begin(), source.values.end());
  std::vector<float> images(source.values.size());
  REQUIRE(table.preprocess(pixels.data(), 3, images.data()) == RESNETC_OK);
  PlanInterpreter interpreter(net.module());
  const int64_t size = source.elements() / 3;
  for (int64_t i = 0; i < 3; ++i) {
    const Tensor one{{1, table.height, table.width, 3},
                     {source.values.begin() + i * size, source.values.begin() + (i + 1) * size}};
    CHECK(difference({images.begin() + i * size, images.begin() + (i + 1) * size},
                     must(interpreter.preprocess(one))) < 1e-6);
  }
  resnetc_pool *pool = table.pool_create(2, 1);
  for (resnetc_pool *each : {static_cast<resnetc_pool *>(nullptr), pool})
    for (int32_t batch : {1, 2}) {
      CHECK(net.run(pixels, batch, Answer::Logits, each) == net.run(images, batch, Answer::Logits));
      CHECK(net.run(pixels, batch, Answer::Probabilities, each) == net.run(images, batch, Answer::Probabilities));
    }
  table.pool_destroy(pool);
}

TEST_CASE("a net without preprocessing, with channels first, has the calls that it can have", "[network]") {
  CompiledNet net("name: four\ninput: {height: 12, width: 16, channels: 4, layout: nchw}\n"
                  "stem: {filters: 8, kernel: 3, stride: 1, pool: none}\nstages:\n  - {blocks: 1}\n"
                  "head: {classes: 3}\n",
                  hostTargets().back(), {1});
  const resnetc_net &table = net.table();
  CHECK_FALSE(table.has_preprocess);
  CHECK(table.channels_first);
  CHECK(table.infer_u8 == nullptr);
  CHECK(table.logits_u8 == nullptr);
  CHECK(table.preprocess == nullptr);
  CHECK(table.preprocessing == nullptr);
  CHECK_THAT(contentOf(net.file("four.h")), !Catch::Contains("four_infer_u8") && Catch::Contains("4 x 12 x 16 float32, NCHW"));
  const Tensor images = seededImages({1, 4, 12, 16}, 8);
  CHECK(difference(net.run(floatsOf(images), 1, Answer::Logits), expectedOf(net, images).logits) < 1e-5);
}

TEST_CASE("the table describes the net", "[network]") {
  CompiledNet net(tinySpec(), hostTargets().front(), {1, 3});
  const resnetc_net &table = net.table();
  CHECK(table.abi_version == RESNETC_ABI_VERSION);
  CHECK(std::string(table.name) == "tiny");
  CHECK(std::string(table.target) == hostTargets().front());
  CHECK(table.spec == net.module().getSpec());
  CHECK(std::string(table.spec_hash).size() == 64);
  CHECK(table.height == 33);
  CHECK(table.width == 30);
  CHECK(table.classes == 10);
  int64_t offset = 0;
  for (int32_t i = 0; i < table.parameter_count; ++i) {
    const resnetc_parameter &parameter = table.parameters[i];
    CHECK(parameter.offset == offset);
    offset += std::accumulate(parameter.shape, parameter.shape + parameter.rank, int64_t(1), std::multiplies<>());
    const bool isMoving = std::string(parameter.name).find("/moving_") != std::string::npos;
    CHECK(parameter.trainable == !isMoving);
  }
  CHECK(table.parameters_bytes == 4 * offset);
  CHECK(table.arena_bytes % 64 == 0);
  CHECK(table.scratch_bytes % 64 == 0);
  int64_t macs = 0;
  for (int32_t i = 0; i < table.layer_count; ++i)
    macs += table.layers[i].multiply_adds;
  CHECK(table.multiply_adds == macs);
  CHECK(macs > 0);
  CHECK(std::string(table.layers[table.layer_count - 1].name) == "softmax");
  CHECK(std::string(table.status_text(3)).find("batch") != std::string::npos);
}

TEST_CASE("wrong memory and batches are refused by the library", "[network]") {
  CompiledNet net(tinySpec(), hostTargets().front(), {1});
  const resnetc_net &table = net.table();
  Block arena(table.arena_bytes + table.scratch_bytes), out(4 * table.classes), parameters(table.parameters_bytes);
  const std::vector<float> images = floatsOf(imagesFor(table, 1));
  auto *place = static_cast<uint8_t *>(arena.data.get());
  CHECK(table.infer(net.packed(), images.data(), 2, out.floats(), place, nullptr) == RESNETC_BAD_BATCH);
  CHECK(table.infer(net.packed(), images.data(), 0, out.floats(), place, nullptr) == RESNETC_BAD_BATCH);
  CHECK(table.infer(net.packed(), images.data(), 1, out.floats(), place + 4, nullptr) == RESNETC_MISALIGNED);
  CHECK(table.logits(nullptr, images.data(), 1, out.floats(), place, nullptr) == RESNETC_NULL_POINTER);
  CHECK(table.infer_u8(net.packed(), nullptr, 1, out.floats(), place, nullptr) == RESNETC_NULL_POINTER);
  CHECK(table.prepare(parameters.floats() + 1, place) == RESNETC_MISALIGNED);
  CHECK(table.initialize(nullptr, 0) == RESNETC_NULL_POINTER);
}

TEST_CASE("initial parameters run to numbers", "[network]") {
  CompiledNet net(tinySpec(), hostTargets().front(), {1});
  const resnetc_net &table = net.table();
  Block parameters(table.parameters_bytes), packed(table.packed_bytes), arena(table.arena_bytes + table.scratch_bytes);
  REQUIRE(table.initialize(parameters.floats(), 0) == RESNETC_OK);
  REQUIRE(table.prepare(parameters.floats(), packed.data.get()) == RESNETC_OK);
  std::vector<float> row(size_t(table.classes));
  REQUIRE(table.infer(packed.data.get(), floatsOf(imagesFor(table, 1)).data(), 1, row.data(), arena.data.get(),
                      nullptr) == RESNETC_OK);
  CHECK(std::accumulate(row.begin(), row.end(), 0.0) == Approx(1));
}

TEST_CASE("a call writes nothing beside its arena, packed block and rows", "[network]") {
  CompiledNet net(tinySpec(), hostTargets().back(), {1, 3});
  const resnetc_net &table = net.table();
  resnetc_pool *pool = table.pool_create(2, 0);
  const int64_t arenaBytes = table.arena_bytes + 2 * table.scratch_bytes;
  Block arena(arenaBytes + 4096), packed(table.packed_bytes + 4096), parameters(table.parameters_bytes);
  auto isUntouched = [](Block &block, int64_t from) {
    const auto *bytes = static_cast<const uint8_t *>(block.data.get()) + from;
    return std::all_of(bytes, bytes + 4096, [](uint8_t byte) { return byte == 0xff; });
  };
  REQUIRE(table.initialize(parameters.floats(), 1) == RESNETC_OK);
  REQUIRE(table.prepare(parameters.floats(), packed.data.get()) == RESNETC_OK);
  CHECK(isUntouched(packed, table.packed_bytes));
  std::vector<uint8_t> pixels(size_t(3 * table.height * table.width * 3), 7);
  std::vector<float> rows(size_t(3 * table.classes) + 16, -7);
  REQUIRE(table.infer_u8(packed.data.get(), pixels.data(), 3, rows.data(), arena.data.get(), pool) == RESNETC_OK);
  CHECK(isUntouched(arena, arenaBytes));
  CHECK(std::all_of(rows.end() - 16, rows.end(), [](float value) { return value == -7; }));
  table.pool_destroy(pool);
}
