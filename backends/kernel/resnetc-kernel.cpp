// resnetc-kernel: one kernel key on standard input, one object file out. It is the only
// program that loads Halide, and it lives for one kernel: a crash, a leak or a name
// counter of Halide's cannot reach the compiler or the next kernel.
//
//   resnetc-kernel OBJECT < KEY     prints `scratch=BYTES`, what one worker needs
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
  if (argc != 2)
    return fail("usage: resnetc-kernel OBJECT < KEY");
  const rlimit limit = {cpuSeconds, cpuSeconds};
  setrlimit(RLIMIT_CPU, &limit);
  std::string text(std::istreambuf_iterator<char>(std::cin), {}), wrong;
  if (!text.empty() && text.back() == '\n')
    text.pop_back();
  const auto key = resnetc::KernelKey::parse(text, wrong);
  if (!key)
    return fail("bad kernel key: " + wrong);
  try {
    const resnetc::KernelFacts facts = resnetc::compileKernel(*key, argv[1]); // before a word is printed
    std::cout << "scratch=" << facts.scratchBytes << '\n';
  } catch (const std::exception &error) {
    return fail(error.what());
  } catch (const Halide::Error &error) { // not a std::exception in every build
    return fail(error.what());
  }
}
