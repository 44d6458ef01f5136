#include "ir/interpreter/SeededValues.h"
#include <cmath>

using namespace mlir;

namespace resnetc {
namespace {
/// splitmix64's output function (Steele, Lea, Flood 2014): any counter to 64 random bits.
uint64_t mix(uint64_t counter) {
  counter += 0x9e3779b97f4a7c15u;
  counter = (counter ^ (counter >> 30)) * 0xbf58476d1ce4e5b9u;
  counter = (counter ^ (counter >> 27)) * 0x94d049bb133111ebu;
  return counter ^ (counter >> 31);
}

/// FNV-1a
uint64_t hashOf(llvm::StringRef name) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const unsigned char c : name)
    hash = (hash ^ c) * 0x100000001b3u;
  return hash;
}

/// Uniform from low to high. Only arithmetic, so all machines agree to the bit.
Tensor uniform(std::vector<int64_t> shape, llvm::StringRef name, uint64_t seed, double low, double high) {
  Tensor tensor = filled(std::move(shape));
  const uint64_t stream = mix(hashOf(name) ^ mix(seed));
  for (size_t i = 0; i < tensor.values.size(); ++i) {
    const double unit = double(mix(stream + i) >> 11) * 0x1p-53;
    tensor.values[i] = double(float(low + (high - low) * unit));
  }
  return tensor;
}

/// True in every phase of a net in which branches are added to shortcuts.
bool hasShortcuts(resnet::NetOp net) {
  return net
      .walk([](Operation *op) {
        auto conv = dyn_cast<resnet::Conv2dOp>(op);
        auto kernel = dyn_cast<resnet::KernelSymbolOp>(op);
        const bool adds = isa<resnet::AddOp>(op) || (conv && conv.getResidual()) ||
                          (kernel && kernel.getKey().contains(" add=1 "));
        return adds ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// With He's variance each layer keeps the size of its input, and each sum of branch
/// and shortcut would double it: 2^50 in ResNet-152.
double kernelBound(ArrayRef<int64_t> shape, bool shortcuts) {
  double inputs = 1;
  for (const int64_t extent : shape.drop_back())
    inputs *= double(extent);
  if (shape.size() == 2)
    return std::sqrt(3 / inputs); // no ReLU follows
  return std::sqrt(6 / inputs) * (shortcuts ? 0.5 : 1);
}
} // namespace

ParameterValues seededParameters(resnet::NetOp net, uint64_t seed) {
  const bool shortcuts = hasShortcuts(net);
  ParameterValues values;
  for (auto parameter : net.getOps<resnet::ParameterOp>()) {
    const llvm::StringRef name = parameter.getSymName(), word = name.rsplit('/').second;
    ArrayRef<int64_t> shape = parameter.tensorType().getShape();
    double low = -0.1, high = 0.1;
    if (word == "kernel")
      high = kernelBound(shape, shortcuts), low = -high;
    else if (word == "gamma")
      low = 0.6, high = 1.4;
    else if (word == "moving_variance")
      low = 0.5, high = 1.5;
    values[name.str()] = uniform(shape.vec(), name, seed, low, high);
  }
  return values;
}

Tensor seededImages(std::vector<int64_t> shape, uint64_t seed) {
  return uniform(std::move(shape), "images", seed, -1, 1);
}

Tensor seededPixels(std::vector<int64_t> shape, uint64_t seed) {
  Tensor pixels = uniform(std::move(shape), "pixels", seed, 0, 255.99);
  for (double &value : pixels.values)
    value = std::floor(value);
  return pixels;
}

} // namespace resnetc
