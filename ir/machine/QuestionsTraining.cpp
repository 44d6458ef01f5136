#include "ir/machine/KernelArguments.h"
#include "ir/machine/Questions.h"

namespace resnetc {
namespace {

/// A window's values are numbered in a byte.
constexpr int64_t largestIndexedWindow = 15;
/// Indices of the last vector, which may reach beyond the end, stay within 32 bits.
constexpr int64_t largestCount = int64_t(1) << 30;

/// [low, high) or, with `closed`, [low, high].
std::string faultOfReal(const KernelKey &key, const char *field, double high, bool closed) {
  if (!key.has(field))
    return "";
  const double value = key.real(field);
  if (value >= 0 && (value < high || (closed && value == high)))
    return "";
  return std::string(field) + "=" + key.text(field) + " is not from 0 to " + (closed ? "1" : "below 1");
}

std::string faultOfHyperparameters(const KernelKey &key) {
  for (const char *field : {"label_smoothing", "momentum"})
    if (const std::string fault = faultOfReal(key, field, 1, true); !fault.empty())
      return fault;
  for (const char *field : {"beta1", "beta2"})
    if (const std::string fault = faultOfReal(key, field, 1, false); !fault.empty())
      return fault;
  return key.has("epsilon") && !(key.real("epsilon") >= 0) ? "a negative epsilon" : "";
}

std::string faultOfCounts(const KernelKey &key) {
  if (key.has("count") && (key.integer("count") < 1 || key.integer("count") > largestCount))
    return "count=" + key.text("count") + " is outside 1..1073741824";
  if (key.has("pixels") && (key.integer("pixels") < 0 || key.integer("pixels") > largestCount))
    return "pixels=" + key.text("pixels") + " is outside 0..1073741824";
  return "";
}

} // namespace

std::string faultOfTrainingQuestion(const KernelKey &key) {
  const std::string &op = key.operation();
  if ((op == "max_pool_indices" || op == "max_pool_gradient") && key.integer("r") > largestIndexedWindow)
    return "a window of " + key.text("r") + " has more values than a byte can number";
  if (op == "pad_channels_gradient" && key.integer("k") < key.integer("c"))
    return "fewer channels out than in";
  const std::string fault = faultOfCounts(key);
  return fault.empty() ? faultOfHyperparameters(key) : fault;
}

} // namespace resnetc
