// Frames: what resnetc-hdf5 writes to its standard output, for both ends of the pipe.
// A run is: Loaded, Description, one Tensor for each readable data set in the
// description's order (not for `describe`), End. For `write`: Loaded, Image, End. Or
// Refused at any place, and no more.
#pragma once
#include <cstdint>

namespace resnetc::hdf5 {

enum class FrameKind : uint32_t {
  Loaded = 1,      ///< no bytes: the file is in memory, from here on only computing
  Description = 2, ///< JSON
  Tensor = 3,      ///< float32, this machine's byte order
  End = 4,         ///< no bytes
  Refused = 5,     ///< one sentence, ASCII, without the file's name
  Image = 6,       ///< the bytes of an HDF5 file
};

struct FrameHeader {
  uint32_t mark = frameMark;
  FrameKind kind = FrameKind::End;
  uint64_t bytes = 0; ///< that follow

  static constexpr uint32_t frameMark = 0x35484652;
};

// Limits that both ends hold: a file must not size an allocation of the parent.
// 2,000 layers, the largest net, with 2 tensors of a convolution and 4 of its batch norm are 12,000.
constexpr uint64_t mostTensors = 16384;
constexpr uint64_t mostDescriptionBytes = 32u << 20;
constexpr int mostDimensions = 8;
constexpr uint64_t mostElements = uint64_t(1) << 31;

/// Bytes of all tensors of a file together. Float weights hardly compress, so a file that
/// grows more than this is a bomb; the constant lets small files hold zeros.
constexpr uint64_t mostTensorBytes(uint64_t fileBytes) { return 16 * fileBytes + (64u << 20); }

} // namespace resnetc::hdf5
