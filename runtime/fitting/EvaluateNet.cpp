// EvaluateNet: see EvaluateNet.h.
#include "runtime/fitting/EvaluateNet.h"
#include "runtime/fitting/TrainRun.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/ClassNames.h"
#include "runtime/net/CommandReport.h"
#include "runtime/net/Progress.h"
#include "runtime/net/WriteFile.h"
#include "runtime/training/DoubleText.h"
#include "runtime/training/Evaluation.h"
#include <algorithm>

namespace resnetc {
namespace {

using Names = std::vector<std::string>;

/// The order of a training's classes. Names beside another net are for people, not for folders.
Outcome<Names> trainedNames(const LoadedNet &net) {
  std::filesystem::path file = isTrainRun(net.folder()) ? findClassNames(net.folder()) : std::filesystem::path();
  return file.empty() ? Outcome<Names>(Names()) : readClassNames(file, net.table().classes);
}

Outcome<OwnedDataSet> openChecked(const EvaluateNetOptions &options, const NetInput &input, const Names &names) {
  Outcome<OwnedDataSet> data = openDataSet(options.data, input, names);
  if (data)
    if (auto failure = checkDataSet(**data))
      return *failure;
  return data;
}

Outcome<Evaluation> answerAll(LoadedNet &net, const DataSet &data, const NetInput &input) {
  Progress progress("images", data.size());
  EvaluateOptions how;
  if (net.table().max_batch > 1)
    how.batch = net.table().max_batch;
  how.proceed = [&](int64_t done) {
    progress.show(done);
    return true;
  };
  auto answer = [&](const float *images, int n, float *logits) { return net.run(images, n, Answer::Logits, logits); };
  auto evaluation = evaluateDataSet(answer, data, input, net.table().preprocess, how);
  if (!evaluation)
    return evaluation.failure();
  return **evaluation; // nothing asked it to stop
}

std::string padded(const std::string &text, size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

/// For each class with wrong answers: how many were right, and which answer was given most often instead.
std::string printConfusion(const Evaluation &evaluation, const Names &names) {
  auto nameOf = [&](size_t k) { return names.empty() ? "class " + std::to_string(k) : printableText(names[k]); };
  const size_t classes = size_t(evaluation.classes);
  std::string text;
  for (size_t row = 0; row < classes; ++row) {
    const int64_t *answers = &evaluation.confusion[row * classes];
    int64_t images = 0;
    size_t worst = row == 0 ? 1 % classes : 0;
    for (size_t k = 0; k < classes; ++k) {
      images += answers[k];
      if (k != row && answers[k] > answers[worst])
        worst = k;
    }
    if (images > answers[row])
      text += "  " + padded(nameOf(row), 24) + " " + std::to_string(answers[row]) + " of " + std::to_string(images) +
              " right, " + std::to_string(answers[worst]) + " taken for " + nameOf(worst) + "\n";
  }
  return text;
}

std::string printText(const Evaluation &evaluation, const Names &names) {
  return "images    " + std::to_string(evaluation.images) + "\nlog loss  " + printFixed(evaluation.loss, 4) +
         "\naccuracy  " + printFixed(evaluation.accuracy, 4) + "\ntop 5     " + printFixed(evaluation.top5, 4) + "\n" +
         printConfusion(evaluation, names);
}

int evaluate(const EvaluateNetOptions &options) {
  Outcome<LoadedNet> net = openForCommand(options.net, {options.threads, Pin::Others}, options.device); // not the readers
  if (!net)
    return reportFailure(net.failure());
  Outcome<NetInput> input = netInputOf(net->table());
  if (!input)
    return reportFailure(input.failure());
  Outcome<Names> names = trainedNames(*net);
  if (!names)
    return reportFailure(names.failure());
  Outcome<OwnedDataSet> data = openChecked(options, *input, *names);
  if (!data)
    return reportFailure(data.failure());
  for (const std::string &notice : (*data)->notices())
    std::fprintf(stderr, "%s\n", notice.c_str());
  Outcome<Evaluation> evaluation = answerAll(*net, **data, *input);
  if (!evaluation)
    return reportFailure(evaluation.failure());
  const Names &shown = (*data)->classNames().empty() ? *names : (*data)->classNames();
  std::string text = options.json ? printEvaluation(*evaluation, shown) : printText(*evaluation, shown);
  if (auto failure = writeStandardOutput(text))
    return reportFailure(*failure);
  return 0;
}

} // namespace

int evaluateNet(const EvaluateNetOptions &options) {
  return guardCommand([&] { return evaluate(options); });
}

} // namespace resnetc
