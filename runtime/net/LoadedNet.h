// LoadedNet: a compiled net ready to classify: library, packed weights, arena and threads, or a device.
#pragma once
#include "runtime/net/AlignedBuffer.h"
#include "runtime/net/NetDevice.h"
#include "runtime/net/NetPool.h"
#include <cstdint>
#include <optional>

namespace resnetc {

enum class Answer { Probabilities, Logits };

/// One call at a time. Can be moved out of an Outcome, but not onto a net that is loaded: members would be replaced
/// in their order, and the old library would be closed before its threads ended.
class LoadedNet {
public:
  LoadedNet(LoadedNet &&) = default;
  LoadedNet &operator=(LoadedNet &&) = delete;

  /// Opens, takes the weights beside the library (NetParameters.h) and packs them.
  /// \param id  the device that runs the net; none: the processor.
  static Outcome<LoadedNet> open(const std::filesystem::path &net, const ThreadOptions &options = {},
                                 const std::optional<DeviceId> &id = std::nullopt);

  const resnetc_net &table() const { return library.table(); }
  const std::filesystem::path &folder() const { return library.folder(); }
  /// Null: the processor runs the net.
  const NetDevice *device() const { return ownDevice ? &*ownDevice : nullptr; }
  /// Of the net, or, where a device runs it, those that the process may use beside it.
  int threads() const { return ownDevice ? spareThreads : pool.threads(); }
  /// Where the weights came from; empty: none lay beside the library, values are from seed 0.
  const std::filesystem::path &weights() const { return weightsFile; }
  bool isUntrained() const { return weightsFile.empty(); }

  /// Runs any number of images, max_batch at a time.
  /// \param images  n images of float32 as infer takes them (NHWC, or NCHW with channels_first).
  /// \param rows    n x classes, written.
  std::optional<Failure> run(const float *images, int64_t n, Answer answer, float *rows);

  /// \param pixels  n x height x width x 3 bytes, R, G, B. `User` if the net has no preprocessing.
  std::optional<Failure> run(const uint8_t *pixels, int64_t n, Answer answer, float *rows);

private:
  LoadedNet() = default;
  std::optional<Failure> prepare(const float *parameters, const ThreadOptions &options);
  template <class Call, class Value>
  std::optional<Failure> runChunks(Call call, const Value *images, int64_t valuesPerImage, int64_t n, float *rows);

  NetLibrary library; // first: closed last, its code destroys the pool and closes the device
  AlignedBuffer packed, arena;
  NetPool pool;
  std::optional<NetDevice> ownDevice; // then packed, arena and pool are empty
  int spareThreads = 0;
  std::filesystem::path weightsFile;
};

/// height x width x channels, in values.
int64_t valuesPerImage(const resnetc_net &net);

/// `World`: so many bytes for `what` ("the arena") were refused.
Failure noMemory(const resnetc_net &net, int64_t bytes, const char *what);

} // namespace resnetc
