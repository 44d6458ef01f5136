// Diagnostics: what the user got wrong, with place, note and hint, printed as
//   file:line:col: error: what is wrong [spec-identifier]
//   the line, and a caret below the place
//   file:line:col: note: the other party
//   hint: what to write instead
#pragma once
#include "frontend/spec/SourceText.h"
#include "frontend/spec/Spec.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace resnetc {

struct DiagnosticNote {
  SpecPlace place; ///< line 0: none is shown
  std::string text;
};

struct Diagnostic {
  std::string id;      ///< "spec-unknown-key": one per kind of error, one file in tests/specs/bad
  std::string path;    ///< the key it is about ("input.height"): checks that read this key are then left out
  SpecPlace place;     ///< line 0: the file as a whole
  std::string message; ///< user's text in it is already escaped (shown())
  std::vector<DiagnosticNote> notes;
  std::string hint; ///< empty: none
};

using DiagnosticList = std::vector<Diagnostic>;

/// Prints diagnostics and counts errors; one for a whole run of the program.
class Diagnostics {
public:
  explicit Diagnostics(llvm::raw_ostream &stream) : out(stream) {}

  /// Prints the errors of one file in the order of their places, the first 20.
  void report(const SourceText &source, DiagnosticList found);

  /// Prints an error that has no place in a text, such as a file that cannot be read.
  /// `where` is printed before it as the user wrote it (escaped).
  void error(llvm::StringRef where, const Diagnostic &diagnostic);

  int errorCount() const { return errors; }

private:
  void print(const SourceText &source, const Diagnostic &diagnostic);

  llvm::raw_ostream &out;
  int errors = 0;
};

} // namespace resnetc
