#include "ir/machine/CandidatesDevice.h"
#include "ir/machine/DeviceRoofline.h"
#include "ir/machine/InputGradientPhases.h"
#include "ir/machine/KernelArguments.h"
#include "ir/machine/KernelCost.h"
#include <algorithm>

namespace resnetc {
namespace {

/// What a block alone reads: some loads of each thread are under way while memory takes half a microsecond.
constexpr double blockBytesPerSecond = 25e9;
constexpr int64_t channelsOfBlock = 8;

/// The one choice of a grid with its time, should only `blocks` blocks be at work.
Proposals proposeBlocks(const KernelKey &question, const Machine &machine, int64_t blocks) {
  Proposals proposals = proposeGrid(question, machine);
  Proposal &proposal = proposals.front();
  const double bytes = (proposal.seconds - machine.device->launchSeconds) * machine.memoryBytesPerSecond;
  const double reached = std::min(machine.memoryBytesPerSecond, double(blocks) * blockBytesPerSecond);
  proposal.seconds = bytes / reached + machine.device->launchSeconds;
  if (reached < machine.memoryBytesPerSecond)
    proposal.note = "bound by the " + std::to_string(blocks) + (blocks == 1 ? " block" : " blocks") + " that sum";
  return proposals;
}

int64_t ceilDivide(int64_t value, int64_t by) { return (value + by - 1) / by; }

/// All pixels of a phase read a run of as many taps as the largest phase has.
int64_t haloOfTaps(const KernelKey &key) {
  const int64_t taps = ceilDivide(key.integer("r"), key.integer("stride")) - 1;
  int64_t halo = haloOfInputGradient(key);
  for (const auto &phases : {rowPhases(key), columnPhases(key)})
    for (const AxisPhase &phase : phases)
      halo = std::max(halo, taps - phase.offset);
  return halo;
}

/// A sum for each thread, which waits for memory at every step.
Proposals proposePlain(const KernelKey &question, const Machine &machine) {
  const KernelKey key = plainChoice(question);
  const double multiplications = plainSeconds(double(multiplyAdds(key)), machine);
  return {{key, multiplications + gridSeconds(key, machine), "one sum a thread"}};
}

/// `weights`: the argument that stands for a product's columns.
Proposals proposeProducts(const KernelKey &question, const Machine &machine, GemmWork work, const char *weights) {
  Proposals proposals;
  for (const KernelArgument &argument : argumentsOf(plainChoice(question)))
    (argument.name == weights ? work.weightBytes : work.activationBytes) += double(argument.bytes());
  for (const DeviceTile &tile : allDeviceTiles()) {
    KernelKey key = plainChoice(question);
    key.set("algorithm", "gemm").set("tile", tile.tile());
    const GemmPrediction prediction = predictGemm(work, tile, machine);
    proposals.push_back({key, prediction.seconds, prediction.reason});
  }
  proposals.push_back(proposePlain(question, machine).front());
  return proposals;
}

std::string faultOfProduct(const KernelKey &key, const Machine &machine) {
  if (key.text("algorithm") == "plain")
    return faultOfPlain(key);
  if (key.text("algorithm") != "gemm")
    return "unknown algorithm " + key.text("algorithm");
  KernelKey wanted = plainChoice(key);
  wanted.set("algorithm", "gemm").set("tile", key.tile());
  if (wanted.choice() != key.choice())
    return "a product's choice is '" + wanted.choice() + "' and nothing else";
  return faultOfDeviceTile(key.tile(), machine);
}

} // namespace

Proposals proposeGridSums(const KernelKey &question, const Machine &machine) {
  const int64_t channels = question.integer(question.has("c") ? "c" : "k");
  return proposeBlocks(question, machine, (channels + channelsOfBlock - 1) / channelsOfBlock);
}

Proposals proposeGridLoss(const KernelKey &question, const Machine &machine) {
  return proposeBlocks(question, machine, 1);
}

std::string faultOfIndexWords(const KernelKey &key, const Machine &machine) {
  if (key.integer("c") % 4)
    return "indices of " + key.text("c") + " channels do not fill words of four, which devices write";
  return faultOfGrid(key, machine);
}

Proposals proposeDeviceFilterGradient(const KernelKey &question, const Machine &machine) {
  const int64_t pixels = question.integer("n") * question.outputHeight() * question.outputWidth();
  const int64_t parts = question.has("parts") ? question.integer("parts") : 1;
  const int64_t window = question.integer("r") * question.integer("r");
  const int64_t steps = ceilDivide(pixels, DeviceTile::step * parts);
  return proposeProducts(question, machine,
                         {question.integer("k"), window * question.integer("c"), steps, parts, 1, 0, 0}, "dy");
}

std::string faultOfDeviceFilterGradient(const KernelKey &key, const Machine &machine) {
  return faultOfProduct(key, machine);
}

Proposals proposeDeviceInputGradient(const KernelKey &question, const Machine &machine) {
  const int64_t stride = question.integer("stride"), taps = ceilDivide(question.integer("r"), stride);
  const int64_t phases = question.integer("r") == 1 ? 1 : stride * stride;
  const int64_t steps = taps * ceilDivide(taps * question.integer("k"), DeviceTile::step);
  const int64_t rows = question.integer("n") * pixelsOfLargestPhase(question);
  return proposeProducts(question, machine,
                         {question.integer("c"), rows, steps, phases, double(taps * taps), 0, 0}, "filter");
}

std::string faultOfDeviceInputGradient(const KernelKey &key, const Machine &machine) {
  const int64_t r = key.integer("r"), stride = key.integer("stride");
  if (key.text("algorithm") == "gemm" && r > 1 && r < stride)
    return "a window of " + std::to_string(r) + " leaves out pixels at a stride of " + std::to_string(stride);
  if (key.text("algorithm") == "gemm" && std::min(key.integer("h"), key.integer("w")) < stride)
    return "a map of " + key.text("h") + " x " + key.text("w") + " has not a pixel for each phase";
  if (key.text("algorithm") == "gemm" && key.layout("dy").halo < haloOfTaps(key))
    return "the halo of dy of " + std::to_string(key.layout("dy").halo) + " is narrower than the " +
           std::to_string(haloOfTaps(key)) + " that phases read";
  return faultOfProduct(key, machine);
}

} // namespace resnetc
