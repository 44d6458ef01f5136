// DeviceStep: a net that a device trains. Its numbers live there and come back when they are asked for.
#pragma once
#include "runtime/fitting/NetStep.h"
#include "runtime/net/NetDevice.h"

namespace resnetc {

/// The same numbers in give the same bits out on the same device and driver, also after a resumption.
class DeviceStep : public NetStep {
public:
  /// As LibraryStep::open. The device is looked for now and opened by the first step, with the numbers of then.
  static Outcome<std::unique_ptr<DeviceStep>> open(const std::filesystem::path &folder, uint64_t seed,
                                                   const DeviceId &id);

  /// The device's name.
  const std::string &deviceName() const { return training->name(); }

  /// A loss that is no finite number leaves all as it was, and is told as a loss of NaN.
  Outcome<StepMetrics> step(const float *images, const int32_t *labels, int n, const StepNumbers &numbers) override;
  std::optional<Failure> logits(const float *images, int n, float *rows) override;
  std::optional<Failure> fetch() override;

private:
  using NetStep::NetStep;
  std::optional<Failure> openTraining();
  std::optional<Failure> openAnswering();

  std::optional<NetDevice> training; ///< since `open`
  std::optional<NetDevice> answering; ///< with the packed parameters as they are now; closed by a step, to free memory
  bool isOpen = false;                ///< `training` is
  bool isAhead = false;               ///< its numbers are newer than those here
};

} // namespace resnetc
