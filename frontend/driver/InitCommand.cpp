// init: writes a spec to start from.
#include "frontend/driver/Commands.h"
#include "frontend/driver/WriteText.h"
#include "frontend/spec/Presets.h"
#include "frontend/spec/SpecWriter.h"
#include "frontend/spec/Suggestion.h"
#include "llvm/Support/raw_ostream.h"

namespace resnetc {
namespace {
struct InitOptions {
  std::string preset, output;
  int64_t classes = 0; ///< 0: the preset's
  bool full = false;
};

int writeInitialSpec(const InitOptions &options) {
  const Preset *preset = findPreset(options.preset);
  if (!preset) {
    llvm::errs() << "error: no preset '" << options.preset << "'\n";
    std::vector<llvm::StringRef> names;
    for (const Preset &known : allPresets())
      names.push_back(known.name);
    std::string hint = suggestWord(options.preset, names);
    llvm::errs() << "hint: " << (hint.empty() ? "resnetc presets lists them" : hint) << '\n';
    return 1;
  }
  int64_t classes = options.classes ? options.classes : preset->spec.head.classes;
  std::string text = options.full ? writeFullSpec(*preset, classes) : writeShortSpec(*preset, classes);
  return writeTextOrReport(options.output, text);
}
} // namespace

void addInitCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("init", "Write a spec to start from");
  auto options = std::make_shared<InitOptions>();
  command->add_option("--preset", options->preset, "the net to start from (resnetc presets)")->required();
  command->add_option("--classes", options->classes, "classes to tell apart instead of the preset's")
      ->check(CLI::Range(int64_t(1), int64_t(1000000)));
  command->add_flag("--full", options->full, "every key with its value and a comment");
  command->add_option("-o,--output", options->output, "the spec to write")->required();
  command->footer(exampleText({"init --preset resnet50 -o resnet50.yaml",
                               "init --preset cifar-resnet20 --full -o small.yaml"}));
  command->callback([options, &exitCode] { exitCode = writeInitialSpec(*options); });
}

} // namespace resnetc
