// Predictions: see Predictions.h.
#include "runtime/net/Predictions.h"
#include "runtime/images/PrintableName.h"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <numeric>

namespace resnetc {
namespace {

/// Shortest digits that read back to the same float32.
std::string shortestDigits(float value) {
  char digits[32];
  auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return std::string(digits, end);
}

std::string quoteForCsv(const std::string &text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos)
    return text;
  std::string quoted = "\"";
  for (char letter : text)
    quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return quoted + '"';
}

std::string nameOf(int index, const std::vector<std::string> &names) {
  return names.empty() ? "class " + std::to_string(index) : printableText(names[size_t(index)]);
}

} // namespace

std::vector<RankedClass> rankClasses(const float *probabilities, int classes, int count) {
  std::vector<int> order(static_cast<size_t>(classes));
  std::iota(order.begin(), order.end(), 0);
  auto value = [&](int i) { return std::isnan(probabilities[i]) ? -INFINITY : probabilities[i]; };
  auto before = [&](int a, int b) { return value(a) != value(b) ? value(a) > value(b) : a < b; };
  auto end = order.begin() + std::min(count, classes);
  std::partial_sort(order.begin(), end, order.end(), before);
  std::vector<RankedClass> top;
  for (auto index = order.begin(); index != end; ++index)
    top.push_back({*index, probabilities[*index]});
  return top;
}

std::string printText(const Prediction &prediction, const std::vector<std::string> &names) {
  constexpr int cells = 24;
  size_t widest = 0;
  for (const RankedClass &entry : prediction.top)
    widest = std::max(widest, nameOf(entry.index, names).size());
  std::string text = printableName(prediction.file) + "\n";
  for (const RankedClass &entry : prediction.top) {
    std::string name = nameOf(entry.index, names);
    char percent[32];
    std::snprintf(percent, sizeof percent, "  %6.2f %%  ", 100.0 * double(entry.probability));
    float share = entry.probability > 0 ? std::min(entry.probability, 1.0f) : 0; // NaN too
    std::string bar(size_t(std::lround(share * cells)), '#');
    std::string line = percent + name;
    if (!bar.empty())
      line += std::string(widest - name.size() + 2, ' ') + bar;
    text += line + "\n";
  }
  return text;
}

std::string printJson(const std::vector<Prediction> &predictions, const std::vector<std::string> &names) {
  using Json = nlohmann::ordered_json;
  Json images = Json::array();
  for (const Prediction &prediction : predictions) {
    Json top = Json::array();
    for (const RankedClass &entry : prediction.top) {
      Json one = {{"class", entry.index}};
      if (!names.empty())
        one["name"] = names[size_t(entry.index)];
      // As the double nearest to the short digits, which the writer prints as those digits; NaN becomes null.
      one["probability"] = std::strtod(shortestDigits(entry.probability).c_str(), nullptr);
      top.push_back(std::move(one));
    }
    images.push_back({{"file", prediction.file.native()}, {"top", std::move(top)}});
  }
  // A file name may be no UTF-8, JSON must be: its bytes come as U+FFFD.
  return Json{{"images", std::move(images)}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string printCsv(const std::vector<Prediction> &predictions, const std::vector<std::string> &names) {
  std::string text = "file,rank,class,name,probability\n";
  for (const Prediction &prediction : predictions)
    for (size_t rank = 0; rank < prediction.top.size(); ++rank) {
      const RankedClass &entry = prediction.top[rank];
      text += quoteForCsv(prediction.file.native()) + "," + std::to_string(rank + 1) + "," +
              std::to_string(entry.index) + "," + (names.empty() ? "" : quoteForCsv(names[size_t(entry.index)])) +
              "," + shortestDigits(entry.probability) + "\n";
    }
  return text;
}

} // namespace resnetc
