// train: a spec and data become a trained net; the flags of TrainNet.
#include "frontend/driver/Commands.h"
#include "frontend/driver/TrainFlags.h"
#include "frontend/driver/TrainNet.h"
#include "runtime/net/CommandOptions.h"
#include "runtime/net/NetPool.h"

namespace resnetc {
namespace {

constexpr int64_t mostSteps = int64_t(1) << 40;

void addDataOptions(CLI::App &command, TrainNetOptions &options) {
  command.add_option("--data", options.run.data,
                     "a folder of class folders (or of train and val), or x.npy,y.npy, or IDX images,labels")
      ->type_name("D");
  command.add_option("--validation", options.run.validation, "the same, looked at after each epoch")->type_name("D");
}

void addWeightsOptions(CLI::App &command, TrainNetOptions &options) {
  static const std::map<std::string, Kernels> orders = {{"tf", Kernels::Tf}, {"th", Kernels::Th}};
  auto *weights = command.add_option("--weights", options.run.weights,
                                     "begin with these, as of compile; without it with values of the seed");
  command.add_option("--kernels", options.run.kernels, "tf or th, where a Keras file does not tell")
      ->transform(CLI::CheckedTransformer(orders).description(""))
      ->type_name("tf|th")
      ->needs(weights);
  command.add_flag("--new-head", options.run.newHead, "leave the file's last layer out: this net's begins anew")
      ->needs(weights);
}

void addRunOptions(CLI::App &command, TrainNetOptions &options) {
  command.add_option("--steps", options.run.steps, "end after so many steps in all")
      ->check(CLI::Range(int64_t(1), mostSteps).description(""))
      ->type_name("N");
  command
      .add_option("--checkpoint-steps", options.run.checkpointSteps,
                  "a checkpoint every so many steps besides those of the epochs' ends; 0: none")
      ->capture_default_str()
      ->check(CLI::Range(int64_t(0), mostSteps).description(""))
      ->type_name("N");
  command.add_flag("--strict-math", options.run.strictMath, "convolutions as they are defined, by no transform");
}

/// --resume stands alone: the folder holds everything else.
void refuseBesideResume(const CLI::App &command) {
  for (const CLI::Option *option : command.get_options())
    if (option->count() > 0 && !option->check_name("--resume") && !option->check_name("--threads"))
      throw CLI::ExcludesError("--resume", option->get_name());
}

void requireParts(const TrainNetOptions &options) {
  if (options.spec.empty())
    throw CLI::ValidationError("NET.yaml", "name a spec, or a training's folder with --resume");
  if (options.run.data.empty())
    throw CLI::RequiredError("--data");
  if (options.output.empty())
    throw CLI::RequiredError("--output");
}

} // namespace

void addTrainCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("train", "Train a net, or go on with a training");
  auto options = std::make_shared<TrainNetOptions>();
  command->add_option("NET.yaml", options->spec, "the spec");
  addDataOptions(*command, *options);
  command->add_option("-o,--output", options->output, "the training's folder; an earlier training in it is replaced");
  command->add_option("--resume", options->resume, "go on with the training in this folder; beside it only --threads")
      ->type_name("RUN");
  addWeightsOptions(*command, *options);
  addRunOptions(*command, *options);
  command
      ->add_option("--threads", options->threads,
                   "1 to 64 (default: as many as the process may use); any number gives the same bits")
      ->check(CLI::Range(1, maxThreads).description(""))
      ->type_name("N");
  addDevice(*command, options->run.device);
  addTrainFlags(*command, options->overrides);
  command->footer(exampleText({"train flowers.yaml --data photos/train --validation photos/val --epochs 20 -o run",
                               "train flowers.yaml --data photos --device opencl:0 -o run", "train --resume run"}));
  command->callback([options, command, &exitCode] {
    options->resume.empty() ? requireParts(*options) : refuseBesideResume(*command);
    exitCode = trainNet(*options);
  });
}

} // namespace resnetc
