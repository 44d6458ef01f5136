// choices: what the Catalog proposes. Questions on standard input, keys whose choice is ignored, with
// the machine that is asked; for each accepted candidate a line, best first:
//
//   MICROSECONDS  KEY  # REASON
//
//   choices [--first] < KEYS     --first: the best alone
#include "ir/machine/Catalog.h"
#include <cstdio>
#include <cstring>
#include <iostream>

int main(int argc, char **argv) {
  using namespace resnetc;
  const bool first = argc > 1 && std::strcmp(argv[1], "--first") == 0;
  std::string wrong;
  for (std::string line; std::getline(std::cin, line);) {
    const auto key = KernelKey::parse(line, wrong);
    const Machine *machine = key ? findMachine(key->text("machine")) : nullptr;
    if (!machine) {
      std::fprintf(stderr, "%s: %s\n", line.c_str(), key ? "unknown machine" : wrong.c_str());
      return 1;
    }
    for (const Candidate &candidate : candidatesFor(*key, *machine)) {
      if (!candidate.accepted)
        continue;
      std::printf("%.2f\t%s\t# %s\n", 1e6 * candidate.seconds, candidate.key.print().c_str(), candidate.reason.c_str());
      if (first)
        break;
    }
  }
}
