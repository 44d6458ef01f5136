// MatchReport: the report as text.
#include "runtime/weights/MatchReport.h"
#include <algorithm>

namespace resnetc {
namespace {

std::string joinNames(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string printChange(const MatchedTensor &tensor) {
  std::string change = tensor.transposed ? "transposed" : "";
  if (tensor.flipped)
    change += change.empty() ? "flipped" : ", flipped";
  if (tensor.type != "f32")
    change += (change.empty() ? "from " : ", from ") + tensor.type;
  return change.empty() ? "as is" : change;
}

} // namespace

std::string printSummary(const MatchReport &report) {
  std::string text = "weights: " + std::to_string(report.matched.size()) + " tensors of " + report.file + " (" +
                     report.style + (report.kernels.empty() ? "" : ", " + report.kernels) + ")";
  if (!report.newHead.empty())
    text += "; head " + report.newHead + (report.skippedHead.empty() ? " not in the file" : " skipped") +
            ": new head of " + std::to_string(report.newHeadClasses) + " classes";
  if (!report.ignored.empty())
    text += "; " + std::to_string(report.ignored.size()) + " num_batches_tracked ignored";
  if (!report.skippedParts.empty())
    text += "; " + joinNames(report.skippedParts) + " ignored";
  return text;
}

std::string printTable(const MatchReport &report) {
  size_t width = 0, shapeWidth = 0;
  for (const MatchedTensor &tensor : report.matched) {
    width = std::max(width, tensor.parameter.size());
    shapeWidth = std::max(shapeWidth, tensor.shape.size());
  }
  auto pad = [](const std::string &text, size_t to) { return text + std::string(to - text.size(), ' '); };
  std::string text;
  for (const MatchedTensor &tensor : report.matched)
    text += pad(tensor.parameter, width) + "  " + pad(tensor.shape, shapeWidth) + "  " + tensor.source + "  " +
            printChange(tensor) + "\n";
  for (const std::string &name : report.skippedHead)
    text += name + ": skipped, the net has a new head\n";
  for (const std::string &name : report.ignored)
    text += name + ": ignored, no net needs it\n";
  for (const std::string &name : report.skippedParts)
    text += name + ": ignored, not weights of a net\n";
  return text;
}

std::string printErrors(const MatchReport &report) {
  std::string text;
  for (const std::string &error : report.errors)
    text += (text.empty() ? "error: " : "\nerror: ") + error;
  for (const std::string &hint : report.hints)
    text += "\nhint: " + hint;
  return text;
}

} // namespace resnetc
