// evaluate, gradients: what can be asked of a trained net. The work is runtime/fitting's.
#include "frontend/driver/Commands.h"
#include "runtime/fitting/EvaluateNet.h"
#include "runtime/fitting/GradientsNet.h"
#include "runtime/net/CommandOptions.h"
#include "runtime/net/NetPool.h"

namespace resnetc {
namespace {

/// CLI11 reads paths by way of streams, which would stop at a space.
CLI::Option *addPath(CLI::App &command, const std::string &flags, std::filesystem::path &path,
                     const std::string &text) {
  return command.add_option_function<std::string>(flags, [&path](const std::string &value) { path = value; }, text)
      ->required();
}

void addThreads(CLI::App &command, int &threads) {
  command.add_option("--threads", threads, "threads, 1 to 64 (default: as many as the process may use)")
      ->check(CLI::Range(1, maxThreads))
      ->type_name("N");
}

} // namespace

void addEvaluateCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("evaluate", "Log loss and accuracy of a net on a data set");
  auto options = std::make_shared<EvaluateNetOptions>();
  addPath(*command, "--net", options->net, "folder that train or compile wrote, or its lib<name>.so")->type_name("RUN");
  command->add_option("--data", options->data, "a folder of class folders, or x.npy,y.npy, or IDX images,labels")
      ->required()
      ->type_name("D");
  command->add_flag("--json", options->json, "print one JSON object and nothing else");
  addThreads(*command, options->threads);
  addDevice(*command, options->device);
  command->footer(exampleText({"evaluate --net run --data photos/val", "evaluate --net out --data x.npy,y.npy --json --device vulkan:0"}));
  command->callback([options, &exitCode] { exitCode = evaluateNet(*options); });
}

void addGradientsCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("gradients", "Loss and gradients of one batch, as HDF5");
  auto options = std::make_shared<GradientsOptions>();
  addPath(*command, "--net", options->net, "folder of a net compiled with --train")->type_name("OUT");
  addPath(*command, "--input", options->input, "images as of run, at most N of --train N")->type_name("X.npy");
  addPath(*command, "--labels", options->labels, "whole numbers, one an image")->type_name("Y.npy");
  addPath(*command, "-o,--output", options->output, "/loss, and a data set for each trained parameter")
      ->type_name("G.h5");
  addThreads(*command, options->threads);
  addDevice(*command, options->device);
  command->footer(exampleText({"gradients --net out --input x.npy --labels y.npy -o g.h5",
                               "gradients --net run --input x.npy --labels y.npy -o g.h5 --device opencl:0"}));
  command->callback([options, &exitCode] { exitCode = gradientsNet(*options); });
}

} // namespace resnetc
