// NpyHeader: what a .npy file says of itself.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace resnetc {

struct NpyHeader {
  std::string type; ///< <f4 |u1 >f8 …
  bool fortranOrder = false;
  std::vector<int64_t> shape;
  int64_t dataOffset = 0; ///< bytes before the data
};

/// Parses the first bytes of a file, as many as maxNpyHeaderBytes if it has them. Takes exactly what NumPy writes
/// (versions 1 and 2); on anything else returns false with a phrase in `why`.
bool parseNpyHeader(std::string_view bytes, NpyHeader &header, std::string &why);

constexpr size_t maxNpyHeaderBytes = 4096; ///< NumPy's are 128

} // namespace resnetc
