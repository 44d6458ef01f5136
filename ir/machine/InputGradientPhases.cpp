#include "ir/machine/InputGradientPhases.h"
#include "ir/machine/Partition.h"
#include <algorithm>

namespace resnetc {
namespace {

std::vector<AxisPhase> phasesOf(int64_t size, int64_t window, int64_t stride, int64_t padBefore) {
  std::vector<AxisPhase> phases;
  for (int64_t first = 0; first < std::min(stride, size); ++first) {
    AxisPhase phase;
    phase.first = first;
    phase.pixels = (size - first + stride - 1) / stride;
    phase.tap = (first + padBefore) % stride;
    phase.taps = std::max<int64_t>(0, (window - phase.tap + stride - 1) / stride);
    phase.offset = (first + padBefore) / stride;
    phases.push_back(phase);
  }
  return phases;
}

/// Pixels of dy before 0 or from `size` on that the phases read.
int64_t reachOutside(const std::vector<AxisPhase> &phases, int64_t size) {
  int64_t reach = 0;
  for (const AxisPhase &phase : phases)
    if (phase.taps)
      reach = std::max({reach, phase.taps - 1 - phase.offset, phase.pixels + phase.offset - size});
  return reach;
}

int64_t panelsOf(const KernelKey &key) { return (key.integer("c") + key.integer("panel") - 1) / key.integer("panel"); }

} // namespace

std::vector<AxisPhase> rowPhases(const KernelKey &key) {
  return phasesOf(key.integer("h"), key.integer("r"), key.integer("stride"), key.padding("pad").top);
}

std::vector<AxisPhase> columnPhases(const KernelKey &key) {
  return phasesOf(key.integer("w"), key.integer("r"), key.integer("stride"), key.padding("pad").left);
}

int64_t pixelsOfLargestPhase(const KernelKey &key) {
  return rowPhases(key).front().pixels * columnPhases(key).front().pixels;
}

int64_t haloOfInputGradient(const KernelKey &key) {
  return std::max(reachOutside(rowPhases(key), key.outputHeight()), reachOutside(columnPhases(key), key.outputWidth()));
}

bool goesByImages(const KernelKey &key) {
  const int64_t panels = panelsOf(key), window = key.integer("r") * key.integer("r");
  return window * panels * key.integer("panel") < panels * key.outputHeight() * key.outputWidth();
}

bool cutsPanels(const KernelKey &key) {
  const int64_t parts = key.integer("split");
  return isExactCut(panelsOf(key), parts) && !(goesByImages(key) && isExactCut(key.integer("n"), parts));
}

} // namespace resnetc
