// GradientsNet: see GradientsNet.h.
#include "runtime/fitting/GradientsNet.h"
#include "runtime/fitting/LibraryStep.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/CommandReport.h"
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
  float loss = 0;
};

Outcome<Answers> compute(const NetLibrary &library, const float *parameters, const Batch &batch, int threads) {
  const resnetc_net &net = library.table();
  Outcome<NetPool> pool = NetPool::start(net, {threads, Pin::Others});
  if (!pool)
    return pool.failure();
  int64_t arenaBytes = net.train_arena_bytes + pool->threads() * net.train_scratch_bytes;
  AlignedBuffer arena{size_t(arenaBytes)};
  Answers answers;
  answers.gradients = AlignedBuffer(size_t(net.parameters_bytes));
  if (!arena.data() || !answers.gradients.data())
    return noMemory(net, arenaBytes + net.parameters_bytes, "the arena and the gradients");
  resnetc_metrics metrics = {};
  int status = net.gradients(parameters, static_cast<float *>(answers.gradients.data()), batch.images.data(),
                             batch.labels.data(), batch.n, &metrics, arena.data(), pool->get());
  if (status)
    return describeStatus(net, status, "computing the gradients");
  answers.loss = metrics.loss;
  return answers;
}

std::optional<Failure> write(const std::filesystem::path &file, const resnetc_net &net, const Answers &answers) {
  Hdf5Plan plan;
  plan.sets.push_back({"/loss", {1}});
  std::vector<float> values = {answers.loss};
  const auto *gradient = static_cast<const float *>(answers.gradients.data());
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

int gradients(const GradientsOptions &options) {
  Outcome<NetLibrary> library = NetLibrary::open(options.net);
  if (!library)
    return reportFailure(library.failure());
  if (auto failure = checkTrainable(library->table()))
    return reportFailure(*failure);
  Outcome<Batch> batch = readBatch(options, library->table());
  if (!batch)
    return reportFailure(batch.failure());
  Outcome<NetParameters> parameters = loadParameters(*library);
  if (!parameters)
    return reportFailure(parameters.failure());
  tellWeights(library->table(), parameters->file);
  Outcome<Answers> answers = compute(*library, parameters->values, *batch, options.threads);
  if (!answers)
    return reportFailure(answers.failure());
  if (auto failure = write(options.output, library->table(), *answers))
    return reportFailure(*failure);
  return 0;
}

} // namespace

int gradientsNet(const GradientsOptions &options) {
  return guardCommand([&] { return gradients(options); });
}

} // namespace resnetc
