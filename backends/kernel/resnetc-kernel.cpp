// resnetc-kernel: one kernel key on standard input, one object file out. It is the only
// program that loads Halide, and it lives for one kernel: a crash, a leak or a name
// counter of Halide's cannot reach the compiler or the next kernel.
//
//   resnetc-kernel OBJECT [SOURCE] < KEY     prints `scratch=BYTES`, what one worker needs
//
// Of a device's kernel it also writes the device's code to SOURCE, if that is given, and prints
// what it is (`source=cl`, `ptx` or `spv`) and its launch (`blocks=`, `threads=` and `shared=`
// bytes of a block). One fact is one line.
//
// Exit status: 0, or 70 with a message on standard error.
#include "Halide.h"
#include "backends/kernel/CompileKernel.h"
#include <iostream>
#include <iterator>
#include <sys/resource.h>

namespace {
constexpr rlim_t cpuSeconds = 120; ///< a schedule that never ends must not hang the compiler

int fail(const std::string &message) {
  std::cerr << "resnetc-kernel: " << message << '\n';
  return 70;
}
} // namespace

int main(int argc, char **argv) {
  if (argc != 2 && argc != 3)
    return fail("usage: resnetc-kernel OBJECT [SOURCE] < KEY");
  const rlimit limit = {cpuSeconds, cpuSeconds};
  setrlimit(RLIMIT_CPU, &limit);
  std::string text(std::istreambuf_iterator<char>(std::cin), {}), wrong;
  if (!text.empty() && text.back() == '\n')
    text.pop_back();
  const auto key = resnetc::KernelKey::parse(text, wrong);
  if (!key)
    return fail("bad kernel key: " + wrong);
  try {
    const std::string source = argc == 3 ? argv[2] : "";
    const resnetc::KernelFacts facts = resnetc::compileKernel(*key, argv[1], source); // before a word is printed
    std::cout << "scratch=" << facts.scratchBytes << '\n';
    if (!facts.sourceEnding.empty())
      std::cout << "source=" << facts.sourceEnding << "\nblocks=" << facts.launch.blocks
                << "\nthreads=" << facts.launch.threads << "\nshared=" << facts.launch.sharedBytes << '\n';
  } catch (const std::exception &error) {
    return fail(error.what());
  } catch (const Halide::Error &error) { // not a std::exception in every build
    return fail(error.what());
  }
}
