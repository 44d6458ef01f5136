// Resample: separable filters in fixed point. See Resample.h.
#include "runtime/images/Resample.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace resnetc {
namespace {

constexpr int fractionBits = 22; // 8 bits of value, 22 of weight, 2 to spare for sums in 32 bits

/// The source pixels that one output pixel is made of, along one axis.
struct Taps {
  int first = 0;
  std::vector<int32_t> weights; ///< sum about 1 << fractionBits
};

Taps computeTaps(Resampling interpolation, int source, int64_t scaled, int64_t output) {
  double scale = double(source) / double(scaled), stretch = std::max(scale, 1.0);
  double center = (double(output) + 0.5) * scale;
  bool box = interpolation == Resampling::Area;
  double support = (box ? 0.5 : 1.0) * stretch;
  Taps taps;
  taps.first = std::max(0, int(center - support + 0.5));
  int end = std::min(source, int(center + support + 0.5));
  std::vector<double> exact;
  double sum = 0;
  for (int i = taps.first; i < end; ++i) {
    double distance = (i - center + 0.5) / stretch;
    double weight = box ? double(distance > -0.5 && distance <= 0.5) : std::max(0.0, 1.0 - std::abs(distance));
    exact.push_back(weight);
    sum += weight;
  }
  for (double weight : exact)
    taps.weights.push_back(int32_t(0.5 + weight / sum * (1 << fractionBits)));
  return taps;
}

std::vector<Taps> computeAllTaps(Resampling interpolation, int source, int64_t scaled, int64_t begin, int count) {
  std::vector<Taps> all;
  for (int i = 0; i < count; ++i)
    all.push_back(computeTaps(interpolation, source, scaled, begin + i));
  return all;
}

uint8_t roundSum(int32_t sum) {
  return uint8_t(std::clamp((sum + (1 << (fractionBits - 1))) >> fractionBits, 0, 255));
}

void shrinkRow(const uint8_t *from, const std::vector<Taps> &columns, uint8_t *to) {
  for (const Taps &taps : columns) {
    const uint8_t *pixel = from + size_t(taps.first) * 3;
    int32_t sums[3] = {0, 0, 0};
    for (int32_t weight : taps.weights) {
      for (int c = 0; c < 3; ++c)
        sums[c] += weight * pixel[c];
      pixel += 3;
    }
    for (int c = 0; c < 3; ++c)
      *to++ = roundSum(sums[c]);
  }
}

Image resampleNearest(const Image &image, int64_t scaledHeight, int64_t scaledWidth, int64_t top, int64_t left,
                      int height, int width) {
  // The centre (i + 1/2) * source / scaled in integers, so that no rounding depends on the machine.
  auto under = [](int64_t i, int64_t source, int64_t scaled) { return (2 * i + 1) * source / (2 * scaled); };
  Image result{height, width, std::vector<uint8_t>(size_t(height) * width * 3)};
  uint8_t *to = result.pixels.data();
  for (int y = 0; y < height; ++y) {
    const uint8_t *row = &image.pixels[size_t(under(top + y, image.height, scaledHeight)) * image.width * 3];
    for (int x = 0; x < width; ++x, to += 3)
      std::memcpy(to, row + under(left + x, image.width, scaledWidth) * 3, 3);
  }
  return result;
}

} // namespace

Image resampleWindow(const Image &image, Resampling interpolation, int64_t scaledHeight, int64_t scaledWidth,
                     int64_t top, int64_t left, int height, int width) {
  assert(top >= 0 && left >= 0 && top + height <= scaledHeight && left + width <= scaledWidth);
  if (interpolation == Resampling::Nearest)
    return resampleNearest(image, scaledHeight, scaledWidth, top, left, height, width);
  std::vector<Taps> columns = computeAllTaps(interpolation, image.width, scaledWidth, left, width);
  std::vector<Taps> rows = computeAllTaps(interpolation, image.height, scaledHeight, top, height);

  // Columns first, of the source rows that some output row reads.
  int firstRow = rows.front().first;
  int endRow = rows.back().first + int(rows.back().weights.size());
  size_t rowBytes = size_t(width) * 3;
  std::vector<uint8_t> narrow(size_t(endRow - firstRow) * rowBytes);
  for (int y = firstRow; y < endRow; ++y)
    shrinkRow(&image.pixels[size_t(y) * image.width * 3], columns, &narrow[size_t(y - firstRow) * rowBytes]);

  Image result{height, width, std::vector<uint8_t>(size_t(height) * rowBytes)};
  std::vector<int32_t> sums(rowBytes);
  for (int y = 0; y < height; ++y) {
    std::fill(sums.begin(), sums.end(), 0);
    const uint8_t *row = &narrow[size_t(rows[y].first - firstRow) * rowBytes];
    for (int32_t weight : rows[y].weights) {
      for (size_t i = 0; i < rowBytes; ++i)
        sums[i] += weight * row[i];
      row += rowBytes;
    }
    for (size_t i = 0; i < rowBytes; ++i)
      result.pixels[size_t(y) * rowBytes + i] = roundSum(sums[i]);
  }
  return result;
}

} // namespace resnetc
