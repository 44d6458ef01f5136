// compile: the options of CompileNet as flags.
#include "frontend/driver/Commands.h"
#include "frontend/driver/CompileNet.h"
#include "frontend/driver/RunPhases.h"

namespace resnetc {
namespace {
std::string checkPhase(const std::string &name) {
  return isPhase(name) ? "" : "no phase '" + name + "'; they are " + phaseNames();
}

void addWeightsOptions(CLI::App &command, CompileOptions &options) {
  static const std::map<std::string, Kernels> orders = {{"tf", Kernels::Tf}, {"th", Kernels::Th}};
  command.add_option("--weights", options.weights,
                     "Keras .h5 or .keras, or .safetensors; without it the net runs on values from seed 0");
  command.add_option("--kernels", options.kernels, "tf or th, where a Keras file does not tell")
      ->transform(CLI::CheckedTransformer(orders).description(""))->type_name("tf|th");
  command.add_flag("--new-head", options.newHead, "leave the file's last layer out: this net's classes are others");
}

void addLookingOptions(CLI::App &command, CompileOptions &options) {
  command.add_option("--dump-phases", options.dumpFolder, "write the net after each phase into this folder");
  command.add_option("--stop-after", options.stopAfter, "stop after this phase: " + phaseNames())->check(checkPhase);
  command.add_option("--save-kernels", options.kernelsFolder,
                     "write each kernel's object, and a device's code (.cl, .spv, .ptx), into this folder");
  command.add_flag("--explain", options.explain, "print each layer's kernel and why it was chosen");
}
} // namespace

void addCompileCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("compile", "Compile a spec to a native library");
  auto options = std::make_shared<CompileOptions>();
  auto *spec = command->add_option("NET.yaml", options->spec, "the spec");
  auto *from = command->add_option("--from", options->from, "go on from the dump of any phase instead of a spec");
  command->add_option("-o,--output", options->output, "the folder for library, header, manifest and weights")
      ->required();
  addWeightsOptions(*command, *options);
  auto *batch = command->add_option("--batch", options->batches, "batch sizes to compile, such as 1,16")
                    ->delimiter(',')->check(CLI::Range(int64_t(1), int64_t(4096)))->type_name("N,…");
  auto *train = command->add_option("--train", options->train, "add training: steps of up to N images")
                    ->check(CLI::Range(int64_t(1), int64_t(4096)))->type_name("N");
  command->add_flag("--strict-math", options->strictMath, "convolutions as they are defined, by no transform");
  auto *target = command->add_option("--target", options->target,
                                     "host, or a list: x86-64-v2, -v3, -v4, arm-64-linux, arm-64-noos, opencl, vulkan, cuda")
                    ->type_name("T,…");
  from->excludes(spec)->excludes(batch)->excludes(train)->excludes(target); // a dump holds them
  addLookingOptions(*command, *options);
  command->add_option("-j,--jobs", options->jobs, "kernels compiled at a time")->check(CLI::Range(1u, 1024u));
  command->footer(exampleText({"compile resnet50.yaml -o out --weights resnet50_weights_tf_dim_ordering_tf_kernels.h5",
                               "compile net.yaml -o out --batch 1,16 --train 16 --target x86-64-v3 --dump-phases phases"}));
  command->callback([options, &exitCode] {
    if (options->spec.empty() == options->from.empty())
      throw CLI::ValidationError("NET.yaml", "name a spec, or a dump with --from");
    exitCode = compileNet(*options);
  });
}

} // namespace resnetc
