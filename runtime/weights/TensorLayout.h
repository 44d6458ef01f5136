// TensorLayout: brings a tensor of a file into Keras's layout, and back.
#pragma once
#include "runtime/weights/KernelOrder.h"
#include <cstdint>
#include <vector>

namespace resnetc {

/// The shape in the file of a parameter of shape `hwio` (conv) or in x out (dense).
std::vector<int64_t> moveOutputFirst(const std::vector<int64_t> &shape);

/// Copies a convolution kernel into HWIO.
/// \param hwio  the parameter's shape: rows, columns, inputs, outputs.
void copyKernel(const float *source, const std::vector<int64_t> &hwio, KernelOrder order, float *target);

/// Copies a convolution kernel from HWIO into OIHW.
void moveKernelOutputFirst(const float *source, const std::vector<int64_t> &hwio, float *target);

/// Copies an out x in matrix into in x out.
/// \param shape  the parameter's: inputs, outputs.
void transposeMatrix(const float *source, const std::vector<int64_t> &shape, float *target);

} // namespace resnetc
