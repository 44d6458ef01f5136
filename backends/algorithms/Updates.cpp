#include "backends/algorithms/Updates.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Interior.h"
#include "backends/algorithms/Reals.h"

namespace resnetc {
using namespace Halide;

namespace {
UpdateAlgorithm begin(const KernelKey &key) {
  UpdateAlgorithm update;
  update.i = Var("i");
  std::vector<Expr> unknown;
  for (const KernelArgument &argument : argumentsOf(key))
    if (argument.written)
      update.written.push_back(argument.name), unknown.push_back(undef<float>());
    else
      update.kernel.inputs.push_back(makeInput(argument));
  if (isGrid(key)) {
    update.kernel.output = Func("output");
    update.kernel.output(update.i) = Tuple(unknown);
  }
  return update;
}

void finish(const KernelKey &key, UpdateAlgorithm &update, const std::vector<Expr> &values) {
  if (isGrid(key)) {
    update.kernel.output(update.i) = Tuple(values); // with loads of itself, all are computed before the first store
    fixVectors(update.kernel.output, argumentsOf(key).back().extents[0]);
    return;
  }
  std::vector<Expr> stored;
  Func computed("values"), output("output");
  computed(update.i) = Tuple(values);
  for (size_t j = 0; j < values.size(); ++j)
    stored.push_back(computed(update.i)[int(j)]);
  output(update.i) = Tuple(stored);
  fixVectors(output, argumentsOf(key).back().extents[0]);
  update.values = computed;
  update.kernel.output = output;
}

Expr hyperOf(const UpdateAlgorithm &update, HyperIndex index) { return inputOf(update.kernel, "hyper")(int(index)); }

Expr constant(double value) { return Expr(float(value)); }
} // namespace

Expr UpdateAlgorithm::old(const std::string &name) const {
  for (size_t j = 0; kernel.output.defined() && j < written.size(); ++j)
    if (written[j] == name)
      return kernel.output(i)[int(j)];
  return inputOf(kernel, name)(i);
}

UpdateAlgorithm defineSgdUpdate(const KernelKey &key) {
  UpdateAlgorithm update = begin(key);
  const auto of = [&](const char *name) { return update.old(name); };
  const Expr parameter = of("parameter"), momentum = hyperOf(update, hyperMomentum);
  const Expr pull = hyperOf(update, hyperRate) * (of("gradient") + hyperOf(update, hyperWeightDecay) * parameter);
  const Expr velocity = momentum * of("velocity") - pull;
  const Expr ahead = select(hyperOf(update, hyperNesterov) != 0.0f, momentum * velocity - pull, velocity);
  finish(key, update, {parameter + ahead, velocity});
  return update;
}

UpdateAlgorithm defineAdamUpdate(const KernelKey &key) {
  UpdateAlgorithm update = begin(key);
  const auto of = [&](const char *name) { return update.old(name); };
  const double beta1 = key.real("beta1"), beta2 = key.real("beta2");
  const Expr rate = hyperOf(update, hyperRate), decay = hyperOf(update, hyperWeightDecay);
  const Expr parameter = of("parameter");
  const bool decoupled = key.flag("adamw");
  const Expr gradient = decoupled ? of("gradient") : of("gradient") + decay * parameter;
  const Expr kept = decoupled ? parameter - rate * decay * parameter : parameter;
  const Expr first = constant(beta1) * of("first_moment") + constant(1 - beta1) * gradient;
  const Expr second = constant(beta2) * of("second_moment") + constant(1 - beta2) * gradient * gradient;
  const Expr step = rate * hyperOf(update, hyperAdamCorrection);
  finish(key, update, {kept - step * first / (sqrt(second) + constant(key.real("epsilon"))), first, second});
  return update;
}

UpdateAlgorithm defineUpdateMoving(const KernelKey &key) {
  UpdateAlgorithm update = begin(key);
  const Reals real(key);
  const auto of = [&](const char *name) { return real(update.old(name)); };
  Expr variance = of("variance");
  if (key.integer("pixels") > 0) {
    const Expr values = real(hyperOf(update, hyperImages)) * real(double(key.integer("pixels")));
    variance = select(values > real(1.0), variance * values / max(values - real(1.0), real(1.0)), variance);
  }
  const Expr momentum = real(key.real("momentum")), rest = real(1 - key.real("momentum"));
  finish(key, update,
         {cast<float>(momentum * of("moving_mean") + rest * of("mean")),
          cast<float>(momentum * of("moving_variance") + rest * variance)});
  return update;
}

} // namespace resnetc
