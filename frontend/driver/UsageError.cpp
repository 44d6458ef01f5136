#include "frontend/driver/UsageError.h"
#include "frontend/spec/Suggestion.h"
#include "runtime/images/PrintableName.h"

namespace resnetc {
namespace {

struct UsageError {
  std::string message, hint;
};

/// `resnetc weights inspect`, as far as the user got.
struct Command {
  const CLI::App *app;
  std::string words;
};

Command commandOf(const CLI::App &app) {
  Command command{&app, app.get_name()};
  for (auto chosen = app.get_subcommands(); !chosen.empty(); chosen = command.app->get_subcommands())
    command = {chosen.front(), command.words + " " + chosen.front()->get_name()};
  return command;
}

std::string suggest(llvm::StringRef word, const std::vector<std::string> &words) {
  return suggestWord(word, std::vector<llvm::StringRef>(words.begin(), words.end()));
}

UsageError unknownOption(const CLI::App &command, const std::string &word) {
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const CLI::Option *option : command.get_options())
    for (const std::string &known : option->get_lnames())
      names.push_back("--" + known);
  return {"there is no option " + printableText(name), suggest(name, names)};
}

UsageError unknownCommand(const CLI::App &command, const std::string &word) {
  std::vector<std::string> names;
  for (const CLI::App *known : command.get_subcommands([](const CLI::App *) { return true; }))
    names.push_back(known->get_name());
  return {"there is no command " + printableText(word), suggest(word, names)};
}

/// The first word that nothing took.
UsageError unknownWord(const CLI::App &command, const std::string &word) {
  if (word.size() > 1 && word[0] == '-')
    return unknownOption(command, word);
  if (command.get_require_subcommand_min() > 0)
    return unknownCommand(command, word);
  return {"unexpected argument " + printableText(word), ""};
}

/// CLI11 calls an option by one of its names only, and counts what comes twice.
UsageError ofOption(const CLI::App &command, const std::string &what) {
  for (const CLI::Option *option : command.get_options()) {
    const std::string name = option->get_name();
    if (what == name + " is required")
      return {option->get_name(false, true) + " is required", ""};
    if (what.rfind(name + ": At Most 1 required", 0) == 0)
      return {name + " is given more than once", ""};
  }
  return {printableText(what), ""};
}

} // namespace

std::string usageErrorText(const CLI::App &app, const CLI::Error &error) {
  const Command command = commandOf(app);
  const std::vector<std::string> extras = command.app->remaining();
  const bool lacksCommand = command.app->get_require_subcommand_min() > 0;
  UsageError found = !extras.empty() && (lacksCommand || error.get_exit_code() == int(CLI::ExitCodes::ExtrasError))
                         ? unknownWord(*command.app, extras.front())
                     : lacksCommand ? UsageError{"a command is required", ""}
                                    : ofOption(*command.app, error.what());
  if (found.hint.empty())
    found.hint = "see " + command.words + " --help";
  return "error: " + found.message + "\nhint: " + found.hint + "\n";
}

} // namespace resnetc
