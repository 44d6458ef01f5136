#include "ir/machine/CandidatesDevice.h"
#include "ir/machine/KernelCost.h"
#include "ir/machine/Partition.h"

namespace resnetc {
namespace {

constexpr double secondsOfTerm = 30e-9; ///< a thread that has one sum waits for a cache at every term
constexpr int64_t blocksOfDimension = 65535; ///< of a grid, on every device

Proposal proposePlain(const KernelKey &question, const Machine &machine, const GemmWork &work) {
  const KernelKey key = plainChoice(question);
  const double waits = secondsOfTerm * double(work.steps * DeviceTile::step);
  const double seconds = plainSeconds(double(multiplyAdds(key)), machine) + waits + gridSeconds(key, machine);
  return {key, seconds, "one sum a thread"};
}

/// The one choice of an algorithm: but for the tile of a product, all follows from the shape.
std::string faultOfChoice(const KernelKey &key) {
  KernelKey only = plainChoice(key);
  only.set("algorithm", std::string_view(key.text("algorithm")));
  if (key.text("algorithm") == "gemm")
    only.set("tile", key.tile());
  return only.choice() == key.choice() ? "" : "a device's choice is '" + only.choice() + "' and nothing else";
}

/// Four channels at a time are what a thread of a large block has registers for; 1.2 KB of others were spilled.
std::string faultOfChannels(const KernelKey &key) {
  const DeviceTile *tile = key.text("algorithm") == "gemm" ? findDeviceTile(key.tile()) : nullptr;
  return tile && tile->threads() > 128 && key.integer("c") % 4
             ? "channels that come one by one need more registers than threads of such blocks have"
             : "";
}

/// A thread for a part of a few sums, an image at a time. The weights come from memory once, and
/// for further images from the last cache.
Proposal proposeSlices(const KernelKey &question, const Machine &machine) {
  KernelKey key = plainChoice(question);
  key.set("algorithm", "slices");
  const double weights = 4 * double(key.integer("c") * key.integer("k")), more = double(key.integer("n") - 1);
  const double seconds = weights / machine.memoryBytesPerSecond + more * activationSeconds(weights, machine) +
                         machine.device->launchSeconds;
  return {key, seconds, "bound by the weights' way from memory"};
}

} // namespace

Proposals proposeProducts(const KernelKey &question, const Machine &machine, const GemmWork &work) {
  Proposals proposals;
  for (const DeviceTile &tile : allDeviceTiles()) {
    KernelKey key = plainChoice(question);
    key.set("algorithm", "gemm").set("tile", tile.tile());
    const GemmPrediction prediction = predictGemm(work, tile, machine);
    proposals.push_back({key, prediction.seconds, prediction.reason});
  }
  proposals.push_back(proposePlain(question, machine, work));
  return proposals;
}

std::string faultOfProduct(const KernelKey &key, const Machine &machine, const GemmWork &work) {
  if (key.text("algorithm") == "plain")
    return faultOfPlain(key);
  if (key.text("algorithm") != "gemm")
    return "unknown algorithm " + key.text("algorithm");
  std::string fault = faultOfChoice(key);
  if (fault.empty())
    fault = faultOfDeviceTile(key.tile(), machine);
  if (!fault.empty())
    return fault;
  const int64_t blocks = work.rowPhases * ceilDivide(work.rows, findDeviceTile(key.tile())->rows());
  return blocks > blocksOfDimension
             ? std::to_string(blocks) + " blocks of pixels, of " + std::to_string(blocksOfDimension) + " that a grid has"
             : "";
}

Proposals proposeDeviceConv2d(const KernelKey &question, const Machine &machine) {
  return proposeProducts(question, machine, gemmWorkOf(plainChoice(question)));
}

Proposals proposeDeviceDense(const KernelKey &question, const Machine &machine) {
  Proposals proposals = {proposeSlices(question, machine)};
  for (const Proposal &proposal : proposeDeviceConv2d(question, machine))
    proposals.push_back(proposal);
  return proposals;
}

std::string faultOfDeviceConv2d(const KernelKey &key, const Machine &machine) {
  if (key.has("inplace") && key.flag("inplace"))
    return "a device's kernel reads nothing that it writes";
  const int64_t parts = key.has("parts") ? key.integer("parts") : 1, terms = key.integer("c") * key.integer("r");
  if (parts > 1 && parts > terms)
    return key.text("parts") + " parts of " + std::to_string(terms) + " terms";
  const std::string fault = faultOfProduct(key, machine, gemmWorkOf(key));
  return fault.empty() ? faultOfChannels(key) : fault;
}

std::string faultOfDeviceDense(const KernelKey &key, const Machine &machine) {
  if (key.text("algorithm") == "slices")
    return faultOfChoice(key);
  const std::string fault = faultOfProduct(key, machine, gemmWorkOf(key));
  return fault.empty() ? faultOfChannels(key) : fault;
}

} // namespace resnetc
