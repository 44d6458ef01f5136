#include "ir/machine/Candidates.h"
#include "ir/machine/KernelArguments.h"
#include "ir/machine/Partition.h"

namespace resnetc {
namespace {

std::string faultOfAlgorithm(const KernelKey &key) {
  return key.text("algorithm") == "plain" ? "" : "unknown algorithm " + key.text("algorithm");
}

} // namespace

// These operations touch each value once or a few times; one schedule, whose vectors
// become narrower where channels do not fill them, does every shape.
double streamingSeconds(const KernelKey &key, const Machine &machine) {
  double bytes = 0;
  for (const KernelArgument &argument : argumentsOf(key))
    bytes += double(argument.bytes());
  return bytes / machine.memoryBytesPerSecond;
}

Proposals proposePacking(const KernelKey &question, const Machine &machine) {
  KernelKey key = question;
  key.set("algorithm", "plain");
  // The panel is the reader's, not ours to choose.
  const bool hasPanel = !key.text("panel").empty() && key.integer("panel") > 0;
  return {{key, hasPanel ? streamingSeconds(key, machine) : 0, "bound by memory"}};
}

std::string faultOfPacking(const KernelKey &key, const Machine &) {
  return faultOfAlgorithm(key);
}

Proposals proposeStreaming(const KernelKey &question, const Machine &machine) {
  KernelKey key = question;
  key.set("algorithm", "plain");
  const double seconds = streamingSeconds(key, machine);
  if (key.has("split"))
    key.set("split", choosePartition({{"rows", key.outputHeight()}}, seconds).parts);
  return {{key, seconds, "bound by memory"}};
}

std::string faultOfStreaming(const KernelKey &key, const Machine &) {
  if (key.has("split") && !isExactCut(key.outputHeight(), key.integer("split")))
    return std::to_string(key.outputHeight()) + " rows are not cut into " + key.text("split") + " parts";
  return faultOfAlgorithm(key);
}

} // namespace resnetc
