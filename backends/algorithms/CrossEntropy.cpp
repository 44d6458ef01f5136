#include "backends/algorithms/CrossEntropy.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Hyper.h"
#include "backends/algorithms/Logarithm.h"

namespace resnetc {
using namespace Halide;

namespace {
Expr real(const Expr &value) { return cast<double>(value); }

/// Of a value up to 0 by Halide's polynomial, which takes NaN for a small number; here it stays NaN,
/// so that a step that went astray shows in the loss.
Expr powerOf(const Expr &value) { return select(is_nan(value), value, Internal::halide_exp(value)); }

/// What all parts of the definition speak of.
struct Batch {
  int rows, classes;
  double smoothing;
  ImageParam logits, labels;
  Expr count;
  Var k, n;

  /// In 0 .. classes - 1; of rows that do not count, that of the last one that does.
  Expr labelOf(const Expr &row) const { return clamp(labels(min(row, count - 1)), 0, classes - 1); }
};

void defineSoftmax(const Batch &batch, CrossEntropyAlgorithm &entropy) {
  const RDom row(0, batch.classes, "row");
  const Var &k = batch.k, &n = batch.n;
  Func largest("largest"), power("power"), sum("sum");
  largest(n) = Float(32).min();
  largest(n) = max(largest(n), batch.logits(row, n));
  power(k, n) = powerOf(batch.logits(k, n) - largest(n));
  sum(n) = Expr(0.0);
  sum(n) += real(power(row, n));
  entropy.largest = largest, entropy.power = power, entropy.sum = sum;
}

/// gradient = (p - t) / count, t = smoothing / classes and at the label (1 - smoothing) more.
Func gradientOf(const Batch &batch, CrossEntropyAlgorithm &entropy) {
  const Var &k = batch.k, &n = batch.n;
  Func label("label"), inverse("inverse"), gradient("gradient");
  label(n) = batch.labelOf(n);
  inverse(n) = cast<float>(Expr(1.0) / (entropy.sum(n) * real(batch.count)));
  const Expr other = cast<float>(Expr(batch.smoothing / batch.classes) / real(batch.count));
  const Expr hit = cast<float>(Expr(1 - batch.smoothing + batch.smoothing / batch.classes) / real(batch.count));
  // The power once more: it is cheaper than to keep it.
  const Expr probability = powerOf(batch.logits(k, n) - entropy.largest(n)) * inverse(n);
  gradient(k, n) = select(n < batch.count, probability - select(k == label(n), hit, other), 0.0f);
  entropy.ofRow.insert(entropy.ofRow.end(), {label, inverse});
  return gradient;
}

/// -(sum of t * log p): log of the sum of powers less the mean, weighted by t, of the logits.
Func lossOfRow(const Batch &batch, CrossEntropyAlgorithm &entropy) {
  const Var &n = batch.n;
  Func loss("loss_of_row");
  Expr mean = Expr(1 - batch.smoothing) * real(batch.logits(batch.labelOf(n), n) - entropy.largest(n));
  if (batch.smoothing > 0) {
    const RDom row(0, batch.classes, "row");
    Func below("below");
    below(n) = Expr(0.0);
    below(n) += real(batch.logits(row, n)) - real(entropy.largest(n));
    mean += Expr(batch.smoothing / batch.classes) * below(n);
    entropy.ofRow.push_back(below);
  }
  loss(n) = logarithmOf(entropy.sum(n)) - mean;
  entropy.ofRow.push_back(loss);
  return loss;
}

/// 1 where the first largest logit is the label's, else 0; a row with a NaN is never right.
void defineRight(const Batch &batch, CrossEntropyAlgorithm &entropy) {
  const RDom row(0, batch.classes, "row");
  const Var &n = batch.n;
  const Expr value = batch.logits(row, n), label = batch.labelOf(n), own = batch.logits(label, n);
  Func right("right");
  right(n) = 1;
  right(n) = right(n) & cast<int>(select(row < label, value < own, value <= own) && !is_nan(value));
  entropy.right = right;
}

/// The sum of `ofRow` over the rows that count, in their order, as a buffer of one value.
template <typename Result> Func totalOf(const Batch &batch, CrossEntropyAlgorithm &entropy, Func ofRow, Expr zero,
                                        Expr divisor, const char *name) {
  RDom rows(0, batch.rows, "rows");
  rows.where(rows < batch.count);
  Func total(std::string("total_") + name), output(name);
  const Var i("i");
  total() = zero;
  total() += ofRow(rows);
  output(i) = cast<Result>(total() / divisor);
  entropy.totals.push_back(total);
  return output;
}
} // namespace

CrossEntropyAlgorithm defineCrossEntropy(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  CrossEntropyAlgorithm entropy;
  entropy.k = Var("k"), entropy.n = Var("n");
  const ImageParam hyper = makeInput(arguments[2]);
  // A Func of its own: else Halide sizes what is summed by `hyper`, and asks the buffer for its bounds.
  Func count("count");
  count() = countOf(hyper, key.integer("n"));
  entropy.totals.push_back(count);
  const Batch batch = {int(key.integer("n")),   int(key.integer("k")),   key.real("label_smoothing"),
                       makeInput(arguments[0]), makeInput(arguments[1]), clamp(count(), 1, int(key.integer("n"))),
                       entropy.k,               entropy.n};
  defineSoftmax(batch, entropy);
  defineRight(batch, entropy);
  const Func gradient = gradientOf(batch, entropy);
  const Func loss =
      totalOf<float>(batch, entropy, lossOfRow(batch, entropy), Expr(0.0), real(batch.count), "loss");
  const Func correct = totalOf<int>(batch, entropy, entropy.right, 0, 1, "correct");
  fixOutput(gradient, arguments[3]);
  fixOutput(loss, arguments[4]);
  fixOutput(correct, arguments[5]);
  entropy.kernel = {{batch.logits, batch.labels, hyper}, gradient, {loss, correct}};
  return entropy;
}

} // namespace resnetc
