// One net through the whole compiler: each phase must mean what the one before meant.
#include "ir/interpreter/PlanInterpreter.h"
#include "ir/interpreter/SeededValues.h"
#include "mlir/Pass/PassManager.h"
#include "passes/Pipelines.h"
#include "tests/unit/interpreter/ParsedNet.h"
#include "tests/unit/interpreter/TinyNet.h"

using namespace resnetc;

namespace {
const Tensor images = seededImages({2, 16, 16, 3}, 5), pixels = seededPixels({1, 16, 16, 3}, 5);

Tensor imageOf(size_t n) {
  const auto first = images.values.begin() + std::ptrdiff_t(n) * 768;
  return {{1, 16, 16, 3}, {first, first + 768}};
}

/// A net at a phase, with the probabilities of two images that phase 0 gives.
struct Lowered : ParsedNet {
  explicit Lowered(int phase) : ParsedNet(tinyNet()), parameters(seededParameters(net(), 5)) {
    PackedValues none;
    want = filled({2, 0});
    for (size_t n = 0; n < 2; ++n) {
      const Tensor row = take(interpret(function("forward"), {imageOf(n)}, parameters, none))[0];
      want.values.insert(want.values.end(), row.values.begin(), row.values.end());
    }
    want.shape = {2, 4};
    mlir::PassManager passes(&context);
    for (const PhaseInfo &each : phasesFor(net()))
      if (each.addPasses && each.number <= phase)
        each.addPasses(passes);
    REQUIRE(mlir::succeeded(passes.run(*module)));
  }
  ParameterValues parameters;
  Tensor want;
};

/// True if a kernel reads these bytes as its input, with the halo; nobody reads a residual's.
bool isInput(resnet::PlanOp plan, resnet::BufferAttr buffer) {
  for (auto run : plan.getOps<resnet::RunOp>())
    if (run.getReads()[0] == buffer)
      return true;
  return false;
}

Tensor firstRow(const Tensor &rows) { return {{1, 4}, {rows.values.begin(), rows.values.begin() + 4}}; }
} // namespace

TEST_CASE("fused and scheduled functions give what the paper's words give") {
  const int phase = GENERATE(2, 3);
  CAPTURE(phase);
  Lowered lowered(phase);
  PackedValues packed;
  take(interpret(lowered.function("prepare"), {}, lowered.parameters, packed));
  const auto infer = [&](const char *name, const Tensor &batch) {
    return take(interpret(lowered.function(name), {batch}, {}, packed))[0]; // no parameter is read any more
  };
  requireClose(infer("infer_2", images), lowered.want);
  requireClose(infer("infer_1", imageOf(0)), firstRow(lowered.want));
}

TEST_CASE("the plan gives what the paper's words give") {
  Lowered lowered(4);
  PlanInterpreter interpreter(lowered.net());
  CHECK(messageOf(interpreter.prepare(lowered.parameters)) == "");
  requireClose(take(interpreter.infer(images)), lowered.want);
  requireClose(take(interpreter.infer(imageOf(0))), firstRow(lowered.want));
}

TEST_CASE("pixels become the same images in each phase") {
  Lowered scheduled(3), planned(4);
  PackedValues packed;
  const Tensor want = take(interpret(scheduled.function("preprocess_1"), {pixels}, {}, packed))[0];
  CHECK(want.values[0] == Approx((pixels.values[2] - 103.5) / 64));
  requireClose(take(PlanInterpreter(planned.net()).preprocess(pixels)), want);
}

TEST_CASE("the loss of any zero_halo before a convolution shows in the numbers") {
  Lowered lowered(4);
  PlanInterpreter interpreter(lowered.net());
  CHECK(messageOf(interpreter.prepare(lowered.parameters)) == "");
  auto plan = lowered.net().lookupSymbol<resnet::PlanOp>("infer_2");
  int dropped = 0;
  for (auto zero : llvm::make_early_inc_range(plan.getOps<resnet::ZeroHaloOp>())) {
    if (!isInput(plan, zero.getBuffer()))
      continue;
    CAPTURE(zero.getBuffer().getOffset());
    mlir::OpBuilder builder(zero->getNextNode());
    mlir::Operation *saved = zero->clone();
    zero->erase();
    CHECK_FALSE(isClose(take(interpreter.infer(images)), lowered.want));
    builder.insert(saved);
    ++dropped;
  }
  CHECK(dropped == 3);
  requireClose(take(interpreter.infer(images)), lowered.want);
}
