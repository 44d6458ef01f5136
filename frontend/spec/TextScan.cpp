// TextScan: a small lexer that knows just enough of YAML to count nesting and to find what
// a spec may not hold. Where it and YAML disagree, it is the stricter one.
#include "frontend/spec/TextScan.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include <algorithm>

namespace resnetc {
namespace {

/// Bounds nesting even where what this lexer takes for a quoted word is none to the parser.
constexpr size_t mostBrackets = 2000;

bool endsWord(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool isFlowMark(char c) { return llvm::StringRef(",[]{}").contains(c); }

class Scanner {
public:
  explicit Scanner(const SourceText &text) : source(text), bytes(text.text()) {}

  std::optional<Diagnostic> scan() {
    while (!wrong && at < bytes.size())
      scanToken();
    return wrong;
  }

private:
  char peek(size_t ahead = 0) const { return at + ahead < bytes.size() ? bytes[at + ahead] : '\n'; }
  bool atLineStart() const { return at == 0 || bytes[at - 1] == '\n' || bytes[at - 1] == '\r'; }
  size_t column() const { return at - lineStart; }

  void refuse(llvm::StringRef id, llvm::StringRef message, llvm::StringRef hint = "") {
    if (!wrong)
      wrong = Diagnostic{id.str(), "", source.placeAt(at), message.str(), {}, hint.str()};
  }

  void scanToken() {
    if (atLineStart()) {
      lineStart = at;
      indentKnown = false;
      if (scanDocumentMark())
        return;
    }
    const char c = peek();
    if (endsWord(c)) {
      ++at;
    } else if (c == '#') {
      skipLine();
    } else {
      contentSeen = true;
      if (documentEnded)
        return refuse("spec-documents", "a spec is one document, but text follows its end", "one file for each net");
      noteIndent();
      scanContent(c);
    }
  }

  /// `---`, `...` and `%` at the front of a line.
  bool scanDocumentMark() {
    if (peek() == '%') {
      refuse("spec-directive", "a spec has no YAML directives", "leave the line out");
      return true;
    }
    const llvm::StringRef mark = bytes.substr(at, 3);
    if ((mark != "---" && mark != "...") || !endsWord(peek(3)))
      return false;
    if (mark == "---" && (contentSeen || documentEnded)) {
      refuse("spec-documents", "a spec is one document, but a second one starts here", "one file for each net");
      return true;
    }
    documentEnded = documentEnded || mark == "...";
    contentSeen = true;
    at += 3;
    return true;
  }

  void scanContent(char c) {
    switch (c) {
    case '[':
    case '{':
      ++flowDepth;
      noteNesting();
      ++at;
      break;
    case ']':
    case '}':
      flowDepth -= flowDepth > 0;
      ++at;
      break;
    case ',':
      ++at;
      break;
    case '&':
      refuse("spec-anchor", "a spec has no anchors", "write the value out at each place");
      break;
    case '*':
      refuse("spec-alias", "a spec has no aliases", "write the value out at each place");
      break;
    case '!':
      refuse("spec-tag", "a spec has no tags", "leave the tag out: the key gives the type");
      break;
    case '\'':
    case '"':
      scanQuoted(c);
      break;
    default:
      scanPlain(c);
    }
  }

  /// A marker with a space after it, a text block or a word.
  void scanPlain(char c) {
    if ((c == '|' || c == '>') && flowDepth == 0)
      return refuse("spec-text-block", "a spec has no text blocks", "write the value on the key's line");
    if (c == ':' || ((c == '-' || c == '?') && endsWord(peek(1)))) {
      ++at;
      indentKnown = indentKnown && c == ':'; // "- - a" nests once more
      return;
    }
    for (; !endsPlain(); ++at) {
    }
  }

  bool endsPlain() const {
    const char c = peek();
    if (at >= bytes.size() || c == '\n' || c == '\r' || (flowDepth > 0 && isFlowMark(c)))
      return true;
    if (c == ':')
      return endsWord(peek(1)) || (flowDepth > 0 && isFlowMark(peek(1)));
    return (c == ' ' || c == '\t') && peek(1) == '#';
  }

  void scanQuoted(char quote) {
    const size_t opening = at++;
    while (at < bytes.size() && bytes[at] != quote && bytes[at] != '\n' && bytes[at] != '\r')
      at += quote == '"' && bytes[at] == '\\' && at + 1 < bytes.size() ? 2 : 1;
    if (at < bytes.size() && bytes[at] == quote) {
      ++at;
      return;
    }
    at = opening;
    refuse("spec-quote", "the quote is not closed on its line", std::string("end the word with ") + quote);
  }

  /// Block nesting: one level for every column at which something starts deeper than before.
  void noteIndent() {
    if (flowDepth > 0 || indentKnown)
      return;
    indentKnown = true;
    const llvm::StringRef indent = bytes.slice(lineStart, at);
    if (const size_t tab = indent.find('\t'); tab != llvm::StringRef::npos && indent.trim(" \t").empty()) {
      at = lineStart + tab;
      return refuse("spec-tab", "a tab cannot indent", "use spaces");
    }
    while (!indents.empty() && indents.back() > column())
      indents.pop_back();
    if (indents.empty() || indents.back() < column())
      indents.push_back(column());
    noteNesting();
  }

  void noteNesting() {
    if (indents.size() + flowDepth > mostSpecNesting + 1) // the file's own mapping is no nesting
      refuseNesting();
  }
  void refuseNesting() {
    refuse("spec-nesting", "the nesting is deeper than 32 levels",
           "a spec needs four: train, callbacks, one callback, its values");
  }

  void skipLine() {
    while (at < bytes.size() && bytes[at] != '\n' && bytes[at] != '\r')
      ++at;
  }

  const SourceText &source;
  llvm::StringRef bytes;
  size_t at = 0, lineStart = 0;
  size_t flowDepth = 0;
  std::vector<size_t> indents;
  bool indentKnown = false, contentSeen = false, documentEnded = false;
  std::optional<Diagnostic> wrong;
};

std::string byteText(char byte) {
  return std::string("0x") + llvm::hexdigit(uint8_t(byte) >> 4) + llvm::hexdigit(uint8_t(byte) & 15);
}

std::optional<Diagnostic> findBadBytes(const SourceText &source) {
  const llvm::StringRef bytes = source.text();
  const auto *next = reinterpret_cast<const llvm::UTF8 *>(bytes.begin());
  const bool legal = llvm::isLegalUTF8String(&next, reinterpret_cast<const llvm::UTF8 *>(bytes.end()));
  const size_t valid = legal ? bytes.size() : size_t(next - reinterpret_cast<const llvm::UTF8 *>(bytes.begin()));
  auto isControl = [](char c) { return uint8_t(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; };
  const char *control = std::find_if(bytes.begin(), bytes.begin() + valid, isControl);
  if (control != bytes.begin() + valid)
    return Diagnostic{"spec-control-character",
                      "",
                      source.placeAt(control),
                      "a spec is text, but here is the byte " + byteText(*control),
                      {},
                      "is this the right file, saved as UTF-8?"};
  if (!legal)
    return Diagnostic{"spec-encoding",
                      "",
                      source.placeAt(valid),
                      "a spec is UTF-8, but here is the byte " + byteText(bytes[valid]),
                      {},
                      "is this the right file, saved as UTF-8?"};
  return std::nullopt;
}

std::optional<Diagnostic> findTooManyBrackets(const SourceText &source) {
  size_t count = 0;
  for (const char &c : source.text())
    if ((c == '[' || c == '{') && ++count > mostBrackets)
      return Diagnostic{"spec-brackets",  "", source.placeAt(&c), "there are more than 2000 brackets", {},
                        "is this a spec?"};
  return std::nullopt;
}

} // namespace

std::optional<Diagnostic> scanText(const SourceText &source) {
  if (source.text().size() > mostSpecBytes)
    return Diagnostic{"spec-file-size",
                      "",
                      {},
                      "the file is larger than 1 MiB",
                      {},
                      "is this a spec? Weights are given with --weights"};
  if (std::optional<Diagnostic> bad = findBadBytes(source))
    return bad;
  if (std::optional<Diagnostic> wrong = Scanner(source).scan())
    return wrong;
  return findTooManyBrackets(source);
}

} // namespace resnetc
