// resnetc: the command line. It only routes; every command is a file beside this one.
#include "frontend/driver/Commands.h"
#include "frontend/driver/UsageError.h"
#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include <exception>

namespace {
enum ExitCode { usage = 2, outsideWorld = 3, internalError = 70 };
}

int main(int argc, char **argv) {
  llvm::setBugReportMsg("internal error: please report this with the spec and the command:\n");
  llvm::sys::PrintStackTraceOnErrorSignal(argv[0]);
  CLI::App app("The ResNet compiler: from a short spec to one native library that classifies pictures.", "resnetc");
  app.require_subcommand(1);
  app.failure_message([](const CLI::App *app, const CLI::Error &error) { return resnetc::usageErrorText(*app, error); });
  app.footer("resnetc COMMAND --help shows a command's options and examples.");
  int exitCode = 0;
  resnetc::addPresetsCommand(app, exitCode);
  resnetc::addInitCommand(app, exitCode);
  resnetc::addCheckCommand(app, exitCode);
  resnetc::addSummaryCommand(app, exitCode);
  resnetc::addCompileCommand(app, exitCode);
  resnetc::addRunCommand(app, exitCode);
  resnetc::addPredictCommand(app, exitCode);
  resnetc::addBenchCommand(app, exitCode);
  resnetc::addDevicesCommand(app, exitCode);
  resnetc::addTrainCommand(app, exitCode);
  resnetc::addEvaluateCommand(app, exitCode);
  resnetc::addGradientsCommand(app, exitCode);
  resnetc::addWeightsCommand(app, exitCode);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : usage;
  } catch (const std::bad_alloc &) {
    llvm::errs() << "error: out of memory\n";
    return outsideWorld;
  } catch (const std::exception &error) {
    llvm::errs() << "internal error: " << error.what() << '\n';
    return internalError;
  }
  return exitCode;
}
