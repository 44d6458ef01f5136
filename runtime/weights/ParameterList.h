// ParameterList: which tensors a net has, in the order of its blob. Made from the
// spec by the compiler or from a library's `resnetc_net` table by a runner; this
// folder knows no more of a net than this list.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace resnetc {

/// One tensor of the blob.
struct ParameterShape {
  std::string name;           ///< layer/word: conv1/kernel, bn_conv1/moving_variance, layer1.0.conv1/kernel
  std::vector<int64_t> shape; ///< Keras's layout: conv HWIO, dense in x out
  bool trainable = true;      ///< false: a moving mean or variance
};

/// Canonical order. The blob is all tensors in float32, one after the other without gaps.
using ParameterList = std::vector<ParameterShape>;

/// Elements of a tensor; 1 for a scalar.
int64_t countElements(const std::vector<int64_t> &shape);

/// Elements of the whole blob.
int64_t countElements(const ParameterList &parameters);

/// `conv1` of `conv1/kernel`.
std::string layerOfParameter(const std::string &name);

/// `kernel` of `conv1/kernel`.
std::string wordOfParameter(const std::string &name);

/// The layer of the dense kernel, empty if the list has none.
std::string headOfParameters(const ParameterList &parameters);

/// `7x7x3x64`; `scalar` for an empty shape.
std::string printShape(const std::vector<int64_t> &shape);

} // namespace resnetc
