// check: a spec's mistakes and nothing else.
#include "frontend/driver/Commands.h"
#include "frontend/driver/ReadNet.h"

namespace resnetc {

void addCheckCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("check", "Say what is wrong with a spec; silent if nothing is");
  auto file = std::make_shared<std::string>();
  command->add_option("NET.yaml", *file, "the spec")->required();
  command->footer(exampleText({"check net.yaml", "check net.yaml && resnetc compile net.yaml -o out"}));
  command->callback([file, &exitCode] { exitCode = readSpec(*file) ? 0 : 1; });
}

} // namespace resnetc
