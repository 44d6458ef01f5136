// Evaluation: see Evaluation.h.
#include "runtime/training/Evaluation.h"
#include "runtime/images/PrintableName.h"
#include "runtime/training/BatchLoader.h"
#include "runtime/training/DoubleText.h"
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace resnetc {
namespace {

/// log(sum of exp(logit)), in double precision.
double logSumExp(const float *logits, int classes) {
  double most = *std::max_element(logits, logits + classes), sum = 0;
  for (int k = 0; k < classes; ++k)
    sum += std::exp(double(logits[k]) - most);
  return most + std::log(sum);
}

/// How many classes come before this one; all of them if its logit is no number.
int rankOf(const float *logits, int classes, int label) {
  if (std::isnan(logits[label]))
    return classes;
  int before = 0;
  for (int k = 0; k < classes; ++k)
    before += logits[k] > logits[label] || (logits[k] == logits[label] && k < label);
  return before;
}

int largestOf(const float *logits, int classes) {
  int largest = 0;
  for (int k = 1; k < classes; ++k)
    if (logits[k] > logits[largest] || (std::isnan(logits[largest]) && !std::isnan(logits[k])))
      largest = k;
  return largest;
}

} // namespace

EvaluationSums::EvaluationSums(int classes, double labelSmoothing) : smoothing(labelSmoothing) {
  sums.classes = classes;
  sums.confusion.resize(size_t(classes) * size_t(classes));
}

void EvaluationSums::add(const float *logits, int32_t label) {
  const int classes = sums.classes;
  double target = double(logits[label]);
  if (smoothing > 0) {
    double mean = 0;
    for (int k = 0; k < classes; ++k)
      mean += double(logits[k]) / classes;
    target = (1 - smoothing) * target + smoothing * mean;
  }
  lossSum += logSumExp(logits, classes) - target;
  int rank = rankOf(logits, classes, label);
  right += rank == 0;
  amongFive += rank < std::min(5, classes);
  ++sums.confusion[size_t(label) * size_t(classes) + size_t(largestOf(logits, classes))];
  ++sums.images;
}

Evaluation EvaluationSums::result() const {
  Evaluation evaluation = sums;
  double images = double(std::max<int64_t>(sums.images, 1));
  evaluation.loss = lossSum / images;
  evaluation.accuracy = double(right) / images;
  evaluation.top5 = double(amongFive) / images;
  return evaluation;
}

Outcome<std::optional<Evaluation>> evaluateDataSet(const AnswerImages &answer, const DataSet &data,
                                                   const NetInput &input, const Preprocess &preprocess,
                                                   const EvaluateOptions &options) {
  LoaderOptions loading;
  loading.batch = options.batch;
  loading.workers = options.workers;
  BatchLoader loader(data, input, preprocess, loading);
  EvaluationSums sums(input.classes, options.labelSmoothing);
  std::vector<float> logits(size_t(options.batch) * size_t(input.classes));
  for (int64_t done = 0; done < data.size();) {
    if (options.proceed && !options.proceed(done))
      return std::optional<Evaluation>();
    Outcome<Batch> batch = loader.next();
    if (!batch)
      return batch.failure();
    if (auto failure = answer(batch->images.data(), batch->n, logits.data()))
      return *failure;
    for (int i = 0; i < batch->n; ++i)
      sums.add(&logits[size_t(i) * size_t(input.classes)], batch->labels[size_t(i)]);
    done += batch->n;
  }
  return std::optional<Evaluation>(sums.result());
}

std::string printEvaluation(const Evaluation &evaluation, const std::vector<std::string> &names) {
  auto number = [](double value) { return std::isfinite(value) ? printDouble(value) : "null"; };
  std::string text = "{\"loss\": " + number(evaluation.loss) + ", \"accuracy\": " + number(evaluation.accuracy) +
                     ", \"top5\": " + number(evaluation.top5) + ", \"images\": " + std::to_string(evaluation.images);
  if (!names.empty()) {
    text += ", \"classes\": [";
    for (size_t i = 0; i < names.size(); ++i)
      text += (i ? ", " : "") + nlohmann::json(printableText(names[i])).dump();
    text += "]";
  }
  text += ", \"confusion\": [";
  for (int row = 0; row < evaluation.classes; ++row) {
    text += row ? ", [" : "[";
    for (int column = 0; column < evaluation.classes; ++column)
      text += (column ? ", " : "") +
              std::to_string(evaluation.confusion[size_t(row) * size_t(evaluation.classes) + size_t(column)]);
    text += "]";
  }
  return text + "]}\n";
}

} // namespace resnetc
