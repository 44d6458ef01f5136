// NetDevice: a device that runs a net, as the net's own library opens it.
#pragma once
#include "runtime/net/AlignedBuffer.h"
#include "runtime/net/DeviceId.h"
#include "runtime/net/NetLibrary.h"

namespace resnetc {

/// The interfaces that a net is compiled for, as its library's calls name them; empty: none.
std::vector<std::string> deviceApisOf(const resnetc_net &net);

/// Must end before the library is closed: the library's code closes the device. Cannot be moved onto another, whose
/// memory would be freed before it is closed.
class NetDevice {
public:
  NetDevice(NetDevice &&) = default;
  NetDevice &operator=(NetDevice &&) = delete;

  /// A device that is there; it is not open yet. `User` with the way out if the net is not compiled for it, `World`
  /// with the driver's sentence if it is not there.
  static Outcome<NetDevice> find(const resnetc_net &net, const DeviceId &id);

  /// Packs the parameters and opens the device for infer and logits. What was open is closed.
  std::optional<Failure> openForInference(const float *parameters);
  /// Opens it for train_step, gradients and evaluate, with these parameters and an optimizer of zeros.
  std::optional<Failure> openForTraining(const float *parameters);

  /// For the library's calls.
  resnetc_device *get() const { return handle.get(); }
  const DeviceId &id() const { return deviceId; }
  /// Its driver's name for it.
  const std::string &name() const { return deviceName; }

  /// The sentence for a call's status, and who is to blame: as describeStatus, with what the driver said.
  Failure describe(int status, const char *doing) const;

private:
  struct Close {
    const resnetc_net *net;
    void operator()(resnetc_device *device) const { net->device_close(device); } // also one that is not open
  };
  NetDevice(const resnetc_net &net, const DeviceId &id, AlignedBuffer memory);

  const resnetc_net *net;
  DeviceId deviceId;
  std::string deviceName;
  AlignedBuffer memory; // before the handle, which lies in it: freed later
  std::unique_ptr<resnetc_device, Close> handle;
};

} // namespace resnetc
