// NetFolder: see NetFolder.h.
#include "tests/unit/net/NetFolder.h"
#include "runtime/weights/Safetensors.h"
#include <cstdlib>
#include <cstring>

namespace resnetc {

NetFolder::NetFolder(bool weights) {
  std::filesystem::copy_file(RESNETC_FAKE_NET, path() / "libfake.so");
  write("fake.json", {'{', '}'});
  if (weights)
    writeWeights();
}

void NetFolder::writeWeights(const std::string &kernelName) const {
  WeightsError error;
  ParameterList list{{kernelName, {3, 4}, true}, {"fc/bias", {4}, true}};
  if (!writeSafetensors((path() / "fake.safetensors").native(), list, fakeParameters.data(), {}, error))
    std::abort();
}

Bytes makeNpy(const std::string &dictionary, const Bytes &data) {
  std::string header = dictionary;
  header.append((64 - (10 + header.size() + 1) % 64) % 64, ' ');
  header += '\n';
  Bytes bytes;
  bytes.reserve(10 + header.size() + data.size()); // else GCC 12 warns of its own copy
  bytes = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, uint8_t(header.size() & 255), uint8_t(header.size() >> 8)};
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

Bytes makeNpy(const std::string &type, const std::string &shape, const Bytes &data) {
  return makeNpy("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }", data);
}

Bytes bytesOfFloats(const std::vector<float> &values) {
  Bytes bytes(values.size() * 4);
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

} // namespace resnetc
