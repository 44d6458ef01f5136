// WriteWeights: a net's parameter blob to a file of weights that the owners of its
// format load: Keras 2, Keras 3, or safetensors.
#pragma once
#include "runtime/weights/NameFamilies.h"
#include "runtime/weights/ParameterList.h"
#include <optional>

namespace resnetc {

enum class WeightsFormat { Keras2, Keras3, Safetensors };

/// By the name's ending: .weights.h5 is Keras 3, any other .h5 Keras 2, .safetensors.
std::optional<WeightsFormat> formatOfEnding(const std::string &path);

/// `.h5 (Keras 2), .weights.h5 (Keras 3) or .safetensors`, for sentences.
extern const char *const writableEndings;

struct WriteOptions {
  /// Of a .safetensors: NameStyle::Torch writes conv1.weight, OIHW and out x in, for a net
  /// whose layers are called as in torchvision; NameStyle::Own layer/word in Keras's
  /// layout, the blob to the byte. Keras's files have Keras's names whatever is asked.
  NameStyle safetensorsNames = NameStyle::Own;
  /// `__metadata__` of a .safetensors: the net's name and the like.
  std::vector<std::pair<std::string, std::string>> metadata;
  OpenOptions open; ///< hdf5Reader, the program that also writes
};

/// Float32, whole or not at all, an existing file is replaced. The same values give the
/// same bytes. Any thread; calls at the same time do not touch each other.
/// \param blob  countElements(parameters) floats in the list's order, which must be Keras's.
/// \return false with `error` set; the user's fault only where the ending is none of those above.
bool writeWeights(const std::string &path, const ParameterList &parameters, const float *blob,
                  const WriteOptions &options, WeightsError &error);

} // namespace resnetc
