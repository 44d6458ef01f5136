// Capture: see Capture.h.
#include "tests/unit/net/Capture.h"
#include <cstdlib>
#include <unistd.h>

namespace resnetc {
namespace {

std::string contentOf(FILE *file) {
  std::string text;
  std::rewind(file);
  for (int letter; (letter = std::fgetc(file)) != EOF;)
    text += char(letter);
  std::fclose(file);
  return text;
}

} // namespace

Capture::Capture() : outFile(std::tmpfile()), errorFile(std::tmpfile()) {
  std::fflush(stdout);
  std::fflush(stderr);
  savedOut = dup(STDOUT_FILENO);
  savedError = dup(STDERR_FILENO);
  dup2(fileno(outFile), STDOUT_FILENO);
  dup2(fileno(errorFile), STDERR_FILENO);
}

void Capture::finish() {
  if (!outFile)
    return;
  std::fflush(stdout);
  std::fflush(stderr);
  dup2(savedOut, STDOUT_FILENO);
  dup2(savedError, STDERR_FILENO);
  close(savedOut);
  close(savedError);
  out = contentOf(outFile);
  error = contentOf(errorFile);
  outFile = errorFile = nullptr;
}

SetVariable::SetVariable(const char *name, const char *value) : name(name) { setenv(name, value, 1); }
SetVariable::~SetVariable() { unsetenv(name); }

} // namespace resnetc
