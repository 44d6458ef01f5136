// Npy: NumPy's array files, checked before they are believed.
#pragma once
#include "runtime/images/Outcome.h"
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace resnetc {

/// float32 or uint8, C order.
struct NpyArray {
  enum class Type { Float32, UInt8 };
  Type type = Type::Float32;
  std::vector<int64_t> shape;
  std::shared_ptr<const void> storage;

  const float *floats() const { return static_cast<const float *>(storage.get()); }
  const uint8_t *bytes() const { return static_cast<const uint8_t *>(storage.get()); }
};

/// Reads a .npy file of little-endian float32 or uint8; Fortran order is turned into C order. Other types are refused
/// with the NumPy call that converts them. The header is checked against the file's size before memory is asked for.
/// `User`, or `World` when memory or disk fail; the message starts with the file.
Outcome<NpyArray> readNpy(const std::filesystem::path &file);

/// Writes rows x columns float32, whole or not at all (WriteFile.h).
std::optional<Failure> writeNpy(const std::filesystem::path &file, const float *values, int64_t rows, int64_t columns);

/// `(2, 224, 224, 3)`, as NumPy prints it.
std::string printNpyShape(const std::vector<int64_t> &shape);

} // namespace resnetc
