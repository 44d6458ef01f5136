// UsageError: what the terminal says about a wrong command line, in the user's words and with the nearest right one.
#pragma once
#include <CLI/CLI.hpp>

namespace resnetc {

/// Lines `error: …` and `hint: …`. To be called when `app` has parsed as far as `error` let it.
std::string usageErrorText(const CLI::App &app, const CLI::Error &error);

} // namespace resnetc
