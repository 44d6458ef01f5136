#include "ir/machine/KernelKey.h"
#include "ir/machine/KernelSchema.h"
#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace resnetc {
namespace {

std::vector<std::string_view> splitAt(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t start = 0;;) {
    const size_t end = text.find(separator, start);
    parts.push_back(text.substr(start, end - start));
    if (end == std::string_view::npos)
      return parts;
    start = end + 1;
  }
}

/// Digits only, no sign, no leading zero: one spelling for each value.
std::optional<int64_t> parseInteger(std::string_view text) {
  int64_t value = 0;
  const char *end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc() || rest != end || value < 0 || std::to_string(value) != text)
    return std::nullopt;
  return value;
}

std::string printReal(double value) {
  char digits[32];
  const auto [end, fault] = std::to_chars(digits, digits + sizeof digits, value);
  assert(fault == std::errc());
  return std::string(digits, end);
}

std::optional<double> parseReal(std::string_view text) {
  double value = 0;
  const char *end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc() || rest != end || !std::isfinite(value) || printReal(value) != text)
    return std::nullopt;
  return value;
}

bool isWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool isReals(std::string_view text) {
  const auto parts = splitAt(text, ',');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) { return parseReal(part).has_value(); });
}

/// What a value of this kind looks like, if `text` does not; else nothing.
std::string faultOf(FieldKind kind, std::string_view text) {
  switch (kind) {
  case FieldKind::Integer:
    return parseInteger(text) ? "" : "a whole number";
  case FieldKind::Flag:
    return text == "0" || text == "1" ? "" : "0 or 1";
  case FieldKind::Real:
    return parseReal(text) ? "" : "a number in its shortest form";
  case FieldKind::Reals:
    return isReals(text) ? "" : "numbers in their shortest form, separated by commas";
  case FieldKind::Word:
    return isWord(text) ? "" : "a word of lower case letters and digits";
  case FieldKind::Layout:
    return Layout::parse(text) ? "" : "a layout such as f32:nhwc+1";
  case FieldKind::Padding:
    return Padding::parse(text) ? "" : "four numbers such as 1,1,1,1";
  case FieldKind::Tile:
    return RegisterTile::parse(text) ? "" : "a tile such as 4x6";
  }
  return "";
}

const KernelSchema &schemaOf(const std::string &operation) {
  const KernelSchema *schema = findSchema(operation);
  if (!schema)
    throw std::logic_error("no kernels are known for operation " + operation);
  return *schema;
}

size_t firstChoice(const KernelSchema &schema) {
  for (size_t i = 0; i < schema.fields.size(); ++i)
    if (schema.fields[i].name == "algorithm")
      return i;
  throw std::logic_error("schema without an algorithm");
}

/// FNV-1a, folded to 32 bits: tells kernels of one shape apart in a symbol.
uint32_t hashOf(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const unsigned char c : text)
    hash = (hash ^ c) * 0x100000001b3u;
  return uint32_t(hash ^ (hash >> 32));
}

/// Reads `name=value` if it is the given field's.
std::string readField(const KernelField &field, std::string_view word, std::string &value) {
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos || word.substr(0, equals) != field.name)
    return "expected " + std::string(field.name) + "=..., got '" + std::string(word) + "'";
  value = word.substr(equals + 1);
  const std::string expected = faultOf(field.kind, value);
  return expected.empty() ? "" : std::string(field.name) + "='" + value + "' is not " + expected;
}

} // namespace

std::string Layout::print() const {
  return element + (channelsFirst ? ":nchw" : ":nhwc") + (halo ? "+" + std::to_string(halo) : "");
}

std::optional<Layout> Layout::parse(std::string_view text) {
  Layout layout;
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos)
    return std::nullopt;
  layout.element = text.substr(0, colon);
  if (layout.element != "f32" && layout.element != "u8")
    return std::nullopt;
  const std::string_view order = text.substr(colon + 1, 4), rest = text.substr(std::min(colon + 5, text.size()));
  layout.channelsFirst = order == "nchw";
  if (order != "nhwc" && order != "nchw")
    return std::nullopt;
  if (!rest.empty()) {
    const auto halo = rest[0] == '+' ? parseInteger(rest.substr(1)) : std::nullopt;
    if (!halo || *halo == 0)
      return std::nullopt;
    layout.halo = *halo;
  }
  return layout;
}

int64_t Padding::largest() const { return std::max({top, left, bottom, right}); }

std::string Padding::print() const {
  return std::to_string(top) + ',' + std::to_string(left) + ',' + std::to_string(bottom) + ',' + std::to_string(right);
}

std::optional<Padding> Padding::parse(std::string_view text) {
  const auto parts = splitAt(text, ',');
  if (parts.size() != 4)
    return std::nullopt;
  int64_t sides[4];
  for (size_t i = 0; i < 4; ++i) {
    const auto pixels = parseInteger(parts[i]);
    if (!pixels)
      return std::nullopt;
    sides[i] = *pixels;
  }
  return Padding{sides[0], sides[1], sides[2], sides[3]};
}

std::string RegisterTile::print() const { return std::to_string(vectors) + 'x' + std::to_string(pixels); }

std::optional<RegisterTile> RegisterTile::parse(std::string_view text) {
  const auto parts = splitAt(text, 'x');
  if (parts.size() != 2)
    return std::nullopt;
  const auto vectors = parseInteger(parts[0]), pixels = parseInteger(parts[1]);
  if (!vectors || !pixels || *vectors < 1 || *pixels < 1)
    return std::nullopt;
  return RegisterTile{*vectors, *pixels};
}

KernelKey::KernelKey(std::string_view operation)
    : operationName(operation), values(schemaOf(operationName).fields.size()) {}

bool KernelKey::isOperation(std::string_view name) { return findSchema(name) != nullptr; }

