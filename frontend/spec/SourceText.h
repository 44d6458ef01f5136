// SourceText: a user's text, its lines and places, and how it is shown on a terminal.
#pragma once
#include "frontend/spec/Spec.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace resnetc {

/// A line as it is printed below an error.
struct SourceLine {
  std::string text;       ///< escaped; a long line is cut to the part around the place
  size_t caretColumn = 0; ///< terminal columns before the place
};

/// Lines end with LF, CRLF or CR. A byte-order mark at the front belongs to no line.
class SourceText {
public:
  SourceText(std::string fileName, llvm::StringRef bytes);

  const std::string &file() const { return fileName; }
  llvm::StringRef text() const { return contents; }

  /// Offsets past the end give the end. Columns count bytes, from 1.
  SpecPlace placeAt(size_t offset) const;
  /// For a pointer into text().
  SpecPlace placeAt(const char *pointer) const { return placeAt(size_t(pointer - contents.data())); }

  SourceLine lineForTerminal(SpecPlace place) const;

private:
  std::string fileName, contents;
  std::vector<size_t> lineStarts;
};

/// Replaces what is not printable UTF-8 (control characters, bad bytes, marks that turn the
/// direction of text) by \xNN, so that a message cannot steer the terminal.
std::string escapeText(llvm::StringRef bytes);

/// The user's word in quotes, escaped, cut after 64 bytes: for messages.
std::string shown(llvm::StringRef word);

} // namespace resnetc
