// LoadWeights: names (MatchTensors), then the kernels' order, then values.
#include "runtime/weights/LoadWeights.h"
#include "runtime/weights/MatchTensors.h"
#include "runtime/weights/TensorLayout.h"
#include <algorithm>
#include <cassert>
#include <cmath>

namespace resnetc {
namespace {

class Loader {
public:
  Loader(const WeightsFile &weights, const ParameterList &list, const LoadOptions &given, MatchReport &target)
      : file(weights), parameters(list), options(given), report(target) {}

  bool load(std::vector<float> &blob);

private:
  bool isLegacyKernel(size_t p) const;
  bool decideOrder();
  bool isOutputFirst(size_t p) const;
  bool checkTensor(size_t p);
  void copyTensor(size_t p, const std::vector<float> &values, float *target) const;
  void describe(bool anyKernel);
  NameStyle styleOf(size_t p) const { return match.readings[size_t(match.sources[p])].style; }
  const FileTensor &sourceOf(size_t p) const { return file.tensors()[size_t(match.sources[p])]; }
  void refuse(const std::string &sentence) { report.errors.push_back(file.path() + ": " + sentence); }

  const WeightsFile &file;
  const ParameterList &parameters;
  const LoadOptions &options;
  MatchReport &report;
  TensorMatch match;
  KernelOrder order; // of Keras 1 and 2 kernels
};

/// Only Keras 1 and 2 had Theano; later formats have one layout.
bool Loader::isLegacyKernel(size_t p) const {
  return match.sources[p] >= 0 && parameters[p].shape.size() == 4 &&
         (styleOf(p) == NameStyle::Keras1 || styleOf(p) == NameStyle::Keras2);
}

bool Loader::decideOrder() {
  KernelVotes votes;
  bool anyKernel = false;
  for (size_t p = 0; p < parameters.size(); ++p) {
    anyKernel |= isLegacyKernel(p);
    if (!isLegacyKernel(p))
      continue;
    const std::vector<int64_t> &shape = parameters[p].shape;
    bool hwio = sourceOf(p).shape == shape;
    // Keras 2 writes HWIO whatever its backend.
    bool oihw = styleOf(p) == NameStyle::Keras1 && sourceOf(p).shape == moveOutputFirst(shape);
    votes.both += hwio && oihw;
    votes.hwio += hwio && !oihw;
    votes.oihw += oihw && !hwio;
  }
  if (!anyKernel && options.kernels == Kernels::Th) {
    refuse("has no kernels that could be Theano's: it is not a Keras 1 or 2 file of this net");
    report.hints.push_back("leave `--kernels` out");
    return false;
  }
  KernelDecision decision = decideKernelOrder(options.kernels, file.backend(), votes);
  order = decision.order;
  if (!decision.refusal.empty()) {
    refuse(decision.refusal);
    report.hints.push_back(decision.hint);
    return false;
  }
  describe(anyKernel);
  return true;
}

void Loader::describe(bool anyKernel) {
  report.style = printStyle(match.style, file) + (match.byPlace ? ", layers by their place" : "");
  if (match.style == NameStyle::Torch)
    report.kernels = "kernels transposed";
  if (!anyKernel)
    return;
  report.kernels = order.flipped ? "Theano kernels" : "TensorFlow kernels";
  if (order.outputFirst || order.flipped)
    report.kernels += std::string(": ") + (order.outputFirst ? "transposed" : "") +
                      (order.outputFirst && order.flipped ? ", " : "") + (order.flipped ? "flipped" : "");
}

bool Loader::isOutputFirst(size_t p) const {
  if (parameters[p].shape.size() < 2)
    return false;
  return styleOf(p) == NameStyle::Torch || (isLegacyKernel(p) && order.outputFirst);
}

bool Loader::checkTensor(size_t p) {
  const FileTensor &source = sourceOf(p);
  const ParameterShape &parameter = parameters[p];
  std::vector<int64_t> expected = isOutputFirst(p) ? moveOutputFirst(parameter.shape) : parameter.shape;
  if (source.shape != expected) {
    refuse("tensor " + source.name + " has shape " + printShape(source.shape) + ", but " + parameter.name +
           " of the net needs " + printShape(expected));
    if (layerOfParameter(parameter.name) == headOfParameters(parameters) && options.newHead.empty() &&
        report.hints.empty())
      report.hints.push_back("`--new-head` replaces the file's head by one with initial values, to be trained");
    return false;
  }
  if (!isReadableType(source.type)) {
    refuse("tensor " + source.name + " holds values of type " + source.type + ", not floats, for " + parameter.name);
    return false;
  }
  return true;
}

void Loader::copyTensor(size_t p, const std::vector<float> &values, float *target) const {
  const std::vector<int64_t> &shape = parameters[p].shape;
  if (shape.size() == 4 && (isLegacyKernel(p) || isOutputFirst(p)))
    copyKernel(values.data(), shape, isLegacyKernel(p) ? order : KernelOrder{true, false}, target);
  else if (isOutputFirst(p))
    transposeMatrix(values.data(), shape, target);
  else
    std::copy(values.begin(), values.end(), target);
}

bool Loader::load(std::vector<float> &blob) {
  match = matchTensors(file, parameters, options.newHead, report);
  if (!decideOrder())
    return false;
  std::vector<float> values;
  int64_t offset = 0;
  for (size_t p = 0; p < parameters.size(); offset += countElements(parameters[p].shape), ++p) {
    if (match.sources[p] < 0 || !checkTensor(p))
      continue;
    WeightsError error;
    if (!file.read(size_t(match.sources[p]), values, error)) {
      report.errors.push_back(error.text);
      report.outsideWorld = error.outsideWorld;
      return false;
    }
    float *target = blob.data() + offset;
    copyTensor(p, values, target);
    std::string bad = findBadValue(parameters[p], target, options.allowNonfinite);
    if (!bad.empty())
      refuse("tensor " + sourceOf(p).name + " (" + parameters[p].name + ") holds " + bad);
    report.matched.push_back({parameters[p].name, sourceOf(p).name, printShape(parameters[p].shape), sourceOf(p).type,
                              isOutputFirst(p), isLegacyKernel(p) && order.flipped});
  }
  if (!report.ok() && match.byPlace)
    report.hints.push_back("the file lacks its layers' names (Keras before 3.6), so they were taken by class and count");
  return report.ok();
}

} // namespace

std::string findBadValue(const ParameterShape &parameter, const float *values, bool allowNonfinite) {
  int64_t count = countElements(parameter.shape), bad = 0, first = -1;
  for (int64_t i = 0; i < count && !allowNonfinite; ++i)
    if (!std::isfinite(values[i])) {
      first = bad++ ? first : i;
    }
  if (bad)
    return std::to_string(bad) + " of " + std::to_string(count) + " values that are NaN or infinite in float32, " +
           "the first is number " + std::to_string(first);
  if (wordOfParameter(parameter.name) == "moving_variance")
    for (int64_t i = 0; i < count; ++i)
      if (values[i] < 0)
        return "a negative variance, " + std::to_string(values[i]) + " as number " + std::to_string(i);
  return {};
}

MatchReport loadWeights(const WeightsFile &file, const ParameterList &parameters, const LoadOptions &options,
                        std::vector<float> &blob) {
  MatchReport report;
  report.file = file.path();
  report.skippedParts = file.skippedParts();
  report.newHead = options.newHead;
  size_t size = size_t(countElements(parameters));
  assert((options.newHead.empty() || blob.size() == size) && "a new head's initial values are in the blob already");
  for (const ParameterShape &parameter : parameters)
    if (parameter.shape.size() == 2 && layerOfParameter(parameter.name) == options.newHead)
      report.newHeadClasses = parameter.shape[1];
  std::vector<float> loaded = options.newHead.empty() ? std::vector<float>(size) : blob;
  if (Loader(file, parameters, options, report).load(loaded))
    blob = std::move(loaded);
  return report;
}

MatchReport loadWeights(const std::string &path, const ParameterList &parameters, const LoadOptions &options,
                        std::vector<float> &blob) {
  WeightsError error;
  std::unique_ptr<WeightsFile> file = openWeights(path, options.open, error);
  if (file)
    return loadWeights(*file, parameters, options, blob);
  MatchReport report;
  report.file = path;
  report.errors.push_back(error.text);
  report.outsideWorld = error.outsideWorld;
  return report;
}

} // namespace resnetc
