// LoadedNet: see LoadedNet.h.
#include "runtime/net/LoadedNet.h"
#include "runtime/net/NetParameters.h"
#include <algorithm>

namespace resnetc {

int64_t valuesPerImage(const resnetc_net &net) { return int64_t(net.height) * net.width * net.channels; }

Failure noMemory(const resnetc_net &net, int64_t bytes, const char *what) {
  return {Blame::World, std::string(net.name) + ": no memory for " + what + " (" + std::to_string(bytes >> 20) +
                            " MiB)"};
}

Outcome<LoadedNet> LoadedNet::open(const std::filesystem::path &path, const ThreadOptions &options) {
  LoadedNet net;
  Outcome<NetLibrary> library = NetLibrary::open(path);
  if (!library)
    return library.failure();
  net.library = std::move(*library);
  const resnetc_net &table = net.table();

  net.packed = AlignedBuffer(size_t(table.packed_bytes));
  if (!net.packed.data())
    return noMemory(table, table.packed_bytes, "the packed weights");
  Outcome<NetParameters> parameters = loadParameters(net.library);
  if (!parameters)
    return parameters.failure();
  net.weightsFile = parameters->file;
  if (int status = table.prepare(parameters->values, net.packed.data()))
    return describeStatus(table, status, "preparing the weights");

  Outcome<NetPool> pool = NetPool::start(table, options);
  if (!pool)
    return pool.failure();
  net.pool = std::move(*pool);
  int64_t arenaBytes = table.arena_bytes + net.threads() * table.scratch_bytes;
  net.arena = AlignedBuffer(size_t(arenaBytes));
  if (!net.arena.data())
    return noMemory(table, arenaBytes, "the arena");
  return net;
}

template <class Call, class Value>
std::optional<Failure> LoadedNet::runChunks(Call call, const Value *images, int64_t valuesPerImage, int64_t n,
                                            float *rows) {
  for (int64_t first = 0; first < n; first += table().max_batch) {
    auto batch = int32_t(std::min<int64_t>(table().max_batch, n - first));
    int status = call(packed.data(), images + first * valuesPerImage, batch, rows + first * table().classes,
                      arena.data(), pool.get());
    if (status)
      return describeStatus(table(), status, "running the net");
  }
  return std::nullopt;
}

std::optional<Failure> LoadedNet::run(const float *images, int64_t n, Answer answer, float *rows) {
  auto call = answer == Answer::Logits ? table().logits : table().infer;
  return runChunks(call, images, valuesPerImage(table()), n, rows);
}

std::optional<Failure> LoadedNet::run(const uint8_t *pixels, int64_t n, Answer answer, float *rows) {
  if (!table().has_preprocess)
    return Failure{Blame::User, std::string(table().name) + ": this net takes " + std::to_string(table().channels) +
                                    " channels and has no preprocessing for 8-bit pixels: give it float32"};
  auto call = answer == Answer::Logits ? table().logits_u8 : table().infer_u8;
  return runChunks(call, pixels, int64_t(table().height) * table().width * 3, n, rows);
}

} // namespace resnetc
