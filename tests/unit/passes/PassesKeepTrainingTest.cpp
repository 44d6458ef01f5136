// Every pass on the functions of training: loss, right answers, updated parameters, the optimizer's
// state and gradients are after it what they were in phase 1.
#include "tests/unit/passes/PassList.h"
#include "tests/unit/passes/RandomSpec.h"
#include "frontend/import/ImportSpec.h"
#include "frontend/import/ImportTraining.h"
#include "frontend/spec/SpecParser.h"
#include "frontend/spec/SpecWriter.h"
#include "ir/interpreter/PlanInterpreter.h"
#include "ir/interpreter/SeededValues.h"
#include "ir/interpreter/Training.h"
#include "ir/interpreter/Updates.h"
#include "ir/machine/KernelArguments.h"
#include "passes/NamedBuffers.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include <catch2/catch.hpp>

using namespace mlir;
using namespace resnetc;

namespace {
const char *const functions[] = {"train_step", "gradients", "evaluate"};

/// All numbers that a function leaves behind, by name.
using Left = std::map<std::string, std::vector<double>>;

/// Largest difference of two of them, relative to the largest value of its tensor.
double difference(const Left &now, const Left &before) {
  double worst = 0;
  for (const auto &[name, values] : before) {
    INFO(name);
    REQUIRE(now.count(name));
    const std::vector<double> &others = now.at(name);
    REQUIRE(others.size() == values.size());
    double largest = 1e-4, distance = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      if (!std::isfinite(others[i]))
        return NAN;
      largest = std::max(largest, std::abs(values[i]));
      distance = std::max(distance, std::abs(values[i] - others[i]));
    }
    worst = std::max(worst, distance / largest);
  }
  return worst;
}

constexpr int64_t batch = 3;

class Journey {
public:
  Journey(const std::string &text, const char *targets, int64_t count) {
    std::string messages;
    llvm::raw_string_ostream stream(messages);
    Diagnostics diagnostics(stream);
    auto spec = parseSpec(text, "net.yaml", diagnostics);
    INFO(messages);
    REQUIRE(spec.has_value());
    module = importSpec(context, spec->spec, spec->source, writeResolvedSpec(spec->spec));
    net = *module->getOps<resnet::NetOp>().begin();
    importTraining(net, spec->spec, spec->source, batch);
    net.setTarget(StringRef(targets));
    run({"Differentiate", [] { return createDifferentiate(); }});
    start.parameters = seededParameters(net, 5);
    start.hyper = {count, 0.05, 0.9, true, 1e-3, 2};
    images = seededImages(net.imagesType(batch).getShape().vec(), 11);
    labels = filled({batch});
    const int64_t classes = net.getClasses();
    for (int64_t i = 0; i < batch; ++i)
      labels.values[size_t(i)] = i < count ? double(3 * i % classes) : -1;
    std::fill(images.values.begin() + images.elements() / batch * count, images.values.end(), NAN);
    for (const char *name : functions)
      expected[name] = leave(name);
  }

  void run(const NamedPass &pass) {
    REQUIRE(succeeded(runPass(*module, pass)));
    for (auto each : module->getOps<resnet::NetOp>())
      net = each; // the last target's
  }

  void requireSame() {
    for (const char *name : functions) {
      INFO("in @" << name);
      REQUIRE(difference(leave(name), expected[name]) < 1e-9);
    }
  }

private:
  Left leave(const char *name) {
    if (auto plan = net.lookupSymbol<resnet::PlanOp>(name))
      return runPlan(plan);
    TrainingState state = start;
    auto results = interpretTraining(net.lookupSymbol<resnet::FuncOp>(name), images, labels, state);
    if (!results)
      FAIL(llvm::toString(results.takeError()));
    Left left = {{"loss", (*results)[0].values}, {"correct", (*results)[1].values}};
    if (name == StringRef("gradients"))
      for (auto &[parameter, gradient] : state.gradients)
        left["gradient of " + parameter] = gradient.values;
    if (name == StringRef("train_step"))
      addState(left, state);
    return left;
  }

  static void addState(Left &left, const TrainingState &state) {
    for (auto &[name, value] : state.parameters)
      left[name] = value.values;
    for (auto &[name, value] : state.velocity)
      left["state 0 of " + name] = value.values;
    for (auto &[name, value] : state.firstMoment)
      left["state 0 of " + name] = value.values;
    for (auto &[name, value] : state.secondMoment)
      left["state 1 of " + name] = value.values;
  }

