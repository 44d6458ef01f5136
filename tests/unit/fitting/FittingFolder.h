// FittingFolder: the folder of a net that can be trained, with data that it can learn.
#pragma once
#include "tests/unit/net/NetFolder.h"

namespace resnetc {

/// The library of fake_net.c with x.npy and y.npy: 22 images of 4 x 6 x 3 float32 whose channel `label` is bright.
class FittingFolder : public NetFolder {
public:
  /// With weights also fake.safetensors (NetFolder.h); without, training begins at the seed.
  explicit FittingFolder(bool weights = true);

  std::string data() const { return (path() / "x.npy").native() + "," + (path() / "y.npy").native(); }
};

/// n labels and their images as FittingFolder has them.
std::vector<int32_t> brightLabels(int n);
std::vector<float> brightImages(int n);

/// A .npy file of such.
Bytes npyOfImages(const std::vector<float> &images);
Bytes npyOfLabels(const std::vector<int32_t> &labels);

} // namespace resnetc
