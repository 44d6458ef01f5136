// TrainProgress: see TrainProgress.h.
#include "runtime/training/TrainProgress.h"
#include "runtime/training/DoubleText.h"
#include <algorithm>
#include <cmath>
#include <sys/ioctl.h>
#include <unistd.h>

namespace resnetc {
namespace {

/// Four digits after the point, as Keras; more where these would all be zeros.
std::string printMetric(double value) {
  if (value != 0 && std::fabs(value) < 1e-3) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4e", value);
    return text;
  }
  return printFixed(value, 4);
}

/// 45s, 3:07, 1:02:09
std::string printTime(double seconds) {
  int64_t whole = std::llround(std::max(seconds, 0.0));
  if (whole < 60)
    return std::to_string(whole) + "s";
  auto two = [](int64_t n) { return (n < 10 ? ":0" : ":") + std::to_string(n); };
  if (whole < 3600)
    return std::to_string(whole / 60) + two(whole % 60);
  return std::to_string(whole / 3600) + two(whole / 60 % 60) + two(whole % 60);
}

std::string printRate(double imagesPerSecond) {
  if (!(imagesPerSecond > 0))
    return "";
  return " - " + printFixed(imagesPerSecond, imagesPerSecond < 10 ? 1 : 0) + " images/s";
}

std::string printBar(double share, int width) {
  int filled = int(share * width);
  std::string bar(size_t(width), '.');
  std::fill_n(bar.begin(), filled, '=');
  if (filled < width)
    bar[size_t(filled)] = '>';
  return " [" + bar + "]";
}

std::string countOf(int64_t done, int64_t total) {
  std::string all = std::to_string(total), some = std::to_string(done);
  return std::string(all.size() - std::min(all.size(), some.size()), ' ') + some + "/" + all;
}

int terminalColumns(std::FILE *to) {
  winsize size = {};
  return ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

TrainProgress::TrainProgress(std::FILE *to) : to(to), terminal(isatty(fileno(to))) {}

bool TrainProgress::isTime() {
  auto now = std::chrono::steady_clock::now();
  if (!terminal || now - last < std::chrono::milliseconds(100))
    return false;
  last = now;
  return true;
}

/// A line that is longer than the terminal would not be written over but pile up.
void TrainProgress::overwrite(const std::string &line) {
  std::fprintf(to, "\r%s\033[K", line.substr(0, size_t(std::max(terminalColumns(to) - 1, 1))).c_str());
  std::fflush(to);
  open = true;
}

void TrainProgress::showStep(const EpochSoFar &epoch) {
  if (!isTime())
    return;
  std::string start = "Epoch " + countOf(epoch.epoch + 1, epoch.epochs) + " " + countOf(epoch.steps, epoch.stepsTotal);
  std::string rest = " - " + printTime(epoch.secondsLeft) + " left" + printRate(epoch.imagesPerSecond) +
                     " - loss: " + printMetric(epoch.loss) + " - accuracy: " + printMetric(epoch.accuracy);
  int room = terminalColumns(to) - 5 - int(start.size() + rest.size());
  if (room < -4)
    start.erase(0, start.find(' ') + 1); // numbers are worth more than the word
  double share = double(epoch.steps) / double(std::max<int64_t>(epoch.stepsTotal, 1));
  overwrite(start + (room >= 5 ? printBar(share, std::min(room, 30)) : "") + rest);
}

void TrainProgress::showValidation(int64_t done, int64_t total) {
  if (isTime())
    overwrite("validation " + countOf(done, total));
}

void TrainProgress::showEpoch(const EpochSoFar &epoch, const HistoryRow &row) {
  std::string line = "Epoch " + countOf(epoch.epoch + 1, epoch.epochs) + " - " + printTime(row.seconds) +
                     printRate(epoch.imagesPerSecond) + " - loss: " + printMetric(row.loss) +
                     " - accuracy: " + printMetric(row.accuracy);
  if (row.valLoss)
    line += " - val_loss: " + printMetric(*row.valLoss) + " - val_accuracy: " + printMetric(*row.valAccuracy);
  note(line);
}

void TrainProgress::note(const std::string &sentence) {
  std::fprintf(to, "%s%s\n", open ? "\r\033[K" : "", sentence.c_str());
  std::fflush(to);
  open = false;
}

} // namespace resnetc
