// DeviceStep: see DeviceStep.h.
#include "runtime/fitting/DeviceStep.h"
#include "runtime/net/LoadedNet.h"
#include <algorithm>
#include <limits>

namespace resnetc {

Outcome<std::unique_ptr<DeviceStep>> DeviceStep::open(const std::filesystem::path &folder, uint64_t seed,
                                                      const DeviceId &id) {
  Outcome<NetLibrary> opened = NetLibrary::open(folder);
  if (!opened)
    return opened.failure();
  std::unique_ptr<DeviceStep> net(new DeviceStep(std::move(*opened)));
  Outcome<NetDevice> found = NetDevice::find(net->table(), id);
  if (!found)
    return found.failure();
  net->training.emplace(std::move(*found));
  if (auto failure = net->begin(seed))
    return *failure;
  return net;
}

std::optional<Failure> DeviceStep::openTraining() {
  if (isOpen)
    return std::nullopt;
  if (auto failure = training->openForTraining(parameters().data))
    return failure;
  if (int status = table().device_set_optimizer(training->get(), optimizer().data))
    return training->describe(status, "bringing the optimizer to");
  isOpen = true;
  return std::nullopt;
}

Outcome<StepMetrics> DeviceStep::step(const float *images, const int32_t *labels, int n, const StepNumbers &numbers) {
  answering.reset();
  if (auto failure = openTraining())
    return *failure;
  const resnetc_hyper hyper = hyperOf(numbers);
  resnetc_metrics metrics = {};
  int status = table().device_train_step(training->get(), images, labels, n, &hyper, &metrics);
  if (status == RESNETC_NON_FINITE)
    return StepMetrics{std::numeric_limits<double>::quiet_NaN(), 0};
  if (status)
    return training->describe(status, "a step of training on");
  isAhead = true;
  return StepMetrics{metrics.loss, metrics.correct};
}

std::optional<Failure> DeviceStep::fetch() {
  if (!isAhead)
    return std::nullopt;
  int status = table().device_parameters(training->get(), parameters().data);
  if (!status)
    status = table().device_optimizer(training->get(), optimizer().data);
  if (status)
    return training->describe(status, "bringing the parameters back from");
  isAhead = false;
  return std::nullopt;
}

std::optional<Failure> DeviceStep::openAnswering() {
  if (answering)
    return std::nullopt;
  if (auto failure = fetch())
    return failure;
  Outcome<NetDevice> found = NetDevice::find(table(), training->id());
  if (!found)
    return found.failure();
  if (auto failure = found->openForInference(parameters().data))
    return failure;
  answering.emplace(std::move(*found));
  return std::nullopt;
}

std::optional<Failure> DeviceStep::logits(const float *images, int n, float *rows) {
  if (auto failure = openAnswering())
    return failure;
  for (int first = 0; first < n; first += table().max_batch) {
    int count = std::min(table().max_batch, n - first);
    int status = table().device_logits(answering->get(), images + first * valuesPerImage(table()), count,
                                       rows + int64_t(first) * table().classes);
    if (status)
      return answering->describe(status, "running the net on");
  }
  return std::nullopt;
}

} // namespace resnetc
