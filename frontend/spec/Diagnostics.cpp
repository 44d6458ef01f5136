// Diagnostics: the form of an error on the terminal.
#include "frontend/spec/Diagnostics.h"
#include <algorithm>

namespace resnetc {
namespace {

constexpr size_t mostShown = 20;

void printPlace(llvm::raw_ostream &out, const std::string &file, SpecPlace place) {
  out << escapeText(file) << ':';
  if (place.line > 0)
    out << place.line << ':' << place.column << ':';
  out << ' ';
}

void printLine(llvm::raw_ostream &out, const SourceText &source, SpecPlace place) {
  if (place.line == 0)
    return;
  SourceLine shownLine = source.lineForTerminal(place);
  out << shownLine.text << '\n' << std::string(shownLine.caretColumn, ' ') << "^\n";
}

} // namespace

void Diagnostics::print(const SourceText &source, const Diagnostic &diagnostic) {
  printPlace(out, source.file(), diagnostic.place);
  out << "error: " << diagnostic.message << " [" << diagnostic.id << "]\n";
  printLine(out, source, diagnostic.place);
  for (const DiagnosticNote &note : diagnostic.notes) {
    if (note.place.line > 0)
      printPlace(out, source.file(), note.place);
    out << "note: " << note.text << '\n';
    printLine(out, source, note.place);
  }
  if (!diagnostic.hint.empty())
    out << "hint: " << diagnostic.hint << '\n';
}

void Diagnostics::report(const SourceText &source, DiagnosticList found) {
  std::stable_sort(found.begin(), found.end(), [](const Diagnostic &a, const Diagnostic &b) {
    return std::make_pair(a.place.line, a.place.column) < std::make_pair(b.place.line, b.place.column);
  });
  errors += int(found.size());
  for (size_t i = 0; i < std::min(found.size(), mostShown); ++i)
    print(source, found[i]);
  if (found.size() > mostShown)
    out << escapeText(source.file()) << ": note: " << found.size() - mostShown << " more errors are not shown\n";
}

void Diagnostics::error(llvm::StringRef where, const Diagnostic &diagnostic) {
  ++errors;
  print(SourceText(where.str(), ""), diagnostic);
}

} // namespace resnetc
