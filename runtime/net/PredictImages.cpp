// PredictImages: see PredictImages.h.
#include "runtime/net/PredictImages.h"
#include "runtime/images/ListImages.h"
#include "runtime/net/ClassNames.h"
#include "runtime/net/CommandReport.h"
#include "runtime/net/Predictions.h"
#include "runtime/net/Progress.h"
#include "runtime/net/ReadPictures.h"
#include "runtime/net/WriteFile.h"
#include <algorithm>

namespace resnetc {
namespace {

using Names = std::vector<std::string>;

/// One run of the command: what it works with, what it found, and the exit code so far.
class PredictCommand {
public:
  PredictCommand(const PredictOptions &options, LoadedNet &net, Names names, ResizeRule rule)
      : options(options), net(net), names(std::move(names)), rule(rule),
        showText(!options.json && options.csv.empty()) {}

  int run() {
    FoundImages found = listImages(options.images);
    for (const Failure &problem : found.problems)
      note(problem);
    // Enough to keep every thread reading, in whole batches.
    int64_t batch = net.table().max_batch;
    size_t group = size_t((2 * net.threads() + batch - 1) / batch * batch);
    Progress progress("pictures", int64_t(found.files.size()));
    for (size_t first = 0; first < found.files.size(); first += group) {
      size_t count = std::min(group, found.files.size() - first);
      if (!predictGroup(&found.files[first], count, progress))
        return exitCode;
      progress.show(int64_t(first + count));
    }
    progress.clear();
    writeTable();
    return exitCode;
  }

private:
  void note(const Failure &failure) { exitCode = std::max(exitCode, reportFailure(failure)); }

  /// False when there is no sense in going on: the net or the output fails, and would for each picture.
  bool predictGroup(const std::filesystem::path *files, size_t count, Progress &progress) {
    std::vector<Outcome<Image>> pictures = readPictures(files, count, rule, net.threads());
    std::vector<uint8_t> pixels;
    std::vector<Prediction> group;
    for (size_t i = 0; i < count; ++i) {
      if (!pictures[i]) {
        progress.clear();
        note(pictures[i].failure());
        continue;
      }
      pixels.insert(pixels.end(), pictures[i]->pixels.begin(), pictures[i]->pixels.end());
      group.push_back({files[i], {}});
    }
    int classes = net.table().classes;
    std::vector<float> rows(group.size() * size_t(classes));
    auto failure = net.run(pixels.data(), int64_t(group.size()), Answer::Probabilities, rows.data());
    std::string text;
    for (size_t i = 0; !failure && i < group.size(); ++i) {
      group[i].top = rankClasses(&rows[i * size_t(classes)], classes, options.top);
      text += showText ? printText(group[i], names) : "";
    }
    std::move(group.begin(), group.end(), std::back_inserter(predictions));
    if (!text.empty()) {
      progress.clear();
      failure = writeStandardOutput(text);
    }
    if (failure)
      note(*failure);
    return !failure;
  }

  void writeTable() {
    if (showText)
      return;
    std::string text = options.json ? printJson(predictions, names) : printCsv(predictions, names);
    bool toFile = !options.json && options.csv != "-";
    if (auto failure = toFile ? writeFile(options.csv, text) : writeStandardOutput(text))
      note(*failure);
  }

  const PredictOptions &options;
  LoadedNet &net;
  Names names;
  ResizeRule rule;
  bool showText;
  std::vector<Prediction> predictions;
  int exitCode = 0;
};

int predict(const PredictOptions &options) {
  Outcome<LoadedNet> net = openForCommand(options.net, {options.threads, Pin::All}, options.device);
  if (!net)
    return reportFailure(net.failure());
  const resnetc_net &table = net->table();
  if (!table.has_preprocess)
    return reportFailure({Blame::User, std::string(table.name) + ": this net takes " + std::to_string(table.channels) +
                                           " channels and has no preprocessing for pictures; `run` takes float32"});
  auto file = options.classes.empty() ? findClassNames(net->folder()) : options.classes;
  Outcome<Names> names = file.empty() ? Outcome<Names>(Names()) : readClassNames(file, table.classes);
  if (!names)
    return reportFailure(names.failure());
  Outcome<ResizeRule> rule = resizeRuleOf(table);
  if (!rule)
    return reportFailure(rule.failure());
  return PredictCommand(options, *net, std::move(*names), *rule).run();
}

} // namespace

int predictImages(const PredictOptions &options) {
  return guardCommand([&] { return predict(options); });
}

} // namespace resnetc
