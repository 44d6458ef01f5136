// Capture: what a command prints, for tests.
#pragma once
#include <cstdio>
#include <string>

namespace resnetc {

/// Redirects stdout and stderr from its construction until `finish`.
class Capture {
public:
  Capture();
  ~Capture() { finish(); }
  void finish();
  std::string out, error; ///< after finish

private:
  FILE *outFile, *errorFile;
  int savedOut, savedError;
};

/// Sets an environment variable as long as it lives.
class SetVariable {
public:
  SetVariable(const char *name, const char *value);
  ~SetVariable();

private:
  const char *name;
};

} // namespace resnetc
