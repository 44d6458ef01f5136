// Every pass, one after the other, on nets that use the whole language: what the
// interpreter computes before it is what it computes after it.
#include "tests/unit/passes/PassList.h"
#include "tests/unit/passes/RandomSpec.h"
#include "frontend/import/ImportSpec.h"
#include "frontend/spec/SpecParser.h"
#include "frontend/spec/SpecWriter.h"
#include "ir/interpreter/PlanInterpreter.h"
#include "ir/interpreter/SeededValues.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include <catch2/catch.hpp>

using namespace mlir;
using namespace resnetc;

namespace {
Tensor must(llvm::Expected<Tensor> value) {
  if (!value)
    FAIL(llvm::toString(value.takeError()));
  return std::move(*value);
}

Tensor must(llvm::Expected<std::vector<Tensor>> values) {
  if (!values)
    FAIL(llvm::toString(values.takeError()));
  return values->front();
}

/// Largest difference, relative to the largest value.
double difference(const Tensor &a, const Tensor &b) {
  REQUIRE(a.shape == b.shape);
  double worst = 0, largest = 1e-30;
  for (size_t i = 0; i < a.values.size(); ++i) {
    if (!std::isfinite(a.values[i]))
      return a.values[i];
    worst = std::max(worst, std::abs(a.values[i] - b.values[i]));
    largest = std::max(largest, std::abs(b.values[i]));
  }
  return worst / largest;
}

/// One net on its way through the passes, with what it has to compute.
class Journey {
public:
  Journey(const std::string &text, const char *targets) {
    std::string messages;
    llvm::raw_string_ostream stream(messages);
    Diagnostics diagnostics(stream);
    auto spec = parseSpec(text, "net.yaml", diagnostics);
    INFO(messages);
    REQUIRE(spec.has_value());
    module = importSpec(context, spec->spec, spec->source, writeResolvedSpec(spec->spec));
    net = *module->getOps<resnet::NetOp>().begin();
    net.setBatch(ArrayRef<int64_t>{1, 2});
    net.setTarget(StringRef(targets));
    parameters = seededParameters(net, 5);
    images = seededImages(net.imagesType(2).getShape().vec(), 11);
    expected = forwarded(net.lookupSymbol<resnet::FuncOp>("forward"), images);
  }

  void run(const NamedPass &pass) {
    REQUIRE(succeeded(runPass(*module, pass)));
    for (auto each : module->getOps<resnet::NetOp>())
      net = each; // the last target's
  }

  /// Of both batch sizes, from the expected probabilities.
  double error() {
    double one = difference(infer(image(0)), row(expected, 0));
    double two = difference(infer(images), expected);
    return std::isfinite(one) && std::isfinite(two) ? std::max(one, two) : NAN;
  }

private:
  Tensor infer(const Tensor &input) {
    std::string name = "infer_" + std::to_string(input.shape[0]);
    if (auto forward = net.lookupSymbol<resnet::FuncOp>("forward"))
      return forwarded(forward, input);
    if (net.lookupSymbol<resnet::PlanOp>(name)) {
      PlanInterpreter interpreter(net);
      if (llvm::Error wrong = interpreter.prepare(parameters))
        FAIL(llvm::toString(std::move(wrong)));
      return must(interpreter.infer(input));
    }
    PackedValues packed;
    if (auto prepare = net.lookupSymbol<resnet::FuncOp>("prepare"))
      if (auto done = interpret(prepare, {}, parameters, packed); !done)
        FAIL(llvm::toString(done.takeError()));
    return must(interpret(net.lookupSymbol<resnet::FuncOp>(name), {input}, parameters, packed));
  }

  /// Before there is a function for each batch size: image by image.
  Tensor forwarded(resnet::FuncOp forward, const Tensor &input) {
    Tensor all;
    PackedValues none;
    for (int64_t i = 0; i < input.shape[0]; ++i)
      append(all, must(interpret(forward, {row(input, i)}, parameters, none)));
    return all;
  }

  Tensor image(int64_t i) const { return row(images, i); }

  static Tensor row(const Tensor &all, int64_t i) {
    Tensor one = all;
    int64_t size = all.values.size() / all.shape[0];
    one.shape[0] = 1;
    one.values.assign(all.values.begin() + i * size, all.values.begin() + (i + 1) * size);
    return one;
  }

  static void append(Tensor &all, const Tensor &one) {
    if (all.values.empty())
      all.shape = one.shape, all.shape[0] = 0;
    all.values.insert(all.values.end(), one.values.begin(), one.values.end());
    ++all.shape[0];
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  OwningOpRef<ModuleOp> module;
  resnet::NetOp net;
  ParameterValues parameters;
  Tensor images, expected;
};
} // namespace

TEST_CASE("every pass keeps what the net computes, for any spec of the language", "[passes]") {
  auto index = GENERATE(range(0, 40));
  std::string text = randomSpec(index);
  INFO(text);
  Journey journey(text, targetsOf(index));
  for (const NamedPass &pass : allPasses(index % 2 ? 3 : 0)) {
    INFO("after " << pass.name);
    journey.run(pass);
    REQUIRE(journey.error() < 1e-11);
  }
}
