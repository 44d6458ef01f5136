// BenchNet: see BenchNet.h.
#include "runtime/net/BenchNet.h"
#include "runtime/net/CommandReport.h"
#include "runtime/net/FmaPeak.h"
#include "runtime/net/WriteFile.h"
#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace resnetc {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Values in -1 .. 1, the same in every run; any would do, zeros might be too easy on the processor.
std::vector<float> makeImages(const resnetc_net &net, int batch) {
  std::vector<float> images(size_t(valuesPerImage(net)) * size_t(batch));
  uint32_t state = 1;
  for (float &value : images) {
    state = state * 1664525u + 1013904223u; // Numerical Recipes, chapter 7.1
    value = float(int32_t(state)) / 2147483648.0f;
  }
  return images;
}

Outcome<BenchResult> measure(LoadedNet &net, int batch, double wantedSeconds) {
  constexpr double mostSeconds = 15, peakEvery = 0.25;
  constexpr size_t wantedCalls = 20, leastCalls = 3, mostCalls = 100000;
  const double warmUpSeconds = 0.15 * wantedSeconds, peakSeconds = 0.025 * wantedSeconds;
  std::vector<float> images = makeImages(net.table(), batch);
  std::vector<float> rows(size_t(batch) * size_t(net.table().classes));
  std::vector<double> times;
  std::optional<Failure> failure;
  auto call = [&] { failure = net.run(images.data(), batch, Answer::Probabilities, rows.data()); };

  Clock::time_point start = Clock::now();
  do
    call();
  while (!failure && secondsSince(start) < warmUpSeconds);

  const bool hasPeak = !net.device();
  double peak = hasPeak ? measureFmaPeak(2 * peakSeconds) : 0, spent = 0, sincePeak = 0;
  bool enough = false;
  while (!failure && !enough) {
    Clock::time_point before = Clock::now();
    call();
    double took = secondsSince(before);
    times.push_back(took * 1e3);
    spent += took;
    sincePeak += took;
    if (hasPeak && sincePeak > peakEvery) {
      peak = std::max(peak, measureFmaPeak(peakSeconds));
      if (net.threads() > 1)
        call(); // other threads may have fallen asleep meanwhile
      sincePeak = 0;
    }
    enough = times.size() >= leastCalls &&
             (spent >= mostSeconds || times.size() >= mostCalls ||
              (spent >= wantedSeconds && times.size() >= wantedCalls));
  }
  if (failure)
    return *failure;
  if (hasPeak)
    peak = std::max(peak, measureFmaPeak(2 * peakSeconds));
  return summarizeBench(std::move(times), batch, net.threads(), net.table().multiply_adds, peak);
}

std::string printJson(const resnetc_net &net, const NetDevice *device, const BenchResult &result) {
  nlohmann::ordered_json json{{"net", net.name},
                              {"target", describeTarget(net)},
                              {"batch", result.batch},
                              {"threads", result.threads},
                              {"n", result.n},
                              {"median_ms", result.medianMs},
                              {"p90_ms", result.p90Ms},
                              {"gflops", result.gflops},
                              {"peak_gflops", result.peakGflops},
                              {"of_direct_limit", result.ofDirectLimit}};
  if (device) {
    json["device"] = device->id().text();
    json["device_name"] = device->name();
    for (const char *unknown : {"threads", "peak_gflops", "of_direct_limit"})
      json[unknown] = nullptr;
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string printDeviceTable(const resnetc_net &net, const NetDevice &device, const BenchResult &result) {
  char text[1024];
  std::snprintf(text, sizeof text,
                "%s on %s, %s, batch %d, %d calls\n"
                "  time        %10.3f ms      median of a call, copies included; 9 of 10 within %.3f ms\n"
                "  throughput  %10.1f images/s\n"
                "  speed       %10.1f GFLOP/s (what a device could do is not measured)\n",
                net.name, device.id().text().c_str(), device.name().c_str(), result.batch, result.n, result.medianMs,
                result.p90Ms, result.batch / result.medianMs * 1e3, result.gflops);
  return text;
}

std::string printTable(const resnetc_net &net, const BenchResult &result) {
  char text[1024];
  std::snprintf(text, sizeof text,
                "%s for %s, batch %d, %d thread%s, %d calls\n"
                "  time        %10.3f ms      median of a call; 9 of 10 within %.3f ms\n"
                "  throughput  %10.1f images/s\n"
                "  speed       %10.1f GFLOP/s of the %.1f that %s can do (measured now)\n"
                "  limit       %10.2f x       the time of the multiply-adds alone\n",
                net.name, describeTarget(net).c_str(), result.batch, result.threads, result.threads == 1 ? "" : "s", result.n,
                result.medianMs, result.p90Ms, result.batch / result.medianMs * 1e3, result.gflops, result.peakGflops,
                result.threads == 1 ? "one core" : "so many cores", result.ofDirectLimit);
  return text;
}

int bench(const BenchOptions &options) {
  Outcome<LoadedNet> net = openForCommand(options.net, {options.threads, Pin::All}, options.device);
  if (!net)
    return reportFailure(net.failure());
  const resnetc_net &table = net->table();
  if (options.batch < 1 || options.batch > table.max_batch)
    return reportFailure({Blame::User, std::string(table.name) + ": --batch " + std::to_string(options.batch) +
                                           ", but the net is compiled for 1 to " + std::to_string(table.max_batch) +
                                           " images a call"});
  Outcome<BenchResult> result = measure(*net, options.batch, options.seconds);
  if (!result)
    return reportFailure(result.failure());
  const NetDevice *device = net->device();
  if (auto failure = writeStandardOutput(options.json ? printJson(table, device, *result)
                                         : device     ? printDeviceTable(table, *device, *result)
                                                      : printTable(table, *result)))
    return reportFailure(*failure);
  return 0;
}

} // namespace

BenchResult summarizeBench(std::vector<double> milliseconds, int batch, int threads, int64_t multiplyAdds,
                           double peakOfOneCore) {
  assert(!milliseconds.empty());
  std::sort(milliseconds.begin(), milliseconds.end());
  size_t n = milliseconds.size();
  BenchResult result;
  result.batch = batch;
  result.threads = threads;
  result.n = int(n);
  result.medianMs = (milliseconds[(n - 1) / 2] + milliseconds[n / 2]) / 2;
  result.p90Ms = milliseconds[size_t(std::ceil(0.9 * double(n))) - 1];
  double flops = 2.0 * double(multiplyAdds) * batch;
  result.gflops = flops / (result.medianMs * 1e6);
  result.peakGflops = peakOfOneCore * threads;
  result.ofDirectLimit = flops > 0 && peakOfOneCore > 0 ? result.medianMs / (flops / (result.peakGflops * 1e6)) : 0;
  return result;
}

int benchNet(const BenchOptions &options) {
  return guardCommand([&] { return bench(options); });
}

} // namespace resnetc
