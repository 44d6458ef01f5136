// Commands: what `resnetc` can do, one file a command. Each function adds its command
// with options, help and two examples; when it is called, `exitCode` gets the result:
// 0 done, 1 the user's input, 2 usage, 3 the outside world, 4 verification failed, 70 our bug,
// 130 interrupted.
#pragma once
#include <CLI/CLI.hpp>

namespace resnetc {

void addPresetsCommand(CLI::App &app, int &exitCode);
void addInitCommand(CLI::App &app, int &exitCode);
void addCheckCommand(CLI::App &app, int &exitCode);
void addSummaryCommand(CLI::App &app, int &exitCode);
void addCompileCommand(CLI::App &app, int &exitCode);
void addRunCommand(CLI::App &app, int &exitCode);
void addPredictCommand(CLI::App &app, int &exitCode);
void addBenchCommand(CLI::App &app, int &exitCode);
void addDevicesCommand(CLI::App &app, int &exitCode);
void addTrainCommand(CLI::App &app, int &exitCode);
void addEvaluateCommand(CLI::App &app, int &exitCode);
void addGradientsCommand(CLI::App &app, int &exitCode);
void addWeightsCommand(CLI::App &app, int &exitCode);

/// The text below a command's options: `examples`, one a line, after "resnetc ".
std::string exampleText(std::initializer_list<const char *> examples);

} // namespace resnetc