std::optional<KernelKey> KernelKey::parse(std::string_view text, std::string &error) {
  const auto words = splitAt(text, ' ');
  if (!isOperation(words[0])) {
    error = "unknown operation '" + std::string(words[0]) + "'";
    return std::nullopt;
  }
  KernelKey key(words[0]);
  const auto &fields = schemaOf(key.operationName).fields;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i + 1 >= words.size()) {
      error = "field " + std::string(fields[i].name) + " is missing";
      return std::nullopt;
    }
    error = readField(fields[i], words[i + 1], key.values[i]);
    if (!error.empty())
      return std::nullopt;
  }
  if (words.size() > fields.size() + 1) {
    error = "unexpected '" + std::string(words[fields.size() + 1]) + "' after the last field";
    return std::nullopt;
  }
  return key;
}

bool KernelKey::has(std::string_view field) const {
  const auto &fields = schemaOf(operationName).fields;
  return std::any_of(fields.begin(), fields.end(), [&](const KernelField &each) { return each.name == field; });
}

size_t KernelKey::indexOf(std::string_view field) const {
  const auto &fields = schemaOf(operationName).fields;
  for (size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == field)
      return i;
  throw std::logic_error("kernels of " + operationName + " have no field " + std::string(field));
}

KernelKey &KernelKey::set(std::string_view field, int64_t value) { return set(field, std::to_string(value)); }

KernelKey &KernelKey::set(std::string_view field, std::string_view value) {
  const size_t index = indexOf(field);
  assert(faultOf(schemaOf(operationName).fields[index].kind, value).empty() && "the value must be of the field's kind");
  values[index] = value;
  return *this;
}

KernelKey &KernelKey::set(std::string_view field, double value) { return set(field, printReal(value)); }

KernelKey &KernelKey::set(std::string_view field, const std::vector<double> &list) {
  std::string text;
  for (const double value : list)
    text += (text.empty() ? "" : ",") + printReal(value);
  return set(field, text);
}

int64_t KernelKey::integer(std::string_view field) const {
  const auto value = parseInteger(text(field));
  if (!value)
    throw std::logic_error("field " + std::string(field) + " of " + print() + " is no number");
  return *value;
}

double KernelKey::real(std::string_view field) const {
  const auto value = parseReal(text(field));
  if (!value)
    throw std::logic_error("field " + std::string(field) + " of " + print() + " is no number");
  return *value;
}

std::vector<double> KernelKey::reals(std::string_view field) const {
  std::vector<double> list;
  for (const std::string_view part : splitAt(text(field), ',')) {
    const auto value = parseReal(part);
    if (!value)
      throw std::logic_error("field " + std::string(field) + " of " + print() + " is no list of numbers");
    list.push_back(*value);
  }
  return list;
}

const std::string &KernelKey::text(std::string_view field) const { return values[indexOf(field)]; }

Layout KernelKey::layout(std::string_view field) const { return Layout::parse(text(field)).value(); }
Padding KernelKey::padding(std::string_view field) const { return Padding::parse(text(field)).value(); }
RegisterTile KernelKey::tile() const { return RegisterTile::parse(text("tile")).value(); }

int64_t KernelKey::outputHeight() const {
  const Padding pad = padding("pad");
  return (integer("h") + pad.top + pad.bottom - integer("r")) / integer("stride") + 1;
}

int64_t KernelKey::outputWidth() const {
  const Padding pad = padding("pad");
  return (integer("w") + pad.left + pad.right - integer("r")) / integer("stride") + 1;
}

std::string KernelKey::choice() const {
  const KernelSchema &schema = schemaOf(operationName);
  const size_t first = firstChoice(schema);
  std::string text = values[first];
  for (size_t i = first + 1; i < values.size(); ++i)
    if (schema.fields[i].name != "machine")
      text += ' ' + std::string(schema.fields[i].name) + '=' + values[i];
  return text;
}

std::string KernelKey::setChoice(std::string_view text) {
  const KernelSchema &schema = schemaOf(operationName);
  const auto words = splitAt(text, ' ');
  std::vector<std::string> chosen = values;
  size_t field = firstChoice(schema);
  for (size_t i = 0; i < words.size(); ++i, ++field) {
    if (field < chosen.size() && schema.fields[field].name == "machine")
      ++field;
    if (field >= chosen.size())
      return "unexpected '" + std::string(words[i]) + "' after the last field";
    const std::string word = (i == 0 ? "algorithm=" : "") + std::string(words[i]);
    const std::string wrong = readField(schema.fields[field], word, chosen[field]);
    if (!wrong.empty())
      return wrong;
  }
  for (; field < chosen.size(); ++field)
    if (schema.fields[field].name != "machine")
      return "field " + std::string(schema.fields[field].name) + " is missing";
  values = std::move(chosen);
  return "";
}

std::string KernelKey::print() const {
  const auto &fields = schemaOf(operationName).fields;
  std::string text = operationName;
  for (size_t i = 0; i < fields.size(); ++i)
    text += ' ' + std::string(fields[i].name) + '=' + values[i];
  return text;
}

std::string KernelKey::symbol() const {
  const auto part = [&](std::string_view field, const char *before) {
    return has(field) ? before + text(field) : std::string();
  };
  std::string name =
      "resnet_" + operationName + (has("h") ? part("h", "_") + part("w", "x") + part("c", "x") : part("c", "_c"));
  name += part("k", "_k") + part("r", "_r") + part("parts", "_p") + part("count", "_");
  if (has("n") && integer("n") > 1)
    name += part("n", "_n");
  char hash[16];
  std::snprintf(hash, sizeof hash, "_%08x", hashOf(print()));
  return name + part("algorithm", "_") + part("machine", "_") + hash;
}

} // namespace resnetc
