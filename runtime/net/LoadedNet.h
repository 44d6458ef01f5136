// LoadedNet: a compiled net ready to classify: library, packed weights, arena, threads.
#pragma once
#include "runtime/net/AlignedBuffer.h"
#include "runtime/net/NetLibrary.h"
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
  static Outcome<LoadedNet> open(const std::filesystem::path &net, const ThreadOptions &options = {});

  const resnetc_net &table() const { return library.table(); }
  const std::filesystem::path &folder() const { return library.folder(); }
  int threads() const { return pool.threads(); }
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
  template <class Call, class Value>
  std::optional<Failure> runChunks(Call call, const Value *images, int64_t valuesPerImage, int64_t n, float *rows);

  NetLibrary library; // first: closed last, its code destroys the pool
  AlignedBuffer packed, arena;
  NetPool pool;
  std::filesystem::path weightsFile;
};

/// height x width x channels, in values.
int64_t valuesPerImage(const resnetc_net &net);

/// `World`: so many bytes for `what` ("the arena") were refused.
Failure noMemory(const resnetc_net &net, int64_t bytes, const char *what);

} // namespace resnetc
