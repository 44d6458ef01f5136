#include "ir/machine/Catalog.h"
#include "ir/machine/CandidatesDevice.h"
#include "ir/machine/Questions.h"
#include <algorithm>
#include <stdexcept>

namespace resnetc {
namespace {

struct CatalogRow {
  std::string_view operation;
  Proposals (*propose)(const KernelKey &, const Machine &);
  std::string (*faultOf)(const KernelKey &, const Machine &);
};

const CatalogRow cpuRows[] = {
    {"conv2d", proposeConv2d, faultOfConv2d},
    {"stem", proposeStem, faultOfStem},
    {"dense", proposeDense, faultOfDense},
    {"pack_filter", proposePacking, faultOfPacking},
    {"fold_shift", proposePacking, faultOfPacking},
    {"pack_transposed", proposePacking, faultOfPacking},
    {"filter_gradient", proposeFilterGradient, faultOfFilterGradient},
    {"input_gradient", proposeInputGradient, faultOfInputGradient},
    {"bias_gradient", proposeTraining, faultOfTraining},
    {"max_pool", proposeStreaming, faultOfStreaming},
    {"global_avg_pool", proposeStreaming, faultOfStreaming},
    {"softmax", proposeStreaming, faultOfStreaming},
    {"pad_channels", proposeStreaming, faultOfStreaming},
    {"preprocess", proposeStreaming, faultOfStreaming},
    {"layout", proposeStreaming, faultOfStreaming},
    {"batch_images", proposeTraining, faultOfTraining},
    {"batch_norm_statistics", proposeTraining, faultOfTraining},
    {"batch_norm", proposeTraining, faultOfTraining},
    {"batch_norm_sums", proposeTraining, faultOfTraining},
    {"batch_norm_gradient", proposeTraining, faultOfTraining},
    {"batch_norm_frozen_gradient", proposeTraining, faultOfTraining},
    {"relu", proposeTraining, faultOfTraining},
    {"relu_gradient", proposeTraining, faultOfTraining},
    {"add", proposeTraining, faultOfTraining},
    {"max_pool_indices", proposeTraining, faultOfTraining},
    {"max_pool_gradient", proposeTraining, faultOfTraining},
    {"global_avg_pool_gradient", proposeTraining, faultOfTraining},
    {"pad_channels_gradient", proposeTraining, faultOfTraining},
    {"softmax_cross_entropy", proposeTraining, faultOfTraining},
    {"sgd_update", proposeTraining, faultOfTraining},
    {"adam_update", proposeTraining, faultOfTraining},
    {"update_moving", proposeTraining, faultOfTraining},
};

const CatalogRow deviceRows[] = {
    {"conv2d", proposeDeviceConv2d, faultOfDeviceConv2d},
    {"conv2d_parts", proposeDeviceConv2d, faultOfDeviceConv2d},
    {"dense", proposeDeviceDense, faultOfDeviceDense},
    {"sum_parts", proposeGrid, faultOfGrid},
    {"max_pool", proposeGrid, faultOfGrid},
    {"global_avg_pool", proposeGrid, faultOfGrid},
    {"softmax", proposeGrid, faultOfGrid},
    {"pad_channels", proposeGrid, faultOfGrid},
    {"preprocess", proposeGrid, faultOfGrid},
    {"layout", proposeGrid, faultOfGrid},
    {"zero_halo", proposeGrid, faultOfGrid},
    {"pack_filter", proposeGrid, faultOfGrid},
    {"pack_transposed", proposeGrid, faultOfGrid},
    {"fold_shift", proposeGrid, faultOfGrid},
    {"filter_gradient", proposeDeviceFilterGradient, faultOfDeviceFilterGradient},
    {"filter_gradient_parts", proposeDeviceFilterGradient, faultOfDeviceFilterGradient},
    {"input_gradient", proposeDeviceInputGradient, faultOfDeviceInputGradient},
    {"bias_gradient", proposeGridSums, faultOfGrid},
    {"batch_images", proposeGrid, faultOfGrid},
    {"batch_norm_statistics", proposeGridSums, faultOfGrid},
    {"batch_norm", proposeGrid, faultOfGrid},
    {"batch_norm_sums", proposeGridSums, faultOfGrid},
    {"batch_norm_gradient", proposeGrid, faultOfGrid},
    {"batch_norm_frozen_gradient", proposeGrid, faultOfGrid},
    {"relu", proposeGrid, faultOfGrid},
    {"relu_gradient", proposeGrid, faultOfGrid},
    {"add", proposeGrid, faultOfGrid},
    {"max_pool_indices", proposeGrid, faultOfIndexWords},
    {"max_pool_gradient", proposeGrid, faultOfGrid},
    {"global_avg_pool_gradient", proposeGrid, faultOfGrid},
    {"pad_channels_gradient", proposeGrid, faultOfGrid},
    {"softmax_cross_entropy", proposeGridLoss, faultOfGrid},
    {"sgd_update", proposeGrid, faultOfGrid},
    {"adam_update", proposeGrid, faultOfGrid},
    {"update_moving", proposeGrid, faultOfGrid},
};

/// Null where no kernel of the operation exists for such machines.
const CatalogRow *findRow(const KernelKey &key, const Machine &machine) {
  const auto find = [&](const auto &rows) -> const CatalogRow * {
    for (const CatalogRow &row : rows)
      if (row.operation == key.operation())
        return &row;
    return nullptr;
  };
  return machine.isDevice() ? find(deviceRows) : find(cpuRows);
}

std::string faultOfOperation(const KernelKey &key, const Machine &machine) {
  const char *kind = machine.isDevice() ? "devices" : "CPUs";
  return findRow(key, machine) ? "" : key.operation() + " has no kernel for " + kind;
}

} // namespace

KernelKey plainChoice(const KernelKey &question) {
  KernelKey key = question;
  key.set("algorithm", "plain").set("tile", RegisterTile{1, 1});
  for (const auto &[field, value] : {std::pair("split", "1"), std::pair("panel", "1"), std::pair("parallel", "none"),
                                     std::pair("images", "1"), std::pair("pack", "none"), std::pair("prefetch", "0")})
    if (key.has(field))
      key.set(field, std::string_view(value));
  if (key.has("rows"))
    key.set("rows", key.outputHeight());
  const Machine *machine = findMachine(key.text("machine"));
  if (key.has("panel") && machine && machine->isDevice())
    key.set("panel", devicePanel(key));
  return key;
}

std::string faultOfPlain(const KernelKey &key) {
  const std::string choice = plainChoice(key).choice();
  return key.choice() == choice ? "" : "the plain loop nest is '" + choice + "' and nothing else";
}

double plainSeconds(double multiplyAdds, const Machine &machine) {
  return 2 * multiplyAdds / machine.flopsPerSecond * double(machine.lanes) * 8;
}

std::string whyNotImplemented(const KernelKey &key) {
  std::string malformed;
  if (!KernelKey::parse(key.print(), malformed))
    return malformed;
  const Machine *machine = findMachine(key.text("machine"));
  if (!machine)
    return "unknown machine " + key.text("machine");
  for (const char *field : {"panel", "split"})
    if (key.has(field) && (key.integer(field) < 1 || key.integer(field) > 1 << 24))
      return std::string(field) + "=" + key.text(field) + " is outside 1..16777216";
  std::string fault = faultOfOperation(key, *machine);
  if (fault.empty())
    fault = faultOfQuestion(key);
  return fault.empty() ? findRow(key, *machine)->faultOf(key, *machine) : fault;
}

std::vector<Candidate> candidatesFor(const KernelKey &question, const Machine &machine) {
  KernelKey asked = question;
  asked.set("machine", machine.name);
  std::string fault = faultOfOperation(asked, machine);
  if (fault.empty())
    fault = faultOfQuestion(asked);
  std::vector<Candidate> candidates;
  if (!fault.empty())
    return {{asked, false, fault, 0}};
  for (const Proposal &proposal : findRow(asked, machine)->propose(asked, machine)) {
    const std::string refusal = whyNotImplemented(proposal.key);
    const bool accepted = refusal.empty();
    candidates.push_back({proposal.key, accepted, accepted ? proposal.note : refusal, accepted ? proposal.seconds : 0});
  }
  const auto rank = [](const Candidate &candidate) { return candidate.accepted ? candidate.seconds : 1e300; };
  std::stable_sort(candidates.begin(), candidates.end() - 1,
                   [&](const Candidate &a, const Candidate &b) { return rank(a) < rank(b); });
  return candidates;
}

const Candidate *chooseKernel(const std::vector<Candidate> &candidates) {
  for (const Candidate &candidate : candidates)
    if (candidate.accepted)
      return &candidate;
  return nullptr;
}

Candidate chooseKernel(const KernelKey &question, const Machine &machine) {
  const std::vector<Candidate> candidates = candidatesFor(question, machine);
  if (const Candidate *best = chooseKernel(candidates))
    return *best;
  throw std::invalid_argument("no kernel for " + question.print() + ": " + candidates.back().reason);
}

} // namespace resnetc
