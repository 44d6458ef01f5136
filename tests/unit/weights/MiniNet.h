// MiniNet: the parameter lists of the nets whose files lie in tests/data, and places for
// the files that a test writes.
#pragma once
#include "runtime/weights/ParameterList.h"
#include <string>
#include <vector>

namespace resnetc::tests {

/// The classic Keras ResNet-50 at a sixteenth of its width with 100 classes: 320 tensors.
ParameterList listMiniResnet50();

/// CIFAR ResNet-20 of widths 4, 8, 16 with projections, torchvision's names.
ParameterList listNarrowResnet20();

/// One convolution 3x3x2x4 with bias, its batch norm, a dense layer `fc` 4 x 3: 8 tensors.
ParameterList listTinyNet();

/// Values that differ in every place: number i is i/8 + 1; variances are positive.
std::vector<float> countUp(const ParameterList &parameters);

/// A file below tests/data.
std::string dataFile(const std::string &name);

std::string readFile(const std::string &path);
void writeFile(const std::string &path, const std::string &bytes);

/// A folder that disappears with all its files at the end of a test.
class ScratchFolder {
public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder &) = delete;
  std::string file(const std::string &name) const { return path + "/" + name; }
  std::vector<std::string> list() const;

private:
  std::string path;
};

} // namespace resnetc::tests
