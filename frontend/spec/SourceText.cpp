// SourceText: lines, places and the escaping of bytes that a terminal must not get.
#include "frontend/spec/SourceText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"
#include <algorithm>

namespace resnetc {
namespace {

constexpr size_t bytesAroundCaret = 70;

/// Length of the valid, printable UTF-8 character at the front, 0 if there is none.
size_t printableLength(llvm::StringRef bytes) {
  const auto *begin = reinterpret_cast<const llvm::UTF8 *>(bytes.data());
  const llvm::UTF8 *next = begin;
  llvm::UTF32 character = 0;
  if (llvm::convertUTF8Sequence(&next, begin + bytes.size(), &character, llvm::strictConversion) != llvm::conversionOK)
    return 0;
  return llvm::sys::unicode::isPrintable(int(character)) ? size_t(next - begin) : 0;
}

/// Moves a cut backwards until it does not split a UTF-8 character.
size_t characterStart(llvm::StringRef bytes, size_t offset) {
  for (int i = 0; i < 3 && offset > 0 && offset < bytes.size() && (bytes[offset] & 0xC0) == 0x80; ++i)
    --offset;
  return offset;
}

} // namespace

std::string escapeText(llvm::StringRef bytes) {
  std::string result;
  while (!bytes.empty()) {
    size_t length = printableLength(bytes);
    if (length > 0) {
      result += bytes.take_front(length);
    } else {
      length = 1;
      const auto byte = uint8_t(bytes.front());
      result += {'\\', 'x', llvm::hexdigit(byte >> 4), llvm::hexdigit(byte & 15)};
    }
    bytes = bytes.drop_front(length);
  }
  return result;
}

std::string shown(llvm::StringRef word) {
  constexpr size_t mostBytes = 64;
  if (word.size() <= mostBytes)
    return "'" + escapeText(word) + "'";
  return "'" + escapeText(word.take_front(characterStart(word, mostBytes))) + "...'";
}

SourceText::SourceText(std::string file, llvm::StringRef bytes) : fileName(std::move(file)) {
  bytes.consume_front("\xEF\xBB\xBF");
  contents = bytes.str();
  lineStarts.push_back(0);
  for (size_t i = 0; i < contents.size(); ++i) {
    const bool endsLine =
        contents[i] == '\n' || (contents[i] == '\r' && (i + 1 == contents.size() || contents[i + 1] != '\n'));
    if (endsLine)
      lineStarts.push_back(i + 1);
  }
}

SpecPlace SourceText::placeAt(size_t offset) const {
  offset = std::min(offset, contents.size());
  auto line = std::upper_bound(lineStarts.begin(), lineStarts.end(), offset) - lineStarts.begin();
  return {int(line), int(offset - lineStarts[line - 1]) + 1};
}

SourceLine SourceText::lineForTerminal(SpecPlace place) const {
  const size_t index = size_t(place.line) - 1;
  const size_t start = lineStarts[index];
  const size_t end = index + 1 < lineStarts.size() ? lineStarts[index + 1] : contents.size();
  std::string line = text().slice(start, end).rtrim("\r\n").str();
  std::replace(line.begin(), line.end(), '\t', ' '); // one column, as the caret counts it

  const size_t caret = std::min(size_t(place.column) - 1, line.size());
  const size_t from = caret > bytesAroundCaret ? characterStart(line, caret - bytesAroundCaret) : 0;
  const size_t to = characterStart(line, std::min(line.size(), caret + bytesAroundCaret));
  const std::string before = (from > 0 ? "..." : "") + escapeText(llvm::StringRef(line).slice(from, caret));
  const std::string after = escapeText(llvm::StringRef(line).slice(caret, to)) + (to < line.size() ? "..." : "");
  return {before + after, size_t(std::max(0, llvm::sys::unicode::columnWidthUTF8(before)))};
}

} // namespace resnetc
