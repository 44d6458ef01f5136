// SafetensorsHeader: the JSON at the start of a safetensors file, checked. Format:
// u64 length, JSON {name: {dtype, shape, data_offsets}}, data. Read as a stream of
// events, so that a hostile header builds no tree.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace resnetc {

struct SafetensorsEntry {
  std::string name;           ///< UTF-8
  std::string type;           ///< F32, BF16 … as in the file
  std::vector<int64_t> shape; ///< product checked against the bytes
  uint64_t begin = 0, end = 0; ///< bytes from the start of the data
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;                         ///< in the order of their data
  std::vector<std::pair<std::string, std::string>> metadata;     ///< `__metadata__`
};

/// \param dataBytes  bytes of the file after the header: the tensors must fill them
///                   exactly, without gaps and overlap.
/// \return a sentence without the file's name, empty if all is well.
std::string parseSafetensorsHeader(const std::string &json, uint64_t dataBytes, SafetensorsHeader &header);

/// Bytes of an element of a safetensors type, 0 if the type is unknown.
int safetensorsElementBytes(const std::string &type);

} // namespace resnetc
