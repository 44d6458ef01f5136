// resnetc-runner: the program that lies beside every compiled net. `compile` copies it to out/<name>; it finds its
// net by its own name: lib<name>.so in its own folder. Under another name it asks for --net.
#include "runtime/net/CommandOptions.h"
#include <CLI/CLI.hpp>
#include <cstdlib>

namespace {

namespace fs = std::filesystem;

/// lib<name>.so beside this program, or nothing. /proc tells the file that runs, whatever it was called by.
fs::path findOwnNet() {
  std::error_code error;
  fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error)
    return {};
  fs::path library = self.parent_path() / ("lib" + self.filename().native() + ".so");
  return fs::exists(library, error) ? library : fs::path();
}

} // namespace

int main(int argc, char **argv) {
  fs::path net = findOwnNet();
  resnetc::Invocation invocation{argc > 0 ? argv[0] : "resnetc-runner", !net.empty()};
  resnetc::RunOptions runOptions;
  resnetc::PredictOptions predictOptions;
  resnetc::BenchOptions benchOptions;
  resnetc::DevicesOptions devicesOptions;
  resnetc::ShowOptions showOptions;
  runOptions.net = predictOptions.net = benchOptions.net = devicesOptions.net = showOptions.net = net;

  std::string name = net.empty() ? "" : net.filename().stem().native().substr(3);
  CLI::App app(net.empty() ? "Runs nets that resnetc compiled." : "The compiled net " + name + ".");
  app.name(invocation.program);
  app.require_subcommand(1);
  addRunOptions(*app.add_subcommand("run"), runOptions, invocation);
  addPredictOptions(*app.add_subcommand("predict"), predictOptions, invocation);
  addBenchOptions(*app.add_subcommand("bench"), benchOptions, invocation);
  addDevicesOptions(*app.add_subcommand("devices"), devicesOptions, invocation);
  addShowOptions(*app.add_subcommand("info"), showOptions, invocation);
  std::string own = net.empty() ? " --net out" : "";
  app.footer("Examples:\n  " + invocation.program + " predict" + own + " cat.jpg\n  " + invocation.program + " bench" +
             own + "\nResults go to stdout, all else to stderr. Exit: 0 done, 1 the input, 2 usage, 3 disk, memory or "
                   "device, 70 a bug.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (app.got_subcommand("run"))
    return runNet(runOptions);
  if (app.got_subcommand("predict"))
    return predictImages(predictOptions);
  if (app.got_subcommand("bench"))
    return benchNet(benchOptions);
  if (app.got_subcommand("devices"))
    return listDevices(devicesOptions);
  return showNet(showOptions);
}
