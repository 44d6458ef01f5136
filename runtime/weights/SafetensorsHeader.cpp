// SafetensorsHeader: a state machine over the JSON parser's events, then the checks
// that need all tensors together.
#include "runtime/weights/SafetensorsHeader.h"
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace resnetc {
namespace {

using Json = nlohmann::json;
constexpr size_t mostTensors = 65536, mostDimensions = 8;

/// The only shape of JSON that a header has; the first thing else ends the parse.
class HeaderEvents final : public nlohmann::json_sax<Json> {
public:
  explicit HeaderEvents(SafetensorsHeader &result) : header(result) {}
  std::string sentence;

  bool start_object(size_t) override {
    if (++depth == 1)
      return true;
    return depth == 2 ? true : refuse("nests objects where a tensor is described");
  }
  bool end_object() override {
    if (--depth == 1 && !inMetadata && fields != allFields)
      return refuse("tensor \"" + tensor().name + "\" lacks dtype, shape or data_offsets");
    return true;
  }
  bool key(std::string &text) override { return depth == 1 ? startMember(text) : startField(text); }
  bool string(std::string &text) override {
    if (depth == 2 && inMetadata) {
      header.metadata.emplace_back(field, text);
      return true;
    }
    if (depth != 2 || field != "dtype" || inArray)
      return refuse("has a string where none belongs");
    tensor().type = text;
    return true;
  }
  bool start_array(size_t) override {
    if (depth != 2 || inMetadata || inArray || field == "dtype")
      return refuse("has a list where none belongs");
    inArray = true;
    numbers.clear();
    return true;
  }
  bool end_array() override {
    inArray = false;
    if (field == "shape") {
      tensor().shape.assign(numbers.begin(), numbers.end());
      return true;
    }
    if (numbers.size() != 2)
      return refuse("tensor \"" + tensor().name + "\" has data_offsets that are not two numbers");
    tensor().begin = numbers[0];
    tensor().end = numbers[1];
    return true;
  }
  bool number_unsigned(uint64_t value) override {
    if (!inArray || value > (uint64_t(1) << 62))
      return refuse("has a number where none belongs");
    if (numbers.size() == mostDimensions)
      return refuse("tensor \"" + tensor().name + "\" has more than 8 dimensions");
    numbers.push_back(value);
    return true;
  }
  bool number_integer(int64_t) override { return refuse("has a negative number"); }
  bool number_float(double, const std::string &) override { return refuse("has a number that is not an integer"); }
  bool null() override { return refuse("has a null"); }
  bool boolean(bool) override { return refuse("has a truth value"); }
  bool binary(binary_t &) override { return refuse("has binary data"); }
  bool parse_error(size_t position, const std::string &, const nlohmann::detail::exception &) override {
    return sentence.empty() ? refuse("is no JSON at byte " + std::to_string(position)) : false;
  }

private:
  enum Field { dtype = 1, shape = 2, offsets = 4, allFields = 7 };

  bool refuse(const std::string &what) {
    sentence = "is damaged: its header " + what;
    return false;
  }
  SafetensorsEntry &tensor() { return header.entries.back(); }

  bool startMember(const std::string &name) {
    if (!names.insert(name).second)
      return refuse("has \"" + name + "\" twice");
    inMetadata = name == "__metadata__";
    if (inMetadata)
      return true;
    if (header.entries.size() == mostTensors)
      return refuse("has more than 65536 tensors");
    header.entries.emplace_back();
    tensor().name = name;
    fields = 0;
    return true;
  }
  bool startField(const std::string &name) {
    field = name;
    if (inMetadata)
      return true;
    int bit = name == "dtype" ? dtype : name == "shape" ? shape : name == "data_offsets" ? offsets : 0;
    if (!bit || (fields & bit))
      return refuse("describes tensor \"" + tensor().name + "\" with an unknown or repeated key \"" + name + "\"");
    fields |= bit;
    return true;
  }

  SafetensorsHeader &header;
  std::set<std::string> names;
  std::string field;
  std::vector<uint64_t> numbers;
  int depth = 0, fields = 0;
  bool inMetadata = false, inArray = false;
};

std::string checkBytes(const SafetensorsEntry &entry) {
  int size = safetensorsElementBytes(entry.type);
  if (!size)
    return "is refused: tensor \"" + entry.name + "\" has the unknown type " + entry.type;
  uint64_t elements = 1;
  for (int64_t extent : entry.shape) {
    if (extent && elements > (uint64_t(1) << 60) / uint64_t(extent))
      return "is refused: tensor \"" + entry.name + "\" has a shape past 2^60 elements";
    elements *= uint64_t(extent);
  }
  if (entry.begin > entry.end || entry.end - entry.begin != elements * uint64_t(size))
    return "is damaged: the data of tensor \"" + entry.name + "\" do not have the bytes of its shape";
  return {};
}

} // namespace

int safetensorsElementBytes(const std::string &type) {
  static const std::pair<const char *, int> sizes[] = {
      {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1}, {"F8_E8M0", 1}, {"I16", 2}, {"U16", 2},
      {"F16", 2},  {"BF16", 2}, {"I32", 4}, {"U32", 4},     {"F32", 4},     {"F64", 8},     {"I64", 8}, {"U64", 8},
      {"C64", 8}};
  for (auto [name, bytes] : sizes)
    if (type == name)
      return bytes;
  return 0;
}

std::string parseSafetensorsHeader(const std::string &json, uint64_t dataBytes, SafetensorsHeader &header) {
  HeaderEvents events(header);
  if (!Json::sax_parse(json, &events))
    return events.sentence.empty() ? "is damaged: its header is no JSON" : events.sentence;
  std::stable_sort(header.entries.begin(), header.entries.end(), [](const auto &a, const auto &b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  uint64_t at = 0;
  for (const SafetensorsEntry &entry : header.entries) {
    std::string sentence = checkBytes(entry);
    if (!sentence.empty())
      return sentence;
    if (entry.begin != at)
      return "is damaged: the data of tensor \"" + entry.name + "\" leave a gap or overlap those before";
    at = entry.end;
  }
  if (at != dataBytes)
    return "is damaged or cut off: its tensors need " + std::to_string(at) + " bytes, it has " +
           std::to_string(dataBytes);
  return {};
}

} // namespace resnetc
