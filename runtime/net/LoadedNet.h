// LoadedNet: a compiled net ready to classify: library, packed weights, arena, threads.
#pragma once
#include "runtime/net/AlignedBuffer.h"
#include "runtime/net/NetLibrary.h"
#include <cstdint>
#include <memory>
#include <optional>

namespace resnetc {

struct ThreadOptions {
  int threads = 0;  ///< 1 .. maxThreads; 0: as many as the process may use
  bool pin = false; ///< each worker stays on one processor: some schedulers leave two busy threads on one
};

constexpr int maxThreads = 64; ///< of a pool

enum class Answer { Probabilities, Logits };

/// One call at a time. Can be moved out of an Outcome, but not onto a net that is loaded: members would be replaced
/// in their order, and the old library would be closed before its threads ended.
class LoadedNet {
public:
  LoadedNet(LoadedNet &&) = default;
  LoadedNet &operator=(LoadedNet &&) = delete;

  /// Opens, takes the weights beside the library (or values from seed 0, see isUntrained) and packs them.
  static Outcome<LoadedNet> open(const std::filesystem::path &net, const ThreadOptions &options = {});

  const resnetc_net &table() const { return library.table(); }
  const std::filesystem::path &folder() const { return library.folder(); }
  int threads() const { return threadCount; }
  /// No weights lay beside the library.
  bool isUntrained() const { return untrained; }

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

  struct DestroyPool {
    void (*destroy)(resnetc_pool *);
    void operator()(resnetc_pool *pool) const { destroy(pool); }
  };
  using OwnedPool = std::unique_ptr<resnetc_pool, DestroyPool>;

  NetLibrary library; // first: closed last, its code destroys the pool
  AlignedBuffer packed, arena;
  OwnedPool pool{nullptr, DestroyPool{}};
  int threadCount = 1;
  bool untrained = false;
};

/// height x width x channels, in values.
int64_t valuesPerImage(const resnetc_net &net);

} // namespace resnetc
