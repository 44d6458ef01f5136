// ClassNames: see ClassNames.h.
#include "runtime/net/ClassNames.h"
#include "runtime/images/PrintableName.h"
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

using Json = nlohmann::json;
using Names = std::vector<std::string>;

constexpr uintmax_t maxFileBytes = 64 << 20;

/// Thrown inside this file only; readClassNames adds the file's name.
struct BadNames : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string nameOfEntry(const Json &entry) {
  if (entry.is_string())
    return entry.get<std::string>();
  if (entry.is_array() && !entry.empty() && entry.back().is_string())
    return entry.back().get<std::string>();
  throw BadNames("a class's name is neither a text nor a list that ends in one");
}

void checkCount(size_t names, int classes) {
  if (names != size_t(classes))
    throw BadNames("it has " + std::to_string(names) + " names, the net has " + std::to_string(classes) + " classes");
}

/// Either direction: index to name, or (Keras's class_indices) name to index.
Names namesOfObject(const Json &object, int classes) {
  checkCount(object.size(), classes);
  Names names(static_cast<size_t>(classes));
  std::vector<bool> given(names.size());
  for (const auto &[key, value] : object.items()) {
    bool nameFirst = value.is_number_integer();
    std::string index = nameFirst ? value.dump() : key;
    bool digits = !index.empty() && index.size() < 10 && index.find_first_not_of("0123456789") == std::string::npos;
    size_t at = digits ? std::stoul(index) : names.size();
    if (at >= names.size())
      throw BadNames("\"" + printableText(index) + "\" is not the number of a class (0 to " +
                     std::to_string(classes - 1) + ")");
    if (given[at])
      throw BadNames("class " + index + " has two names");
    given[at] = true;
    names[at] = nameFirst ? key : nameOfEntry(value);
  }
  return names;
}

Names namesOfJson(const std::string &text, int classes) {
  // Depth is checked while parsing: a list in an object is the deepest of the forms.
  auto shallow = [](int depth, Json::parse_event_t, Json &) {
    if (depth > 4)
      throw BadNames("it is nested too deeply for a list of names");
    return true;
  };
  Json json = Json::parse(text, shallow);
  if (json.is_object())
    return namesOfObject(json, classes);
  checkCount(json.size(), classes);
  Names names;
  for (const Json &entry : json)
    names.push_back(nameOfEntry(entry));
  return names;
}

bool isUtf8(const std::string &text) {
  try {
    Json(text).dump();
    return true;
  } catch (const Json::type_error &) {
    return false;
  }
}

Names namesOfLines(const std::string &text, int classes) {
  Names names;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    line.erase(line.find_last_not_of(" \t\r") + 1);
    names.push_back(line);
    at = end + 1;
  }
  while (!names.empty() && names.back().empty())
    names.pop_back();
  checkCount(names.size(), classes);
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i].empty() || !isUtf8(names[i]))
      throw BadNames("line " + std::to_string(i + 1) + (names[i].empty() ? " is empty" : " is not UTF-8"));
  return names;
}

std::string readText(const fs::path &file) {
  if (!fs::is_regular_file(file))
    throw BadNames(fs::exists(file) ? "not a regular file" : "no such file");
  if (fs::file_size(file) > maxFileBytes)
    throw BadNames("larger than any list of class names");
  std::ifstream stream(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream)
    throw BadNames("cannot be read");
  if (text.compare(0, 3, "\xef\xbb\xbf") == 0)
    text.erase(0, 3);
  return text;
}

} // namespace

Outcome<Names> readClassNames(const fs::path &file, int classes) {
  std::string problem;
  try {
    std::string text = readText(file);
    size_t first = text.find_first_not_of(" \t\r\n");
    bool json = first != std::string::npos && (text[first] == '[' || text[first] == '{');
    return json ? namesOfJson(text, classes) : namesOfLines(text, classes);
  } catch (const Json::parse_error &error) {
    problem = "not well-formed JSON at byte " + std::to_string(error.byte);
  } catch (const std::exception &error) {
    problem = error.what();
  }
  return Failure{Blame::User, printableName(file) + ": " + problem};
}

fs::path findClassNames(const fs::path &folder) {
  for (const char *name : {"classes.txt", "classes.json"}) {
    std::error_code ignored;
    if (fs::exists(folder / name, ignored))
      return folder / name;
  }
  return {};
}

} // namespace resnetc
