#include "ir/machine/CandidatesDevice.h"
#include "ir/machine/DeviceRoofline.h"
#include "ir/machine/KernelCost.h"

namespace resnetc {
namespace {

constexpr double secondsOfTerm = 30e-9; ///< a thread that has one sum waits for a cache at every term

Proposal proposePlain(const KernelKey &question, const Machine &machine) {
  const KernelKey key = plainChoice(question);
  const GemmWork work = gemmWorkOf(key);
  const double waits = secondsOfTerm * double(work.steps * DeviceTile::step);
  const double seconds = plainSeconds(double(multiplyAdds(key)), machine) + waits + gridSeconds(key, machine);
  return {key, seconds, "one sum a thread"};
}

Proposals proposeTiles(const KernelKey &question, const Machine &machine) {
  Proposals proposals;
  for (const DeviceTile &tile : allDeviceTiles()) {
    KernelKey key = plainChoice(question);
    key.set("algorithm", "gemm").set("tile", tile.tile());
    const GemmPrediction prediction = predictGemm(gemmWorkOf(key), tile, machine);
    proposals.push_back({key, prediction.seconds, prediction.reason});
  }
  return proposals;
}

std::string faultOfTile(const KernelKey &key, const Machine &machine) {
  const std::string fault = faultOfDeviceTile(key.tile(), machine);
  if (fault.empty() && key.integer("c") % 4 != 0 && findDeviceTile(key.tile())->threads() > 128)
    return "channels that come one by one need more registers than threads of such blocks have"; // 1.2 KB spilled
  if (!fault.empty())
    return fault;
  const int64_t rows = findDeviceTile(key.tile())->rows(), blocks = (gemmWorkOf(key).rows + rows - 1) / rows;
  return blocks > 65535 ? std::to_string(blocks) + " blocks of pixels, of 65535 that a grid has" : "";
}

/// One choice for each tile and algorithm: all else follows from the shape.
std::string faultOfProduct(const KernelKey &key, const Machine &machine, bool hasSlices) {
  const std::string &algorithm = key.text("algorithm");
  if (algorithm == "plain")
    return faultOfPlain(key);
  const bool slices = hasSlices && algorithm == "slices";
  if (algorithm != "gemm" && !slices)
    return "unknown algorithm " + algorithm;
  KernelKey only = plainChoice(key);
  only.set("algorithm", std::string_view(algorithm));
  if (!slices)
    only.set("tile", key.tile());
  if (only.choice() != key.choice())
    return "a device's choice is '" + only.choice() + "' and nothing else";
  return slices ? "" : faultOfTile(key, machine);
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

Proposals proposeDeviceConv2d(const KernelKey &question, const Machine &machine) {
  Proposals proposals = proposeTiles(question, machine);
  proposals.push_back(proposePlain(question, machine));
  return proposals;
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
  if (!key.has("parts"))
    return faultOfProduct(key, machine, false);
  const int64_t terms = key.integer("c") * key.integer("r");
  return key.integer("parts") > terms ? key.text("parts") + " parts of " + std::to_string(terms) + " terms"
                                      : faultOfProduct(key, machine, false);
}

std::string faultOfDeviceDense(const KernelKey &key, const Machine &machine) {
  return faultOfProduct(key, machine, true);
}

} // namespace resnetc
