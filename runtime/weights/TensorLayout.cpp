// TensorLayout: copies with permuted indices.
#include "runtime/weights/TensorLayout.h"
#include <cassert>

namespace resnetc {

std::vector<int64_t> moveOutputFirst(const std::vector<int64_t> &shape) {
  if (shape.size() == 4)
    return {shape[3], shape[2], shape[0], shape[1]};
  if (shape.size() == 2)
    return {shape[1], shape[0]};
  return shape;
}

void copyKernel(const float *source, const std::vector<int64_t> &hwio, KernelOrder order, float *target) {
  assert(hwio.size() == 4);
  const int64_t rows = hwio[0], columns = hwio[1], inputs = hwio[2], outputs = hwio[3];
  const int64_t stepC = order.outputFirst ? rows * columns : outputs;
  const int64_t stepK = order.outputFirst ? inputs * rows * columns : 1;
  const int64_t stepPixel = order.outputFirst ? 1 : inputs * outputs;
  for (int64_t pixel = 0; pixel < rows * columns; ++pixel) {
    // Rotating by 180 degrees runs through the window backwards.
    const float *from = source + (order.flipped ? rows * columns - 1 - pixel : pixel) * stepPixel;
    for (int64_t c = 0; c < inputs; ++c)
      for (int64_t k = 0; k < outputs; ++k)
        *target++ = from[c * stepC + k * stepK];
  }
}

void moveKernelOutputFirst(const float *source, const std::vector<int64_t> &hwio, float *target) {
  assert(hwio.size() == 4);
  const int64_t pixels = hwio[0] * hwio[1], inputs = hwio[2], outputs = hwio[3];
  for (int64_t k = 0; k < outputs; ++k)
    for (int64_t c = 0; c < inputs; ++c)
      for (int64_t pixel = 0; pixel < pixels; ++pixel)
        *target++ = source[(pixel * inputs + c) * outputs + k];
}

void transposeMatrix(const float *source, const std::vector<int64_t> &shape, float *target) {
  assert(shape.size() == 2);
  for (int64_t c = 0; c < shape[0]; ++c)
    for (int64_t k = 0; k < shape[1]; ++k)
      *target++ = source[k * shape[0] + c];
}

} // namespace resnetc
