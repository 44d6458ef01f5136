// WeightsFile: a file of named tensors, whatever its format. It is opened whole and
// checked before the first tensor is handed out.
#pragma once
#include "runtime/weights/WeightsError.h"
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace resnetc {

/// One tensor as the file describes it.
struct FileTensor {
  std::string name;           ///< conv1/conv1_W:0, model_weights/conv1/conv1/kernel:0, layer1.0.conv1.weight
  std::string layer;          ///< only where the file tells it beside the name (Keras 3 .weights.h5), else empty
  std::vector<int64_t> shape; ///< as in the file
  std::string type;           ///< f16 f32 f64 bf16; anything else is listed but cannot be read
};

/// True for the types that `read` turns into float32.
bool isReadableType(const std::string &type);

class WeightsFile {
public:
  virtual ~WeightsFile() = default;

  /// As the user named it.
  const std::string &path() const { return filePath; }
  /// In the file's own order. Names are printable ASCII: other bytes come as \xNN.
  const std::vector<FileTensor> &tensors() const { return entries; }

  /// HDF5, Keras archive, safetensors.
  const std::string &format() const { return formatName; }
  /// Texts that travel with a safetensors file, as in it but with escaped bytes.
  const std::vector<std::pair<std::string, std::string>> &metadata() const { return metadataTexts; }

  /// Keras's root attributes; empty where the file has none.
  const std::string &backend() const { return backendName; }           ///< tensorflow, theano …
  const std::string &kerasVersion() const { return kerasVersionText; } ///< 1.2.2
  const std::vector<std::string> &layerNames() const { return layers; } ///< the layers in Keras's order
  /// Whole parts of the file that hold no weights of the net (optimizer_weights), for the report.
  const std::vector<std::string> &skippedParts() const { return skipped; }

  /// Copies tensor `index` into `values`, C order, converted to float32. A value that
  /// float32 cannot hold becomes infinite. Only for readable types.
  /// \return false with `error` set when the file cannot be read.
  virtual bool read(size_t index, std::vector<float> &values, WeightsError &error) const = 0;

protected:
  std::string filePath, formatName;
  std::vector<FileTensor> entries;
  std::string backendName, kerasVersionText;
  std::vector<std::string> layers, skipped;
  std::vector<std::pair<std::string, std::string>> metadataTexts;
};

struct OpenOptions {
  /// The program resnetc-hdf5; empty: beside the running program.
  std::string hdf5Reader;
  /// Milliseconds without a byte from resnetc-hdf5 after which it counts as hung; for a
  /// large file more, a second for 32 MB.
  int stallMilliseconds = 3000;
  /// False: names and shapes only, `read` must not be called (`weights inspect`).
  bool values = true;
};

/// Opens a file by its content: Keras HDF5 (1, 2, 3), Keras archive or safetensors. Any thread; calls at
/// the same time do not touch each other.
/// \return null with `error` set: the sentence says what the file is and what to do.
std::unique_ptr<WeightsFile> openWeights(const std::string &path, const OpenOptions &options, WeightsError &error);

} // namespace resnetc
