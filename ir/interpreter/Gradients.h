// Gradients: from the gradient of a layer's result, dy, to that of its input and weights.
// Pure functions. Those that sum over images take `count` and read the first images only.
#pragma once
#include "ir/interpreter/Tensor.h"
#include "ir/machine/KernelKey.h"

namespace resnetc {

/// Of conv2d(input, filter) by its input, which has `shape`.
Tensor conv2dInputGradient(const Tensor &dy, const Tensor &filter, int64_t stride, const Padding &pad,
                           std::vector<int64_t> shape);

/// Of conv2d(input, filter) by its filter, which has `shape`.
Tensor conv2dFilterGradient(const Tensor &input, const Tensor &dy, int64_t stride, const Padding &pad,
                            std::vector<int64_t> shape, int64_t count);

/// The sum of each channel.
Tensor biasGradient(const Tensor &dy, int64_t count);

/// N x K to N x C with the kernel C x K.
Tensor denseInputGradient(const Tensor &dy, const Tensor &kernel);

/// N x C and N x K to C x K.
Tensor denseFilterGradient(const Tensor &input, const Tensor &dy, int64_t count);

/// dy where the ReLU's output is above 0.
Tensor reluGradient(Tensor dy, const Tensor &output);

/// Each dy is added at the largest value of its window, the first of equals row by row.
Tensor maxPoolGradient(const Tensor &dy, const Tensor &input, int64_t window, int64_t stride, const Padding &pad);

/// The same by the indices of maxPoolIndices; the input has `shape`.
Tensor maxPoolGradientByIndices(const Tensor &dy, const Tensor &indices, int64_t window, int64_t stride,
                                const Padding &pad, std::vector<int64_t> shape);

/// N x C to a map of `shape`.
Tensor globalAvgPoolGradient(const Tensor &dy, std::vector<int64_t> shape);

/// Of padChannels by its input, which has `shape`.
Tensor padChannelsGradient(const Tensor &dy, int64_t stride, std::vector<int64_t> shape);

} // namespace resnetc
