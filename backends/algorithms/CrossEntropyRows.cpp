#include "backends/algorithms/CrossEntropyRows.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Hyper.h"
#include "backends/algorithms/Logarithm.h"

namespace resnetc {
using namespace Halide;

namespace {
constexpr int bunches = 8;
constexpr int classesOfChain = 32;

struct Batch {
  int rows, classes;
  double smoothing;
  ImageParam logits, labels;
  Expr count;
  Var k, n;

  Expr labelOf(const Expr &row) const { return clamp(labels(row), 0, classes - 1); }
};

/// What is known of a row: its largest logit, how many are as large, and the powers of the others.
struct Row {
  Func largest, ties, rest;
  std::vector<Func> all;
};

/// The sum over the classes of value(class, n), a chain of a few at a time.
Func sumOfClasses(const Batch &batch, const std::string &name, std::vector<Func> &all,
                  const std::function<Expr(const Expr &)> &valueOf) {
  const int chains = (batch.classes + classesOfChain - 1) / classesOfChain;
  const RDom inner(0, classesOfChain, "inner"), outer(0, chains, "outer");
  const Var &n = batch.n, j("j");
  const Expr place = j * classesOfChain + inner, k = min(place, batch.classes - 1);
  Func chain(name + "_chain"), sum(name);
  chain(j, n) = 0.0f;
  chain(j, n) += select(place < batch.classes, valueOf(k), 0.0f);
  sum(n) = 0.0f;
  sum(n) += chain(outer, n);
  all.push_back(sum);
  return sum;
}

Row defineRow(const Batch &batch, const std::string &name) {
  const RDom row(0, batch.classes, "row");
  const Var &n = batch.n;
  Row values;
  Func largest(name + "_largest"), ties(name + "_ties");
  largest(n) = Float(32).min();
  largest(n) = max(largest(n), batch.logits(row, n));
  ties(n) = 0;
  ties(n) += cast<int>(batch.logits(row, n) == largest(n));
  values.all = {largest, ties};
  values.largest = largest, values.ties = ties;
  values.rest = sumOfClasses(batch, name + "_rest", values.all, [&](const Expr &k) {
    return select(batch.logits(k, n) == largest(n), 0.0f, exp(batch.logits(k, n) - largest(n)));
  });
  return values;
}

Func gradientOf(const Batch &batch, const Row &row) {
  const Var &k = batch.k, &n = batch.n;
  const Expr sum = row.rest(n) + cast<float>(row.ties(n)), power = exp(batch.logits(k, n) - row.largest(n));
  const Expr other = float(batch.smoothing / batch.classes);
  const Expr hit = float(1 - batch.smoothing + batch.smoothing / batch.classes);
  Func gradient("gradient");
  gradient(k, n) = select(n < batch.count,
                          (power / sum - select(k == batch.labelOf(n), hit, other)) / cast<float>(batch.count), 0.0f);
  return gradient;
}

/// Log of the sum of powers less the mean, weighted by t, of the logits.
Expr lossOf(const Batch &batch, Row &row, const Expr &at) {
  const Var &n = batch.n;
  Expr mean = float(1 - batch.smoothing) * (batch.logits(batch.labelOf(at), at) - row.largest(at));
  if (batch.smoothing > 0) {
    const Func below = sumOfClasses(batch, "below", row.all,
                                    [&](const Expr &k) { return batch.logits(k, n) - row.largest(n); });
    mean += float(batch.smoothing / batch.classes) * below(at);
  }
  return logarithmOfOneAnd(row.rest(at) + cast<float>(row.ties(at) - 1)) - mean;
}

/// 1 where the first largest logit is the label's, else 0; a row with a NaN is never right.
Func defineRight(const Batch &batch) {
  const RDom row(0, batch.classes, "row");
  const Var &n = batch.n;
  const Expr value = batch.logits(row, n), label = batch.labelOf(n), own = batch.logits(label, n);
  Func right("right");
  right(n) = 1;
  right(n) = right(n) & cast<int>(select(row < label, value < own, value <= own) && !is_nan(value));
  return right;
}

/// The rows of each thread, then of some threads.
void defineParts(const Batch &batch, CrossEntropyRowsAlgorithm &entropy, int threads) {
  const Var &t = entropy.t;
  Row row = defineRow(batch, "loss");
  const Func right = defineRight(batch);
  entropy.turn = RDom(0, (batch.rows + threads - 1) / threads, "turn");
  entropy.member = RDom(0, threads / bunches, "member");
  const Expr place = t + threads * entropy.turn, at = min(place, batch.rows - 1);
  Func part("part"), bunch("bunch");
  part(t) = Tuple(0.0f, 0);
  part(t) = Tuple(part(t)[0] + select(place < batch.count, lossOf(batch, row, at), 0.0f),
                  part(t)[1] + select(place < batch.count, right(at), 0));
  const Expr one = t * (threads / bunches) + entropy.member;
  bunch(t) = Tuple(0.0f, 0);
  bunch(t) = Tuple(bunch(t)[0] + part(one)[0], bunch(t)[1] + part(one)[1]);
  row.all.push_back(right);
  entropy.part = part, entropy.bunch = bunch, entropy.ofLossRow = row.all;
}

Func totalOf(const CrossEntropyRowsAlgorithm &entropy, int value, const char *name,
             const std::function<Expr(const Expr &)> &finish) {
  Expr total = entropy.bunch(0)[value];
  for (int i = 1; i < bunches; ++i)
    total += entropy.bunch(i)[value];
  Func output(name);
  output(entropy.n) = finish(total);
  return output;
}
} // namespace

CrossEntropyRowsAlgorithm defineCrossEntropyRows(const KernelKey &key, int threads) {
  const auto arguments = argumentsOf(key);
  CrossEntropyRowsAlgorithm entropy;
  entropy.k = Var("k"), entropy.n = Var("n"), entropy.t = Var("t");
  const ImageParam hyper = makeInput(arguments[2]);
  const Batch batch = {int(key.integer("n")),   int(key.integer("k")),   key.real("label_smoothing"),
                       makeInput(arguments[0]), makeInput(arguments[1]), countOf(hyper, key.integer("n")),
                       entropy.k,               entropy.n};
  const Row row = defineRow(batch, "gradient");
  entropy.ofGradientRow = row.all;
  const Func gradient = gradientOf(batch, row);
  defineParts(batch, entropy, threads);
  const Func loss = totalOf(entropy, 0, "loss", [&](const Expr &sum) { return sum / cast<float>(batch.count); });
  const Func correct = totalOf(entropy, 1, "correct", [](const Expr &sum) { return sum; });
  fixOutput(gradient, arguments[3]);
  fixOutput(loss, arguments[4]);
  fixOutput(correct, arguments[5]);
  entropy.kernel = {{batch.logits, batch.labels, hyper}, gradient, {loss, correct}};
  return entropy;
}

} // namespace resnetc
