// NpyHeader: see NpyHeader.h. The grammar: NumPy's documentation, numpy.lib.format.
#include "runtime/net/NpyHeader.h"
#include <algorithm>

namespace resnetc {
namespace {

/// Reads the dictionary from left to right; spaces are allowed between its words.
class HeaderText {
public:
  explicit HeaderText(std::string_view text) : rest(text) {}

  bool take(std::string_view word) {
    skipSpaces();
    if (rest.substr(0, word.size()) != word)
      return false;
    rest.remove_prefix(word.size());
    return true;
  }

  bool takeQuoted(std::string &value) {
    if (!take("'"))
      return false;
    size_t end = rest.find('\'');
    if (end == std::string_view::npos || end > 16)
      return false;
    value = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return true;
  }

  bool takeNumber(int64_t &value) {
    skipSpaces();
    size_t digits = 0;
    for (value = 0; digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9'; ++digits) {
      if (digits == 15)
        return false; // no array that fits a machine has a longer axis
      value = value * 10 + (rest[digits] - '0');
    }
    rest.remove_prefix(digits);
    return digits > 0;
  }

  bool atEnd() {
    skipSpaces();
    return rest == "\n";
  }

private:
  void skipSpaces() { rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size())); }
  std::string_view rest;
};

bool takeShape(HeaderText &text, std::vector<int64_t> &shape) {
  if (!text.take("("))
    return false;
  while (!text.take(")")) {
    int64_t length = 0;
    if (shape.size() == 32 || !text.takeNumber(length)) // NumPy has at most 32 axes
      return false;
    shape.push_back(length);
    if (!text.take(","))
      return text.take(")");
  }
  return true;
}

bool parseDictionary(std::string_view bytes, NpyHeader &header) {
  HeaderText text(bytes);
  if (!text.take("{") || !text.take("'descr'") || !text.take(":") || !text.takeQuoted(header.type) || !text.take(","))
    return false;
  if (!text.take("'fortran_order'") || !text.take(":"))
    return false;
  header.fortranOrder = text.take("True");
  if ((!header.fortranOrder && !text.take("False")) || !text.take(","))
    return false;
  if (!text.take("'shape'") || !text.take(":") || !takeShape(text, header.shape))
    return false;
  text.take(",");
  return text.take("}") && text.atEnd();
}

} // namespace

bool parseNpyHeader(std::string_view bytes, NpyHeader &header, std::string &why) {
  header = {};
  constexpr std::string_view magic = "\x93NUMPY";
  if (bytes.substr(0, magic.size()) != magic) {
    why = "not a NumPy array file (.npy)";
    return false;
  }
  auto byte = [&](size_t i) { return i < bytes.size() ? size_t(static_cast<unsigned char>(bytes[i])) : 0; };
  size_t version = byte(6), start = version == 1 ? 10 : 12;
  if (version < 1 || version > 2) {
    why = "version " + std::to_string(version) + " of the .npy format is not read";
    return false;
  }
  size_t length = byte(8) | byte(9) << 8;
  if (version == 2)
    length |= byte(10) << 16 | byte(11) << 24;
  if (start + length > bytes.size()) {
    why = "its header is cut short, or longer than any of NumPy's";
    return false;
  }
  if (!parseDictionary(bytes.substr(start, length), header)) {
    why = "its header is not one that numpy.save writes for plain numbers";
    return false;
  }
  header.dataOffset = int64_t(start + length);
  return true;
}

} // namespace resnetc
