// kernel_bench: times kernels in per cent of one core's multiply-add peak, measured
// beside them. Filters come from memory at each call, as in a whole net. It measures
// and judges nothing, so no test runs it.
//
//   kernel_bench < KEYS          one key a line, for a machine that this computer can run
//   kernel_bench --best < KEYS   questions (the choice is ignored): all accepted candidates
//   kernel_bench --first < KEYS  questions: the Catalog's choice
#include "Halide.h"
#include "backends/schedules/BuildKernel.h"
#include "ir/machine/Catalog.h"
#include "ir/machine/KernelCost.h"
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>
#include <iostream>

namespace {
using namespace Halide;
using namespace resnetc;

/// Seconds of a core that this process had: other programs, which only make it wait, do not count.
double now() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

/// Lower quintile of timings of two milliseconds or one call each, forty or what fits into
/// two seconds: what the machine does when nothing disturbs it, without trusting a single lucky run.
double timeOf(const std::function<void()> &call) {
  call();
  double start = now();
  call();
  const int calls = std::max(1, std::min(2000, int(2e-3 / (now() - start))));
  std::vector<double> times;
  const double end = now() + 2;
  while (times.size() < 5 || (times.size() < 40 && now() < end)) {
    start = now();
    for (int i = 0; i < calls; ++i)
      call();
    times.push_back((now() - start) / calls);
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 5];
}

/// Independent multiply-adds. The empty statements hide the chains' values from the
/// compiler, which else sees that they are equal and computes one for all: a peak many
/// times too high.
template <typename Vector, int count> inline __attribute__((always_inline)) double fmaLoop() {
  double best = 0;
  for (int run = 0; run < 200; ++run) { // half a second and more, so that one stretch is undisturbed
    Vector sums[count], x = Vector{} + .999f, y = Vector{} + .001f;
#pragma GCC unroll 32
    for (int j = 0; j < count; ++j) {
      sums[j] = y;
      asm volatile("" : "+v"(sums[j]));
    }
    const double start = now();
    for (int i = 0; i < 1000000; ++i)
#pragma GCC unroll 32
      for (int j = 0; j < count; ++j)
        sums[j] = sums[j] * x + y;
#pragma GCC unroll 32
    for (int j = 0; j < count; ++j)
      asm volatile("" : "+v"(sums[j]));
    best = std::max(best, 2e6 * sizeof(Vector) / 4 * count / (now() - start));
  }
  return best;
}
typedef float Vector8 __attribute__((vector_size(32)));
typedef float Vector16 __attribute__((vector_size(64)));
__attribute__((target("avx2,fma"), noinline)) double peakAvx2() { return fmaLoop<Vector8, 12>(); }
__attribute__((target("avx512f"), noinline)) double peakAvx512() { return fmaLoop<Vector16, 20>(); }

template <typename Parameter> Buffer<> viewOf(void *memory, Type type, int rank, const Parameter &parameter) {
  std::vector<halide_dimension_t> dimensions;
  const auto constant = [](const Expr &value) { return int32_t(*Internal::as_const_int(value)); };
  for (int i = 0; i < rank; ++i)
    dimensions.push_back({constant(parameter.min_constraint(i)), constant(parameter.extent_constraint(i)),
                          constant(parameter.stride_constraint(i))});
  return Buffer<>(type, memory, rank, dimensions.data());
}

/// As many copies of the filters as no cache holds, in turn.
void measure(const KernelKey &key, double peak) {
  const auto arguments = argumentsOf(key);
  Kernel kernel = buildKernel(key);
  std::vector<std::vector<float>> memory;
  for (const KernelArgument &argument : arguments)
    memory.emplace_back(size_t(argument.bytes() + 3) / 4, 0.25f);
  const bool hasFilter = kernel.inputs.size() > 1 && arguments[1].name == "filter";
  const size_t copies = hasFilter ? std::min<size_t>(64, 1 + 80000000 / memory[1].size() / 4) : 1;
  std::vector<std::vector<float>> filters(copies, hasFilter ? memory[1] : std::vector<float>());
  std::vector<Buffer<>> inputs;
  for (size_t i = 0; i < kernel.inputs.size(); ++i)
    inputs.push_back(
        viewOf(memory[i].data(), kernel.inputs[i].type(), kernel.inputs[i].dimensions(), kernel.inputs[i].parameter()));
  std::vector<Buffer<>> panels;
  for (auto &filter : filters)
    if (hasFilter)
      panels.push_back(viewOf(filter.data(), Float(32), kernel.inputs[1].dimensions(), kernel.inputs[1].parameter()));
  Buffer<> output =
      viewOf(memory.back().data(), Float(32), kernel.output.dimensions(), kernel.output.output_buffer().parameter());

  Target target = get_host_target().with_feature(Target::NoAsserts);
  Callable callable = pipelineOf(kernel).compile_to_callable(argumentsOf(kernel), target);
  size_t turn = 0;
  const auto call = [&] {
    const Buffer<> &filter = hasFilter ? panels[turn++ % copies] : inputs[0];
    switch (inputs.size()) {
    case 1:
      return callable(inputs[0], output);
    case 2:
      return callable(inputs[0], hasFilter ? filter : inputs[1], output);
    case 3:
      return callable(inputs[0], filter, inputs[2], output);
    case 4:
      return callable(inputs[0], filter, inputs[2], inputs[3], output);
    default:
      return -1;
    }
  };
  if (call() != 0) {
    std::cout << key.print() << ": not measured\n";
    return;
  }
  const double seconds = timeOf([&] { call(); });
  std::printf("%8.4f ms %5.1f %% of peak  %s | %s\n", seconds * 1e3, 200 * double(multiplyAdds(key)) / seconds / peak,
              key.symbol().c_str(), key.choice().c_str());
  std::fflush(stdout);
}
} // namespace

int main(int argc, char **argv) {
  const bool first = argc > 1 && std::strcmp(argv[1], "--first") == 0;
  const bool best = argc > 1 && std::strcmp(argv[1], "--best") == 0;
  const double peak = hostMachineName() == "avx512" ? peakAvx512() : peakAvx2();
  std::printf("peak of one core %.1f GFLOP/s\n", peak / 1e9);
  for (std::string line, wrong; std::getline(std::cin, line);) {
    const auto key = KernelKey::parse(line, wrong);
    if (!key) {
      std::cerr << wrong << '\n';
      return 1;
    }
    if (!best) {
      measure(first ? chooseKernel(*key, *findMachine(key->text("machine"))).key : *key, peak);
      continue;
    }
    for (const Candidate &candidate : candidatesFor(*key, *findMachine(key->text("machine"))))
      if (candidate.accepted && candidate.key.text("algorithm") != "plain")
        measure(candidate.key, peak);
  }
}
