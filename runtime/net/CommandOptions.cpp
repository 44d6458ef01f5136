// CommandOptions: see CommandOptions.h.
#include "runtime/net/CommandOptions.h"
#include "runtime/net/LoadedNet.h"
#include <CLI/CLI.hpp>

namespace resnetc {
namespace {

/// CLI11 reads paths by way of streams, which would stop at a space.
CLI::Option *addPath(CLI::App &command, const std::string &flags, std::filesystem::path &path,
                     const std::string &text) {
  return command.add_option_function<std::string>(flags, [&path](const std::string &value) { path = value; }, text);
}

void addNet(CLI::App &command, std::filesystem::path &net, const Invocation &invocation) {
  if (!invocation.ownNet)
    addPath(command, "--net", net, "Folder that `compile` wrote, or its lib<name>.so")->required()->type_name("OUT");
}

void addThreads(CLI::App &command, int &threads) {
  command.add_option("--threads", threads, "Threads, 1 to 64 (default: as many as the process may use)")
      ->check(CLI::Range(1, maxThreads))
      ->type_name("N");
}

/// "resnetc run --net out" or "out/resnet50 run".
std::string printCall(const Invocation &invocation, const std::string &command) {
  return "  " + invocation.program + " " + command + (invocation.ownNet ? "" : " --net out");
}

} // namespace

void addDevice(CLI::App &command, std::optional<DeviceId> &device) {
  auto check = [](const std::string &text) {
    return parseDevice(text) ? "" : "no device is called '" + text + "'; they are " + describeDeviceSyntax();
  };
  command
      .add_option_function<std::string>(
          "--device", [&device](const std::string &text) { device = parseDevice(text); },
          "What runs the net (default: the processor): opencl:0 …, as `devices` lists them")
      ->check(CLI::Validator(check, "", "device"))
      ->type_name("API:N");
}

void addRunOptions(CLI::App &command, RunOptions &options, const Invocation &invocation) {
  command.description("Runs a net on an array of images (.npy) and writes its outputs (.npy).");
  addNet(command, options.net, invocation);
  addPath(command, "--input", options.input,
          "float32 as the net takes it (N x H x W x C), or uint8 RGB, which is preprocessed; any N")
      ->required()
      ->type_name("X.npy");
  addPath(command, "--output", options.output, "float32, N x classes")->required()->type_name("Y.npy");
  command.add_flag("--logits", options.logits, "Write the values before the softmax");
  addThreads(command, options.threads);
  addDevice(command, options.device);
  std::string call = printCall(invocation, "run");
  command.footer("Examples:\n" + call + " --input x.npy --output y.npy\n" + call +
                 " --input photos.npy --output logits.npy --logits --device opencl:0");
}

void addPredictOptions(CLI::App &command, PredictOptions &options, const Invocation &invocation) {
  command.description("Classifies pictures (JPEG, PNG, BMP) and prints the most probable classes.");
  addNet(command, options.net, invocation);
  command
      .add_option_function<std::vector<std::string>>(
          "images",
          [&options](const std::vector<std::string> &names) { options.images.assign(names.begin(), names.end()); },
          "Pictures, and folders that are searched for them")
      ->required()
      ->type_name("IMAGE|FOLDER");
  command.add_option("--top", options.top, "Classes shown of each picture")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000000))
      ->type_name("K");
  CLI::Option *json = command.add_flag("--json", options.json, "Print one JSON object and nothing else");
  addPath(command, "--csv", options.csv, "Write a table: file, rank, class, name, probability; - prints it")
      ->type_name("F")
      ->excludes(json);
  addPath(command, "--classes", options.classes,
          "Names: one a line, or a JSON list or object (default: classes.txt or classes.json beside the net)")
      ->type_name("F");
  addThreads(command, options.threads);
  addDevice(command, options.device);
  std::string call = printCall(invocation, "predict");
  command.footer("Examples:\n" + call + " cat.jpg\n" + call + " photos/ --top 1 --csv predictions.csv");
}

void addBenchOptions(CLI::App &command, BenchOptions &options, const Invocation &invocation) {
  command.description("Measures a net against the multiply-add peak of this machine; on a device only its time.");
  addNet(command, options.net, invocation);
  addThreads(command, options.threads);
  addDevice(command, options.device);
  command.add_option("--batch", options.batch, "Images of a call, at most what the net is compiled for")
      ->capture_default_str()
      ->check(CLI::Range(1, 1 << 20))
      ->type_name("N");
  command.add_flag("--json", options.json, "Print one JSON object and nothing else");
  std::string call = printCall(invocation, "bench");
  command.footer("Examples:\n" + call + "\n" + call + " --threads 1 --json");
}

void addDevicesOptions(CLI::App &command, DevicesOptions &options, const Invocation &invocation) {
  command.description("Lists the devices of this machine that --device takes, with name and memory.");
  if (!invocation.ownNet)
    addPath(command, "--net", options.net, "Only the kinds of device that this net is compiled for")->type_name("OUT");
  command.add_flag("--json", options.json, "Print one JSON list and nothing else");
  std::string call = "  " + invocation.program + " devices";
  command.footer("Examples:\n" + call + "\n" + call + (invocation.ownNet ? "" : " --net out") + " --json");
}

void addShowOptions(CLI::App &command, ShowOptions &options, const Invocation &invocation) {
  command.description("Prints what a compiled net is: input, sizes, preprocessing.");
  addNet(command, options.net, invocation);
  command.add_flag("--layers", options.layers, "A line a layer: name, multiply-adds, kernel");
  command.add_flag("--spec", options.spec, "Only the resolved spec, as YAML");
  std::string call = printCall(invocation, "info");
  command.footer("Examples:\n" + call + "\n" + call + " --layers");
}

} // namespace resnetc
