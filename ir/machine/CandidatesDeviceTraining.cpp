#include "ir/machine/CandidatesDevice.h"
#include "ir/machine/InputGradientPhases.h"
#include "ir/machine/KernelArguments.h"
#include "ir/machine/Partition.h"
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

/// All pixels of a phase read a run of as many taps as the largest phase has.
int64_t haloOfTaps(const KernelKey &key) {
  const int64_t taps = ceilDivide(key.integer("r"), key.integer("stride")) - 1;
  int64_t halo = haloOfInputGradient(key);
  for (const auto &phases : {rowPhases(key), columnPhases(key)})
    for (const AxisPhase &phase : phases)
      halo = std::max(halo, taps - phase.offset);
  return halo;
}

/// With the bytes of its arguments; `weights` is the one that stands for a product's columns.
GemmWork withBytes(GemmWork work, const KernelKey &question, const char *weights) {
  for (const KernelArgument &argument : argumentsOf(plainChoice(question)))
    (argument.name == weights ? work.weightBytes : work.activationBytes) += double(argument.bytes());
  return work;
}

GemmWork workOfFilterGradient(const KernelKey &key) {
  const int64_t pixels = key.integer("n") * key.outputHeight() * key.outputWidth();
  GemmWork work = {};
  work.columns = key.integer("k");
  work.rows = key.integer("r") * key.integer("r") * key.integer("c");
  work.parts = key.has("parts") ? key.integer("parts") : 1;
  work.steps = ceilDivide(pixels, DeviceTile::step * work.parts);
  work.sharedRows = 1;
  return withBytes(work, key, "dy");
}

/// Each phase is a product of its own, all of them in one launch.
GemmWork workOfInputGradient(const KernelKey &key) {
  const int64_t stride = key.integer("stride"), taps = ceilDivide(key.integer("r"), stride);
  GemmWork work = {};
  work.columns = key.integer("c");
  work.rows = key.integer("n") * pixelsOfLargestPhase(key);
  work.parts = work.rowPhases = key.integer("r") == 1 ? 1 : stride * stride;
  work.steps = taps * ceilDivide(taps * key.integer("k"), DeviceTile::step);
  work.sharedRows = double(taps * taps);
  return withBytes(work, key, "filter");
}

} // namespace

Proposals proposeGridSums(const KernelKey &question, const Machine &machine) {
  const int64_t channels = question.integer(question.has("c") ? "c" : "k");
  return proposeBlocks(question, machine, ceilDivide(channels, channelsOfBlock));
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
  return proposeProducts(question, machine, workOfFilterGradient(question));
}

std::string faultOfDeviceFilterGradient(const KernelKey &key, const Machine &machine) {
  return faultOfProduct(key, machine, workOfFilterGradient(key));
}

Proposals proposeDeviceInputGradient(const KernelKey &question, const Machine &machine) {
  return proposeProducts(question, machine, workOfInputGradient(question));
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
  return faultOfProduct(key, machine, workOfInputGradient(key));
}

} // namespace resnetc
