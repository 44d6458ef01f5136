// BenchNet: the command `bench`: how fast a net runs, and how near that is to what the machine can do.
#pragma once
#include "runtime/net/DeviceId.h"
#include <cstdint>
#include <filesystem>
#include <vector>

namespace resnetc {

struct BenchOptions {
  std::filesystem::path net;
  int threads = 0; ///< 0: as many as the process may use
  int batch = 1;   ///< images of a call, at most the net's max_batch
  std::optional<DeviceId> device; ///< none: the processor
  bool json = false;
  double seconds = 2; ///< of timed calls; no flag, tests take less
};

struct BenchResult {
  int batch = 1, threads = 1, n = 0; ///< n: calls that were timed
  double medianMs = 0, p90Ms = 0;    ///< of one call
  double gflops = 0;                 ///< 2 x multiply-adds x batch / median
  double peakGflops = 0;             ///< threads x the FMA peak of one core, measured between the calls; 0: unknown
  double ofDirectLimit = 0;          ///< median / (2 x multiply-adds x batch / peak); 1: nothing but multiply-adds
};

/// Warms up, then calls infer for `seconds` or twenty times, whichever takes longer (at most fifteen seconds), with
/// threads pinned and the peak measured before, between and after. Text or one JSON object on stdout, with the fields
/// net target batch threads n median_ms p90_ms gflops peak_gflops of_direct_limit. With a device there are also `device`
/// and `device_name`; threads, peak_gflops and of_direct_limit are null, because nobody asks devices for their peak, and
/// a call's time holds the copies in and out. Returns the exit code.
int benchNet(const BenchOptions &options);

/// The figures from the calls' times in milliseconds, which must not be empty.
/// \param peakOfOneCore  0: unknown; then so is the limit.
BenchResult summarizeBench(std::vector<double> milliseconds, int batch, int threads, int64_t multiplyAdds,
                           double peakOfOneCore);

} // namespace resnetc
