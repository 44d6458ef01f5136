#include "ir/machine/Candidates.h"
#include "ir/machine/Partition.h"

namespace resnetc {
namespace {

/// What `split` cuts: the rows of all images, or elements by the step. Sums take some rows at
/// once; a pool with indices is cut by the rows of each image.
int64_t stepsOf(const KernelKey &key) {
  if (key.has("count"))
    return (key.integer("count") + elementsOfUpdateStep - 1) / elementsOfUpdateStep;
  if (key.operation() == "max_pool_indices")
    return key.outputHeight();
  const bool sums = key.operation() == "batch_norm_statistics" || key.operation() == "batch_norm_sums";
  const int64_t h = key.integer("h");
  return key.integer("n") * (sums ? h / rowsSummedTogether(h, key.integer("w")) : h);
}

} // namespace

Proposals proposeTraining(const KernelKey &question, const Machine &machine) {
  KernelKey key = question;
  key.set("algorithm", "plain");
  const double seconds = streamingSeconds(key, machine);
  if (key.has("split"))
    key.set("split", choosePartition({{"steps", stepsOf(key)}}, seconds).parts);
  return {{key, seconds, "bound by memory"}};
}

std::string faultOfTraining(const KernelKey &key, const Machine &) {
  if (key.text("algorithm") != "plain")
    return "unknown algorithm " + key.text("algorithm");
  if (!key.has("split") || isExactCut(stepsOf(key), key.integer("split")))
    return "";
  return std::to_string(stepsOf(key)) + (key.has("count") ? " steps of 64 elements" : " steps of rows") +
         " are not cut into " + key.text("split") + " parts";
}

} // namespace resnetc
