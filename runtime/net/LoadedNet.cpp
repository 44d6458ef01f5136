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

Outcome<LoadedNet> LoadedNet::open(const std::filesystem::path &path, const ThreadOptions &options,
                                   const std::optional<DeviceId> &id) {
  LoadedNet net;
  Outcome<NetLibrary> library = NetLibrary::open(path);
  if (!library)
    return library.failure();
  net.library = std::move(*library);
  if (id) {
    Outcome<NetDevice> found = NetDevice::find(net.table(), *id);
    if (!found)
      return found.failure();
    net.ownDevice.emplace(std::move(*found));
    net.spareThreads = usableThreads(options.threads);
  }
  Outcome<NetParameters> parameters = loadParameters(net.library);
  if (!parameters)
    return parameters.failure();
  net.weightsFile = parameters->file;
  if (auto failure = id ? net.ownDevice->openForInference(parameters->values)
                        : net.prepare(parameters->values, options))
    return *failure;
  return net;
}

std::optional<Failure> LoadedNet::prepare(const float *parameters, const ThreadOptions &options) {
  packed = AlignedBuffer(size_t(table().packed_bytes));
  if (!packed.data())
    return noMemory(table(), table().packed_bytes, "the packed weights");
  if (int status = table().prepare(parameters, packed.data()))
    return describeStatus(table(), status, "preparing the weights");
  Outcome<NetPool> started = NetPool::start(table(), options);
  if (!started)
    return started.failure();
  pool = std::move(*started);
  int64_t arenaBytes = table().arena_bytes + threads() * table().scratch_bytes;
  arena = AlignedBuffer(size_t(arenaBytes));
  if (!arena.data())
    return noMemory(table(), arenaBytes, "the arena");
  return std::nullopt;
}

/// \param call  (images, batch, rows) -> status
template <class Call, class Value>
std::optional<Failure> LoadedNet::runChunks(Call call, const Value *images, int64_t valuesPerImage, int64_t n,
                                            float *rows) {
  for (int64_t first = 0; first < n; first += table().max_batch) {
    auto batch = int32_t(std::min<int64_t>(table().max_batch, n - first));
    int status = call(images + first * valuesPerImage, batch, rows + first * table().classes);
    if (status)
      return ownDevice ? ownDevice->describe(status, "running the net on")
                       : describeStatus(table(), status, "running the net");
  }
  return std::nullopt;
}

std::optional<Failure> LoadedNet::run(const float *images, int64_t n, Answer answer, float *rows) {
  const bool logits = answer == Answer::Logits;
  auto call = [&](const float *input, int32_t batch, float *out) {
    if (ownDevice)
      return (logits ? table().device_logits : table().device_infer)(ownDevice->get(), input, batch, out);
    return (logits ? table().logits : table().infer)(packed.data(), input, batch, out, arena.data(), pool.get());
  };
  return runChunks(call, images, valuesPerImage(table()), n, rows);
}

std::optional<Failure> LoadedNet::run(const uint8_t *pixels, int64_t n, Answer answer, float *rows) {
  if (!table().has_preprocess)
    return Failure{Blame::User, std::string(table().name) + ": this net takes " + std::to_string(table().channels) +
                                    " channels and has no preprocessing for 8-bit pixels: give it float32"};
  const bool logits = answer == Answer::Logits;
  auto call = [&](const uint8_t *input, int32_t batch, float *out) {
    if (ownDevice)
      return (logits ? table().device_logits_u8 : table().device_infer_u8)(ownDevice->get(), input, batch, out);
    return (logits ? table().logits_u8 : table().infer_u8)(packed.data(), input, batch, out, arena.data(), pool.get());
  };
  return runChunks(call, pixels, int64_t(table().height) * table().width * 3, n, rows);
}

} // namespace resnetc
