// TestNet: a net for devices, made by hand, whose results can be told in the head (make_kernels.cpp has its kernels).
//
//   images          pixel / 2, of four pixels each
//   logits          image * weights + shift
//   probabilities   logits squared
//   training        gradient = sum of images and labels, loss = gradient . weights, correct = how many images;
//                   a step: velocity = velocity / 2 + gradient, weights -= rate * velocity
//
// Batches of inference: 2 and 1, up to 5 images; a step has up to 3. Parameters: `fc/weights`, and `fc/shift`, frozen.
#pragma once
#include "runtime/embed/device/device.h"
#include <memory>
#include <string>
#include <vector>

namespace resnetc {

/// The floats of a blob or packed block, on 64 bytes.
struct Block {
  explicit Block(size_t floats, float value = 0);
  size_t size;
  std::unique_ptr<float[], void (*)(void *)> memory;
  float *data() { return memory.get(); }
  std::vector<float> values() { return {data(), data() + size}; }
};

const DeviceNet &testNet();

/// Weights 1 2 3 4 and shift 10 20 30 40.
Block testParameters();
Block testPacked();

/// A device of the test's net, closed at its end.
class TestDevice {
public:
  TestDevice();
  ~TestDevice() { close(); }
  int open(const std::string &api, int index = 0);
  int openTraining(const std::string &api, int index = 0);
  void close() { support_device_close(&testNet(), get()); }
  std::string text() const { return support_device_text(&testNet(), get()); }

  int infer(const std::vector<float> &images, int batch, std::vector<float> &out, bool logits = false);
  int inferPixels(const std::vector<uint8_t> &pixels, int batch, std::vector<float> &out, bool logits = false);
  int step(const std::vector<float> &images, const std::vector<int32_t> &labels, resnetc_metrics &metrics,
           float rate = 0.5f);

  Device *get() const { return reinterpret_cast<Device *>(memory.get()); }

private:
  std::unique_ptr<uint64_t[]> memory; ///< of exactly the bytes that the compiler would reserve
};

} // namespace resnetc
