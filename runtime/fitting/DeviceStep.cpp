// DeviceStep: see DeviceStep.h.
#include "runtime/fitting/DeviceStep.h"
#include "runtime/net/LoadedNet.h"

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
  isAhead |= status == RESNETC_OK;
  return answerOf(status, metrics, [&](int why) { return training->describe(why, "a step of training on"); });
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
  int status = inChunks(images, n, rows, [&](const float *input, int32_t count, float *out) {
    return table().device_logits(answering->get(), input, count, out);
  });
  return status ? std::optional(answering->describe(status, "running the net on")) : std::nullopt;
}

} // namespace resnetc
