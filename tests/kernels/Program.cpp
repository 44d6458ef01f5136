#include "tests/kernels/Program.h"
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace resnetc {

Outcome shell(const std::string &command) {
  Outcome outcome = {-1, ""};
  FILE *pipe = popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe);
  std::array<char, 4096> block;
  for (size_t count; (count = fread(block.data(), 1, block.size(), pipe)) > 0;)
    outcome.text.append(block.data(), count);
  const int raw = pclose(pipe);
  outcome.status = WIFEXITED(raw) ? WEXITSTATUS(raw) : -1;
  return outcome;
}

Outcome compile(const std::string &key, const std::string &outputs) {
  return shell("printf '%s\\n' '" + key + "' | " RESNETC_KERNEL " " + outputs);
}

std::string bytesOf(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Folder::Folder() { REQUIRE(mkdtemp(path.data())); }
Folder::~Folder() { shell("rm -r " + path); }

} // namespace resnetc
