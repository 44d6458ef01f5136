// ListDevices: the command `devices`: what nets can run on here beside the processor.
#pragma once
#include <filesystem>

namespace resnetc {

struct DevicesOptions {
  std::filesystem::path net; ///< only what this net is compiled for; empty: all that resnetc knows
  bool json = false;
};

/// Text, or the JSON list [{"device": "opencl:0", "name": …, "memory": bytes}], on stdout; that there are none is no
/// failure. In the text's company stderr has the driver's sentence for each interface without devices. Returns the exit
/// code.
int listDevices(const DevicesOptions &options);

} // namespace resnetc
