// CommandOptions: the flags of run, predict, bench, devices and info, the same in `resnetc` and in a net's own program.
#pragma once
#include "runtime/net/BenchNet.h"
#include "runtime/net/ListDevices.h"
#include "runtime/net/PredictImages.h"
#include "runtime/net/RunNet.h"
#include "runtime/net/ShowNet.h"
#include <string>

namespace CLI {
class App;
}

namespace resnetc {

/// How the examples in a command's help call the program.
struct Invocation {
  std::string program = "resnetc"; ///< resnetc, or out/resnet50
  bool ownNet = false;             ///< the program knows its net: no --net
};

/// Each adds a command's options, description and two examples; the values land in `options`, which must outlive the
/// app. A net that `options` names already is kept when there is no --net.
void addRunOptions(CLI::App &command, RunOptions &options, const Invocation &invocation = {});
void addPredictOptions(CLI::App &command, PredictOptions &options, const Invocation &invocation = {});
void addBenchOptions(CLI::App &command, BenchOptions &options, const Invocation &invocation = {});
void addDevicesOptions(CLI::App &command, DevicesOptions &options, const Invocation &invocation = {});
void addShowOptions(CLI::App &command, ShowOptions &options, const Invocation &invocation = {});

/// --device, of every command that a device can do; another word than parseDevice takes is a wrong command line.
void addDevice(CLI::App &command, std::optional<DeviceId> &device);

} // namespace resnetc
