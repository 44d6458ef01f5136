// Evaluation: how well a net's answers fit a data set.
#pragma once
#include "runtime/training/DataSet.h"
#include <functional>

namespace resnetc {

struct Evaluation {
  int64_t images = 0;
  double loss = 0;     ///< mean of -log(probability of the right class)
  double accuracy = 0; ///< share of images whose class got the largest logit; of equal ones the first counts
  double top5 = 0;     ///< … one of the five largest
  int classes = 0;
  std::vector<int64_t> confusion; ///< classes x classes: row the right class, column the answer
};

/// Adds answers up; the order of the images decides the last bits.
class EvaluationSums {
public:
  /// \param labelSmoothing  as of the training's loss, which Keras's val_loss has too; 0 for the log loss.
  explicit EvaluationSums(int classes, double labelSmoothing = 0);
  void add(const float *logits, int32_t label);
  Evaluation result() const;

private:
  double smoothing, lossSum = 0;
  int64_t right = 0, amongFive = 0;
  Evaluation sums;
};

/// n images to n x classes logits.
using AnswerImages = std::function<std::optional<Failure>(const float *images, int n, float *logits)>;

struct EvaluateOptions {
  int64_t batch = 16;
  int workers = 0;           ///< as of LoaderOptions
  double labelSmoothing = 0;
  std::function<bool(int64_t done)> proceed; ///< asked before each batch; false: stop. May be empty.
};

/// Evaluates a whole data set. Nothing if `proceed` said stop.
Outcome<std::optional<Evaluation>> evaluateDataSet(const AnswerImages &answer, const DataSet &data,
                                                   const NetInput &input, const Preprocess &preprocess,
                                                   const EvaluateOptions &options);

/// {"loss": …, "accuracy": …, "top5": …, "images": …, "confusion": [[…]]} and a line's end; with "classes" if there are
/// names. A loss that is no number is null.
std::string printEvaluation(const Evaluation &evaluation, const std::vector<std::string> &names);

} // namespace resnetc
