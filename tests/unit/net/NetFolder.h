// NetFolder: a folder as `compile` leaves it, with the library of fake_net.c.
#pragma once
#include "tests/unit/images/Pictures.h"
#include <array>

namespace resnetc {

/// fake_net.c's parameters in the blob's order: a kernel of 3 x 4, then 4 biases. With these and pixels / 255, logit k
/// of k < 3 is the mean of channel k, and logit 3 is 0.5.
constexpr std::array<float, 16> fakeParameters = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.5f};

class NetFolder : public TestFolder {
public:
  /// libfake.so and fake.json; with weights also fake.safetensors.
  explicit NetFolder(bool weights = true);
  void writeWeights(const std::string &kernelName = "fc/kernel") const;
};

/// A .npy file as numpy.save writes it, from the dictionary's text.
Bytes makeNpy(const std::string &dictionary, const Bytes &data);
Bytes makeNpy(const std::string &type, const std::string &shape, const Bytes &data);
Bytes bytesOfFloats(const std::vector<float> &values);

} // namespace resnetc
