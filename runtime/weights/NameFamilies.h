// NameFamilies: how the formats call the tensors that a compiled net calls
// `layer/word`. Layers keep their names everywhere; words, separators and layouts differ.
//
//   style       conv kernel                 batch norm
//   Keras1      conv1/conv1_W:0             bn_conv1/bn_conv1_{gamma,beta,running_mean,running_std}:0
//   Keras2      conv1/conv1/kernel:0        bn_conv1/bn_conv1/{gamma,beta,moving_mean,moving_variance}:0
//   Keras3      layers/conv2d/vars/0        layers/batch_normalization/vars/{0,1,2,3}, the layer is an attribute
//   Torch       conv1.weight                bn1.{weight,bias,running_mean,running_var}
//
// Keras 1's running_std holds the variance. `:0` may lack; groups around the layer's
// (model_weights, a nested model) may come before.
#pragma once
#include "runtime/weights/WeightsFile.h"
#include <string>
#include <vector>

namespace resnetc {

/// Own: what this project writes, `conv1/kernel` in safetensors.
enum class NameStyle { Own, Keras1, Keras2, Keras3, Torch, Unknown };

/// A file's tensor read as one of ours.
struct NameReading {
  NameStyle style = NameStyle::Unknown;
  std::string layer;
  /// kernel, bias, gamma, beta, moving_mean, moving_variance. Two where the word alone
  /// does not tell (torch's `weight` is a kernel or a gamma): a net has only one of them.
  std::vector<std::string> words;
  /// A tensor that no net needs (num_batches_tracked).
  bool ignored = false;
};

NameReading readTensorName(const FileTensor &tensor);

/// What a file of a style calls a parameter: the name to look for, and to suggest.
std::string nameInFile(NameStyle style, const std::string &layer, const std::string &word);

/// `Keras 1`, `PyTorch` … for sentences.
std::string printStyle(NameStyle style);

/// The style of most tensors; Unknown if no name was understood.
NameStyle mostCommonStyle(const std::vector<NameReading> &readings);

/// The same for a whole file: Keras 3 still writes Keras 2's names into an .h5, with its own version.
std::string printStyle(NameStyle style, const WeightsFile &file);

/// Guesses from its layers which `names:` of a spec fit a file: classic, caffe,
/// applications, torchvision; empty if none is recognised.
std::string guessSpecNames(const std::vector<NameReading> &readings);

} // namespace resnetc
