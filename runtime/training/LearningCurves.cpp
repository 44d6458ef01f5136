// LearningCurves: see LearningCurves.h.
#include "runtime/training/LearningCurves.h"
#include "runtime/training/DoubleText.h"
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace resnetc {
namespace {

constexpr double chartWidth = 360, chartHeight = 220, chartTop = 70, chartsLeft[] = {64, 512};

const char *head = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 350" width="900" height="350" role="img">
<style>
  svg { font: 13px system-ui, sans-serif }
  .title { font-size: 16px; font-weight: 600 } .heading { font-weight: 600 }
  .line { fill: none; stroke-width: 2; stroke-linejoin: round }
  .paper { fill: #ffffff } text { fill: #1f2328 } .faint { fill: #59636e }
  .grid { stroke: #d8dee4 } .axis { stroke: #59636e }
  .training.line { stroke: #0969da } .validation.line { stroke: #bc4c00 }
  .training.dot { fill: #0969da } .validation.dot { fill: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } text { fill: #e6edf3 } .faint { fill: #9198a1 }
    .grid { stroke: #30363d } .axis { stroke: #9198a1 }
    .training.line { stroke: #58a6ff } .validation.line { stroke: #ffa657 }
    .training.dot { fill: #58a6ff } .validation.dot { fill: #ffa657 }
  }
</style>
<rect class="paper" width="900" height="350"/>
)";

std::string escapeXml(const std::string &text) {
  std::string result;
  for (char letter : text)
    result += letter == '&' ? "&amp;" : letter == '<' ? "&lt;" : letter == '>' ? "&gt;" : std::string(1, letter);
  return result;
}

std::string textAt(double x, double y, const char *anchor, const std::string &words, const char *kind = "") {
  return "<text x=\"" + printFixed(x, 1) + "\" y=\"" + printFixed(y, 1) + "\" text-anchor=\"" + anchor + "\" class=\"" +
         kind + "\">" + escapeXml(words) + "</text>\n";
}

std::string lineFrom(double x1, double y1, double x2, double y2, const char *kind) {
  return "<line x1=\"" + printFixed(x1, 1) + "\" y1=\"" + printFixed(y1, 1) + "\" x2=\"" + printFixed(x2, 1) +
         "\" y2=\"" + printFixed(y2, 1) + "\" class=\"" + kind + "\"/>\n";
}

/// 1, 2 or 5 times a power of ten, so that at most seven lines cover the range.
double chooseTick(double range) {
  double power = std::pow(10, std::floor(std::log10(range / 5)));
  for (double factor : {1.0, 2.0, 5.0})
    if (range / (factor * power) <= 7)
      return factor * power;
  return 10 * power;
}

/// One of the two charts.
class Chart {
public:
  using Value = std::function<double(const HistoryRow &)>;

  Chart(double left, const History &history, std::string heading, std::initializer_list<Value> values)
      : left(left), history(history), heading(std::move(heading)), values(values) {
    double least = std::numeric_limits<double>::infinity(), most = -least;
    for (const HistoryRow &row : history)
      for (const Value &value : this->values)
        if (double v = value(row); std::isfinite(v)) {
          least = std::min(least, v);
          most = std::max(most, v);
        }
    if (least > most)
      least = 0, most = 1;
    double range = std::max({most - least, std::fabs(most) * 1e-3, 1e-9});
    tick = chooseTick(range);
    low = std::floor(least / tick) * tick;
    high = std::max(std::ceil(most / tick) * tick, low + tick);
    digits = std::clamp(-int(std::floor(std::log10(tick))), 0, 9);
  }

  std::string draw() const {
    std::string svg = textAt(left, chartTop - 12, "start", heading, "heading") + drawAxes();
    const char *kinds[] = {"training", "validation"};
    for (size_t i = 0; i < values.size(); ++i)
      svg += drawCurve(values[i], kinds[i]);
    return svg;
  }

private:
  double xOf(size_t row) const {
    return left + chartWidth * (history.size() > 1 ? double(row) / double(history.size() - 1) : 0.5);
  }
  double yOf(double value) const { return chartTop + chartHeight * (high - value) / (high - low); }

  std::string drawAxes() const {
    const double bottom = chartTop + chartHeight;
    std::string svg;
    for (int64_t i = 0, count = std::llround((high - low) / tick); i <= count; ++i) {
      double value = low + double(i) * tick, y = yOf(value);
      svg += lineFrom(left, y, left + chartWidth, y, i == 0 ? "axis" : "grid") +
             textAt(left - 8, y + 4, "end", printFixed(value == 0 ? 0 : value, digits), "faint");
    }
    size_t every = std::max<size_t>(1, size_t(std::llround(chooseTick(double(history.size()) * 5 / 6))));
    for (size_t row = 0; row < history.size(); ++row)
      if (row == 0 || (size_t(history[row].epoch) + 1) % every == 0)
        svg += lineFrom(xOf(row), bottom, xOf(row), bottom + 5, "axis") +
               textAt(xOf(row), bottom + 20, "middle", std::to_string(history[row].epoch + 1), "faint");
    return svg + textAt(left + chartWidth / 2, bottom + 42, "middle", "epoch", "faint");
  }

  /// A line for each run of numbers; a dot for each epoch while they are few, else only for the last.
  std::string drawCurve(const Value &value, const std::string &kind) const {
    std::string lines, dots, points;
    auto flush = [&] {
      if (!points.empty())
        lines += "<polyline class=\"" + kind + " line\" points=\"" + points + "\"/>\n";
      points.clear();
    };
    for (size_t row = 0; row < history.size(); ++row) {
      double v = value(history[row]);
      if (!std::isfinite(v)) {
        flush();
        continue;
      }
      std::string x = printFixed(xOf(row), 1), y = printFixed(yOf(v), 1);
      points += (points.empty() ? "" : " ") + x + "," + y;
      if (history.size() <= 30 || row + 1 == history.size())
        dots += "<circle class=\"" + kind + " dot\" cx=\"" + x + "\" cy=\"" + y + "\" r=\"2.5\"/>\n";
    }
    flush();
    return lines + dots;
  }

  double left;
  const History &history;
  std::string heading;
  std::vector<Value> values;
  double low = 0, high = 1, tick = 1;
  int digits = 0;
};

std::string drawLegend(bool validation) {
  auto entry = [](double x, const char *kind) {
    return "<line x1=\"" + printFixed(x, 0) + "\" y1=\"24\" x2=\"" + printFixed(x + 26, 0) + "\" y2=\"24\" class=\"" +
           kind + " line\"/>\n" + textAt(x + 32, 28, "start", kind);
  };
  return entry(660, "training") + (validation ? entry(770, "validation") : "");
}

} // namespace

std::string drawLearningCurves(const std::string &title, const History &history) {
  bool validation =
      std::any_of(history.begin(), history.end(), [](const HistoryRow &row) { return row.valLoss.has_value(); });
  const double none = std::numeric_limits<double>::quiet_NaN();
  Chart loss(chartsLeft[0], history, "loss",
             {[](const HistoryRow &row) { return row.loss; },
              [=](const HistoryRow &row) { return row.valLoss.value_or(none); }});
  Chart accuracy(chartsLeft[1], history, "accuracy",
                 {[](const HistoryRow &row) { return row.accuracy; },
                  [=](const HistoryRow &row) { return row.valAccuracy.value_or(none); }});
  return head + ("<title>" + escapeXml(title) + ": loss and accuracy by epoch</title>\n") +
         textAt(chartsLeft[0], 29, "start", title, "title") + drawLegend(validation) + loss.draw() + accuracy.draw() +
         "</svg>\n";
}

} // namespace resnetc
