#include "backends/schedules/device/LaunchBounds.h"
#include <cstring>
#include <sstream>
#include <stdexcept>

namespace resnetc {
namespace {

std::string withBounds(const std::string &text, int64_t threads, int64_t blocks) {
  const std::string bounds = ".maxntid " + std::to_string(threads) + "\n" +
                             (blocks ? ".minnctapersm " + std::to_string(blocks) + "\n" : "");
  std::istringstream lines(text);
  std::string edited, before;
  for (std::string line; std::getline(lines, line);) {
    line.erase(std::min(line.find("//"), line.size()));
    if (line == "{" && before == ")") // the body of the entry
      edited += bounds;
    edited += line + "\n";
    before = line;
  }
  return edited;
}

} // namespace

void setLaunchBounds(const Halide::Module &module, int64_t threads, int64_t blocks) {
  for (Halide::Buffer<> buffer : module.buffers()) {
    if (buffer.name().find("cuda_gpu_source") == std::string::npos)
      continue;
    char *data = static_cast<char *>(buffer.data());
    const std::string text(data, strnlen(data, buffer.size_in_bytes()));
    std::string edited = withBounds(text, threads, blocks);
    if (edited.size() > text.size())
      throw std::runtime_error("the PTX has no room for launch bounds");
    edited.resize(text.size(), '\n');
    std::memcpy(data, edited.data(), edited.size());
  }
}

} // namespace resnetc
