// ParameterBlob: a net's parameters in memory, mapped straight from the file where the
// file is what this project writes, else copied out of any weights file.
#pragma once
#include "runtime/weights/LoadWeights.h"
#include <cstddef>

namespace resnetc {

class ParameterBlob {
public:
  ParameterBlob() = default;
  ParameterBlob(ParameterBlob &&other) noexcept { *this = std::move(other); }
  ParameterBlob &operator=(ParameterBlob &&other) noexcept;
  ~ParameterBlob();

  /// countElements(parameters) floats in canonical order, on 64 bytes, read only. Valid as
  /// long as this object. A mapped file that another program shortens meanwhile ends the
  /// program (SIGBUS); files written by writeSafetensors are only ever replaced whole.
  const float *data() const { return values; }
  bool isMapped() const { return mapping != nullptr; }

  /// Maps a .safetensors of exactly these parameters (names, shapes, order, float32, data on
  /// 64 bytes) or loads `path` by name into memory. Values are checked in both cases.
  /// The blob is empty (data() null) if the report has errors.
  static ParameterBlob open(const std::string &path, const ParameterList &parameters, const LoadOptions &options,
                            MatchReport &report);

private:
  bool map(const std::string &path, const ParameterList &parameters);

  const float *values = nullptr;
  void *mapping = nullptr; // of the whole file
  size_t mappingBytes = 0;
  float *copied = nullptr; // from aligned_alloc
};

} // namespace resnetc