  Left runPlan(resnet::PlanOp plan) {
    const Alignment alignment = alignmentOf(net, plan.getSymName());
    const std::vector<int64_t> offsets = parameterOffsets(net, alignment);
    const int64_t bytes = offsets.back();
    PlanInterpreter interpreter(net);
    auto space = [&](resnet::Space which) -> std::vector<double> & { return interpreter.space(which); };
    space(resnet::Space::Parameters).assign(size_t(bytes / 4), NAN);
    for (auto [parameter, offset] : llvm::zip(net.getOps<resnet::ParameterOp>(), offsets)) {
      const Tensor &value = start.parameters.at(parameter.getSymName().str());
      std::copy(value.values.begin(), value.values.end(), space(resnet::Space::Parameters).begin() + offset / 4);
    }
    space(resnet::Space::Optimizer).assign(size_t(optimizerOffset(bytes, bytes, 1, alignment) / 4), 0);
    space(resnet::Space::Gradients).assign(size_t(bytes / 4), 0);
    space(resnet::Space::Metrics).assign(size_t(alignment.tensors / 4 + 1), NAN);
    space(resnet::Space::Images) = images.values;
    space(resnet::Space::Labels) = labels.values;
    space(resnet::Space::Hyper) = told();
    if (llvm::Error error = interpreter.run(plan))
      FAIL(llvm::toString(std::move(error)));
    Left left = {{"loss", {space(resnet::Space::Metrics).front()}}, {"correct", {space(resnet::Space::Metrics).back()}}};
    for (auto [parameter, offset] : llvm::zip(net.getOps<resnet::ParameterOp>(), offsets)) {
      std::string name = parameter.getSymName().str();
      auto slice = [&, elements = parameter.tensorType().getNumElements()](resnet::Space which, int64_t from) {
        auto first = space(which).begin() + from / 4;
        return std::vector<double>(first, first + elements);
      };
      left[name] = slice(resnet::Space::Parameters, offset);
      left["gradient of " + name] = slice(resnet::Space::Gradients, offset);
      for (int64_t moment = 0; moment < 2; ++moment)
        left["state " + std::to_string(moment) + " of " + name] =
            slice(resnet::Space::Optimizer, optimizerOffset(offset, bytes, moment, alignment));
    }
    return left;
  }

  /// What an entry point makes of the step's numbers.
  std::vector<double> told() {
    resnet::TrainAttr train = *net.getTrain();
    const AdamDetails details = {train.getBeta1().getValueAsDouble(), train.getBeta2().getValueAsDouble(), 1e-7, false};
    std::vector<double> hyper(hyperValues, 0);
    hyper[hyperImages] = double(start.hyper.images);
    hyper[hyperRate] = start.hyper.rate;
    hyper[hyperMomentum] = start.hyper.momentum;
    hyper[hyperNesterov] = start.hyper.nesterov;
    hyper[hyperWeightDecay] = start.hyper.weightDecay;
    hyper[hyperAdamCorrection] = adamCorrection(start.hyper.step, details);
    return hyper;
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  OwningOpRef<ModuleOp> module;
  resnet::NetOp net;
  TrainingState start;
  Tensor images, labels;
  std::map<std::string, Left> expected;
};
} // namespace

TEST_CASE("every pass keeps what a step of training does, for any spec of the language", "[passes]") {
  auto index = GENERATE(range(0, 40));
  const std::string targets = targetsOf(index);
  const bool hasDevice = targets.find(',') != std::string::npos; // whose training pools channels in fours
  std::string text = randomSpec(uint64_t(index) + 1000, hasDevice ? 2 : 1);
  INFO(text);
  Journey journey(text, targets.c_str(), index % 3 ? batch : batch - 1);
  for (const NamedPass &pass : allPasses(index % 2 ? 3 : 0)) {
    INFO("after " << pass.name);
    journey.run(pass);
    journey.requireSame();
  }
}

TEST_CASE("every pass keeps what a step of Adam and a frozen stem do", "[passes]") {
  std::string optimizer = GENERATE("{type: adam, rate: 0.01}", "{type: adamw, rate: 0.01}");
  std::string freeze = GENERATE("none", "conv1", "stage2");
  const char *targets = GENERATE("x86-64-v3", "x86-64-v3,cuda-80");
  Journey journey("preset: resnet18\nname: net\ninput: {height: 33, width: 39}\nstem: {filters: 4}\nstages: [{blocks: 1, "
                  "filters: 4}, {blocks: 1, filters: 8}]\nhead: {classes: 5}\ntrain: {optimizer: " +
                      optimizer + ", freeze-until: " + freeze + ", label-smoothing: 0.1}\n",
                  targets, batch - 1);
  for (const NamedPass &pass : allPasses(2)) {
    INFO("after " << pass.name);
    journey.run(pass);
    journey.requireSame();
  }
}
