// FittingFolder: see FittingFolder.h.
#include "tests/unit/fitting/FittingFolder.h"
#include <cstring>

namespace resnetc {

std::vector<int32_t> brightLabels(int n) {
  std::vector<int32_t> labels;
  for (int i = 0; i < n; ++i)
    labels.push_back(i * 7 % 3);
  return labels;
}

std::vector<float> brightImages(int n) {
  std::vector<float> images;
  for (int32_t label : brightLabels(n))
    for (int i = 0; i < 72; ++i)
      images.push_back(float(i % 5) / 10 + (i % 3 == label ? 0.5f : 0.0f));
  return images;
}

Bytes npyOfImages(const std::vector<float> &images) {
  return makeNpy("<f4", "(" + std::to_string(images.size() / 72) + ", 4, 6, 3)", bytesOfFloats(images));
}

Bytes npyOfLabels(const std::vector<int32_t> &labels) {
  Bytes bytes(labels.size() * 4);
  std::memcpy(bytes.data(), labels.data(), bytes.size());
  return makeNpy("<i4", "(" + std::to_string(labels.size()) + ",)", bytes);
}

FittingFolder::FittingFolder(bool weights) : NetFolder(weights) {
  constexpr int images = 22; // not whole steps of 5
  write("x.npy", npyOfImages(brightImages(images)));
  write("y.npy", npyOfLabels(brightLabels(images)));
}

} // namespace resnetc
