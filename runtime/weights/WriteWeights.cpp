#include "runtime/weights/WriteWeights.h"
#include "runtime/weights/Hdf5Writer.h"
#include "runtime/weights/Safetensors.h"
#include "runtime/weights/TensorLayout.h"
#include <algorithm>

namespace resnetc {
namespace {

bool endsWith(const std::string &text, const std::string &suffix) {
  return text.size() >= suffix.size() && text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

bool writeTorch(const std::string &path, const ParameterList &parameters, const float *blob,
                const WriteOptions &options, WeightsError &error) {
  ParameterList renamed;
  std::vector<float> values(size_t(countElements(parameters)));
  float *target = values.data();
  for (const ParameterShape &parameter : parameters) {
    const std::vector<int64_t> &shape = parameter.shape;
    int64_t count = countElements(shape);
    if (shape.size() == 4)
      moveKernelOutputFirst(blob, shape, target);
    else if (shape.size() == 2)
      transposeMatrix(blob, moveOutputFirst(shape), target);
    else
      std::copy(blob, blob + count, target);
    renamed.push_back({nameInFile(NameStyle::Torch, layerOfParameter(parameter.name), wordOfParameter(parameter.name)),
                       moveOutputFirst(shape), parameter.trainable});
    blob += count;
    target += count;
  }
  return writeSafetensors(path, renamed, values.data(), options.metadata, error);
}

} // namespace

const char *const writableEndings = ".h5 (Keras 2), .weights.h5 (Keras 3) or .safetensors";

std::optional<WeightsFormat> formatOfEnding(const std::string &path) {
  if (endsWith(path, ".weights.h5"))
    return WeightsFormat::Keras3;
  if (endsWith(path, ".h5"))
    return WeightsFormat::Keras2;
  if (endsWith(path, ".safetensors"))
    return WeightsFormat::Safetensors;
  return std::nullopt;
}

bool writeWeights(const std::string &path, const ParameterList &parameters, const float *blob,
                  const WriteOptions &options, WeightsError &error) {
  std::optional<WeightsFormat> format = formatOfEnding(path);
  if (!format) {
    error = {path + ": weights are written to a file that ends in " + writableEndings};
    return false;
  }
  switch (*format) {
  case WeightsFormat::Keras2:
    return writeHdf5(path, layOutKeras2(parameters), blob, options.open, error);
  case WeightsFormat::Keras3:
    return writeHdf5(path, layOutKeras3(parameters), blob, options.open, error);
  case WeightsFormat::Safetensors:
    break;
  }
  if (options.safetensorsNames == NameStyle::Torch)
    return writeTorch(path, parameters, blob, options, error);
  return writeSafetensors(path, parameters, blob, options.metadata, error);
}

} // namespace resnetc
