#include "backends/kernel/DeviceSource.h"
#include <cstring>
#include <stdexcept>

namespace resnetc {
namespace {

const std::pair<const char *, const char *> endings[] = {{"opencl", "cl"}, {"vulkan", "spv"}, {"cuda", "ptx"}};

/// Words of: kernels; per kernel { bytes, words of its name, name }; per kernel a header, whose
/// first word counts its words, and SPIR-V.
std::string spirvOf(const char *data, size_t size) {
  const auto word = [&](size_t i) {
    uint32_t value;
    if (4 * i + 4 > size)
      throw std::runtime_error("the container of SPIR-V ends early");
    std::memcpy(&value, data + 4 * i, 4);
    return size_t(value);
  };
  if (word(0) != 1)
    throw std::runtime_error("the container has " + std::to_string(word(0)) + " kernels");
  const size_t bytes = word(1), header = 3 + word(2), code = header + word(header);
  const size_t length = bytes - 4 * word(header); // the header counts
  if (word(code) != 0x07230203 || 4 * code + length > size)
    throw std::runtime_error("the container has no SPIR-V where it should be");
  return std::string(data + 4 * code, length);
}

} // namespace

DeviceSource sourceOf(const Halide::Module &module, const std::string &api) {
  DeviceSource source;
  for (const auto &[name, ending] : endings)
    if (api == name)
      source.ending = ending;
  for (const Halide::Buffer<> &buffer : module.buffers()) {
    if (buffer.name().find("gpu_source") == std::string::npos)
      continue;
    if (!source.bytes.empty())
      throw std::runtime_error("more than one device source");
    const char *data = static_cast<const char *>(buffer.data());
    const size_t size = buffer.size_in_bytes();
    source.bytes = api == "vulkan" ? spirvOf(data, size) : std::string(data, strnlen(data, size));
  }
  if (source.bytes.empty())
    throw std::runtime_error("no device source");
  return source;
}

} // namespace resnetc
