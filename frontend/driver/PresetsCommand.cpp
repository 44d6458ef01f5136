// presets: the nets that have a name, a line each.
#include "frontend/driver/Commands.h"
#include "frontend/spec/Presets.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace resnetc {

void addPresetsCommand(CLI::App &app, int &) {
  CLI::App *command = app.add_subcommand("presets", "List the nets that have a name");
  command->footer(exampleText({"presets", "presets | grep cifar"}));
  command->callback([] {
    for (const Preset &preset : allPresets())
      llvm::outs() << llvm::left_justify(preset.name, 24) << preset.description << '\n';
  });
}

} // namespace resnetc
