// run, predict, bench, devices: what a compiled net can do, and on what. The work is runtime/net's, which
// a net's own program shares; here they only become commands of resnetc.
#include "frontend/driver/Commands.h"
#include "runtime/net/CommandOptions.h"

namespace resnetc {

void addRunCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("run", "Run a compiled net on an array of images");
  auto options = std::make_shared<RunOptions>();
  addRunOptions(*command, *options);
  command->callback([options, &exitCode] { exitCode = runNet(*options); });
}

void addPredictCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("predict", "Classify pictures with a compiled net");
  auto options = std::make_shared<PredictOptions>();
  addPredictOptions(*command, *options);
  command->callback([options, &exitCode] { exitCode = predictImages(*options); });
}

void addBenchCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("bench", "Time a compiled net against the machine's limit");
  auto options = std::make_shared<BenchOptions>();
  addBenchOptions(*command, *options);
  command->callback([options, &exitCode] { exitCode = benchNet(*options); });
}

void addDevicesCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("devices", "List the devices that --device takes");
  auto options = std::make_shared<DevicesOptions>();
  addDevicesOptions(*command, *options);
  command->callback([options, &exitCode] { exitCode = listDevices(*options); });
}

} // namespace resnetc
