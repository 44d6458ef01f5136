// GradientsNet: see GradientsNet.h.
#include "runtime/fitting/GradientsNet.h"
#include "runtime/fitting/NetStep.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/CommandReport.h"
#include "runtime/net/NetDevice.h"
#include "runtime/net/NetParameters.h"
#include "runtime/training/ArrayData.h"
#include "runtime/training/BatchLoader.h"
#include "runtime/training/LabelFile.h"
#include "runtime/weights/Hdf5Writer.h"

namespace resnetc {
namespace {

Outcome<OwnedDataSet> readData(const GradientsOptions &options, const NetInput &input) {
  Outcome<NpyArray> images = readNpy(options.input);
  if (!images)
    return images.failure();
  Outcome<std::vector<int64_t>> labels = readNpyLabels(options.labels);
  if (!labels)
    return labels.failure();
  return makeArrayDataSet(std::move(*images), printableName(options.input), *labels, printableName(options.labels),
                          input);
}

/// All images as one batch, in their order.
Outcome<Batch> readBatch(const GradientsOptions &options, const resnetc_net &net) {
  Outcome<NetInput> input = netInputOf(net);
  if (!input)
    return input.failure();
  Outcome<OwnedDataSet> data = readData(options, *input);
  if (!data)
    return data.failure();
  if (auto failure = checkDataSet(**data))
    return *failure;
  if ((*data)->size() > net.train_batch)
    return Failure{Blame::User, printableName(options.input) + ": " + std::to_string((*data)->size()) +
                                    " images, but " + net.name + " is compiled for " +
                                    std::to_string(net.train_batch) + " at a time; `resnetc compile … --train " +
                                    std::to_string((*data)->size()) + "` makes one that takes them"};
  LoaderOptions loading;
  loading.batch = (*data)->size();
  loading.workers = 1;
  return BatchLoader(**data, *input, net.preprocess, loading).next();
}

struct Answers {
  AlignedBuffer gradients;
  resnetc_metrics metrics = {};

  float *values() const { return static_cast<float *>(gradients.data()); }
};

std::optional<Failure> compute(const resnetc_net &net, const float *parameters, const Batch &batch, int threads,
                               Answers &answers) {
  Outcome<NetPool> pool = NetPool::start(net, {threads, Pin::Others});
  if (!pool)
    return pool.failure();
  int64_t arenaBytes = net.train_arena_bytes + pool->threads() * net.train_scratch_bytes;
  AlignedBuffer arena{size_t(arenaBytes)};
  if (!arena.data())
    return noMemory(net, arenaBytes, "the arena");
  int status = net.gradients(parameters, answers.values(), batch.images.data(), batch.labels.data(), batch.n,
                             &answers.metrics, arena.data(), pool->get());
  return status ? std::optional(describeStatus(net, status, "computing the gradients")) : std::nullopt;
}

std::optional<Failure> computeOn(NetDevice &device, const resnetc_net &net, const float *parameters,
                                 const Batch &batch, Answers &answers) {
  if (auto failure = device.openForTraining(parameters))
    return failure;
  int status = net.device_gradients(device.get(), answers.values(), batch.images.data(), batch.labels.data(), batch.n,
                                    &answers.metrics);
  return status ? std::optional(device.describe(status, "computing the gradients on")) : std::nullopt;
}

std::optional<Failure> write(const std::filesystem::path &file, const resnetc_net &net, const Answers &answers) {
  Hdf5Plan plan;
  plan.sets.push_back({"/loss", {1}});
  std::vector<float> values = {answers.metrics.loss};
  const float *gradient = answers.values();
  for (const ParameterShape &parameter : listParameters(net)) {
    int64_t count = countElements(parameter.shape);
    if (parameter.trainable) {
      plan.sets.push_back({"/" + parameter.name, parameter.shape});
      values.insert(values.end(), gradient, gradient + count);
    }
    gradient += count;
  }
  WeightsError error;
  if (writeHdf5(file.native(), plan, values.data(), {}, error))
    return std::nullopt;
  return Failure{error.outsideWorld ? Blame::World : Blame::User, error.text};
}

/// Answers whatever runs the net.
Outcome<Answers> answer(const GradientsOptions &options, const NetLibrary &library, std::optional<NetDevice> &device,
                        const Batch &batch) {
  const resnetc_net &net = library.table();
  Outcome<NetParameters> parameters = loadParameters(library);
  if (!parameters)
    return parameters.failure();
  tellWeights(net, parameters->file);
  Answers answers;
  answers.gradients = AlignedBuffer(size_t(net.parameters_bytes));
  if (!answers.gradients.data())
    return noMemory(net, net.parameters_bytes, "the gradients");
  if (auto failure = device ? computeOn(*device, net, parameters->values, batch, answers)
                            : compute(net, parameters->values, batch, options.threads, answers))
    return *failure;
  return answers;
}

int gradients(const GradientsOptions &options) {
  Outcome<NetLibrary> library = NetLibrary::open(options.net);
  if (!library)
    return reportFailure(library.failure());
  const resnetc_net &net = library->table();
  if (auto failure = checkTrainable(net))
    return reportFailure(*failure);
  std::optional<NetDevice> device;
  if (options.device) {
    Outcome<NetDevice> found = NetDevice::find(net, *options.device);
    if (!found)
      return reportFailure(found.failure());
    device.emplace(std::move(*found));
  }
  Outcome<Batch> batch = readBatch(options, net);
  if (!batch)
    return reportFailure(batch.failure());
  Outcome<Answers> answers = answer(options, *library, device, *batch);
  if (!answers)
    return reportFailure(answers.failure());
  if (auto failure = write(options.output, net, *answers))
    return reportFailure(*failure);
  return 0;
}

} // namespace

int gradientsNet(const GradientsOptions &options) {
  return guardCommand([&] { return gradients(options); });
}

} // namespace resnetc
