// KeyReader: what each kind of value may look like, and the words for one that does not.
#include "frontend/spec/KeyReader.h"
#include "frontend/spec/KeyTable.h"
#include "frontend/spec/Suggestion.h"
#include "llvm/ADT/StringExtras.h"
#include <charconv>
#include <cmath>

namespace resnetc {
namespace {

/// Far above what is shown; keeps the memory of a hostile file small.
constexpr size_t mostCollected = 1000;

/// The last key of a path, as the user wrote it: "stages[2].blocks" is `blocks`.
std::string keyOf(llvm::StringRef path) {
  return "`" + path.rsplit('.').second.str() + (path.contains('.') ? "" : path.str()) + "`";
}

/// Digits with an optional sign; no leading zero, which other readers of YAML take for octal.
bool looksLikeInteger(llvm::StringRef word) {
  if (!word.consume_front("-"))
    word.consume_front("+");
  const bool digits = !word.empty() && llvm::all_of(word, llvm::isDigit);
  return digits && (word.size() == 1 || word.front() != '0');
}

bool looksLikeNumber(llvm::StringRef word) {
  return !word.empty() && word.find_first_not_of("+-.eE0123456789") == llvm::StringRef::npos &&
         word.find_first_of("0123456789") != llvm::StringRef::npos;
}

bool looksNotFinite(llvm::StringRef word) {
  const std::string bare = word.ltrim("+-.").lower();
  return bare == "nan" || bare == "inf" || bare == "infinity";
}

/// Where a key that is unknown here is known: "train" for `epochs`, the least deep place if
/// there are several; empty for the file itself.
std::optional<std::string> ownerOf(llvm::StringRef key) {
  std::optional<llvm::StringRef> best;
  for (const SpecKey &known : specKeys()) {
    const size_t dot = known.path.rfind('.');
    const bool atTop = dot == llvm::StringRef::npos;
    if (known.path.contains("[]") || known.path.substr(atTop ? 0 : dot + 1) != key)
      continue;
    const llvm::StringRef owner = atTop ? "" : known.path.take_front(dot);
    if (!best || owner.count('.') + !owner.empty() < best->count('.') + !best->empty())
      best = owner;
  }
  if (!best)
    return std::nullopt;
  return best->str();
}

} // namespace

std::string joinPath(llvm::StringRef parent, llvm::StringRef key) {
  return parent.empty() ? key.str() : (parent + "." + key).str();
}

void KeyReader::refuse(llvm::StringRef id, const std::string &path, SpecPlace place, std::string message,
                       std::string hint, std::vector<DiagnosticNote> notes) {
  if (found.size() < mostCollected)
    found.push_back({id.str(), path, place, std::move(message), std::move(notes), std::move(hint)});
}

void KeyReader::refuseUnknownKey(const SpecNode &key, const std::string &path, llvm::ArrayRef<Key> keys) {
  if (found.size() >= mostCollected) // a suggestion costs time
    return;
  std::vector<llvm::StringRef> names;
  for (const Key &known : keys)
    names.push_back(known.name);
  const llvm::StringRef nearest = nearestWord(key.word, names);
  std::string hint = suggestWord(key.word, names);
  if (nearest.empty())
    if (std::optional<std::string> owner = ownerOf(key.word))
      hint = "'" + key.word + "' belongs " + (owner->empty() ? "at the top of the file" : "under `" + *owner + "`");
  const std::string where = path.empty() ? "a spec" : keyOf(path);
  refuse("spec-unknown-key", joinPath(path, nearest.empty() ? "?" : nearest), key.place,
         where + " has no key " + shown(key.word), std::move(hint));
}

void KeyReader::readMapping(const SpecNode &node, const std::string &path, llvm::ArrayRef<Key> keys) {
  if (node.kind != SpecNode::Kind::Mapping) {
    const bool empty = node.kind == SpecNode::Kind::Empty;
    return refuse("spec-not-a-mapping", path, node.place,
                  keyOf(path) + (empty ? " is empty" : " holds keys with values"),
                  "as in {" + keys.front().name.str() + ": ...}");
  }
  std::vector<const SpecNode *> seen(keys.size(), nullptr);
  for (size_t i = 0; i < node.keys.size(); ++i) {
    const SpecNode &key = node.keys[i];
    auto known = llvm::find_if(keys, [&](const Key &candidate) { return candidate.name == key.word; });
    if (known == keys.end()) {
      refuseUnknownKey(key, path, keys);
      continue;
    }
    const SpecNode *&first = seen[known - keys.begin()];
    const std::string keyPath = joinPath(path, key.word);
    if (first) {
      refuse("spec-duplicate-key", keyPath, key.place, keyOf(keyPath) + " is written twice", "keep one of them",
             {{first->place, "the first one is here"}});
      continue;
    }
    first = &key;
    source.values[keyPath] = node.items[i].place;
    known->set(node.items[i], keyPath);
  }
}

bool KeyReader::expectList(const SpecNode &node, const std::string &path, llvm::StringRef hint) {
  if (node.kind == SpecNode::Kind::List)
    return true;
  const bool empty = node.kind == SpecNode::Kind::Empty;
  refuse("spec-not-a-list", path, node.place, keyOf(path) + (empty ? " is empty" : " is a list"), hint.str());
  return false;
}

bool KeyReader::expectWord(const SpecNode &node, const std::string &path, llvm::StringRef hint) {
  if (node.kind == SpecNode::Kind::Word)
    return true;
  if (node.kind == SpecNode::Kind::Empty)
    refuse("spec-empty-value", path, node.place, keyOf(path) + " has no value", hint.str());
  else
    refuse("spec-not-a-value", path, node.place, keyOf(path) + " is one value, no list and no keys", hint.str());
  return false;
}

std::optional<size_t> KeyReader::readChoice(const SpecNode &node, const std::string &path,
                                            llvm::ArrayRef<llvm::StringRef> words) {
  if (!expectWord(node, path, suggestWord("", words)))
    return std::nullopt;
  auto match = llvm::find(words, llvm::StringRef(node.word));
  if (match != words.end())
    return match - words.begin();
  refuse("spec-unknown-word", path, node.place, keyOf(path) + " cannot be " + shown(node.word),
         suggestWord(node.word, words));
  return std::nullopt;
}

KeyReader::Setter KeyReader::oneOf(std::string &target, llvm::ArrayRef<llvm::StringRef> words) {
  return [this, &target, words](const SpecNode &node, const std::string &path) {
    if (std::optional<size_t> index = readChoice(node, path, words))
      target = words[*index].str();
  };
}

KeyReader::Setter KeyReader::integer(int64_t &target) {
  return [this, &target](const SpecNode &node, const std::string &path) {
    if (!expectWord(node, path, "a whole number"))
      return;
    llvm::StringRef word = node.word;
    int64_t value = 0;
    if (node.quoted || !looksLikeInteger(word))
      return refuse("spec-not-an-integer", path, node.place, keyOf(path) + " is a whole number, not " + shown(word),
                    node.quoted && looksLikeInteger(word) ? "take the quotes off" : "decimal digits only");
    word.consume_front("+");
    if (word.getAsInteger(10, value))
      return refuse("spec-number-size", path, node.place, shown(word) + " is beyond the range of numbers");
    target = value;
  };
}

bool KeyReader::readNumber(const SpecNode &node, const std::string &path, double &target) {
  if (!expectWord(node, path, "a number"))
    return false;
  llvm::StringRef word = node.word;
  if (!node.quoted && looksNotFinite(word)) {
    refuse("spec-not-finite", path, node.place, keyOf(path) + " cannot be " + shown(word), "a finite number");
    return false;
  }
  word.consume_front("+");
  double value = 0;
  auto [end, error] = std::from_chars(word.begin(), word.end(), value);
  if (node.quoted || !looksLikeNumber(word) || error == std::errc::invalid_argument || end != word.end()) {
    refuse("spec-not-a-number", path, node.place, keyOf(path) + " is a number, not " + shown(node.word),
           node.quoted && looksLikeNumber(word) ? "take the quotes off" : "as in 0.001 or 1e-3");
    return false;
  }
  if (error == std::errc::result_out_of_range) {
    refuse("spec-number-size", path, node.place, shown(node.word) + " is beyond the range of numbers");
    return false;
  }
  target = value;
  return true;
}

KeyReader::Setter KeyReader::number(double &target) {
  return [this, &target](const SpecNode &node, const std::string &path) { readNumber(node, path, target); };
}

KeyReader::Setter KeyReader::numbers(std::vector<double> &target) {
  return [this, &target](const SpecNode &node, const std::string &path) {
    constexpr size_t mostNumbers = 16; // more is a length that SpecCheck refuses; it need not be read
    if (!expectList(node, path, "one number for each channel, as in [0.5, 0.5, 0.5]"))
      return;
    target.assign(node.items.size(), 0.0);
    for (size_t i = 0; i < std::min(node.items.size(), mostNumbers); ++i) {
      const std::string itemPath = path + "[" + std::to_string(i) + "]";
      source.values[itemPath] = node.items[i].place;
      readNumber(node.items[i], itemPath, target[i]);
    }
  };
}

KeyReader::Setter KeyReader::flag(bool &target) {
  return [this, &target](const SpecNode &node, const std::string &path) {
    static const llvm::StringRef words[] = {"true", "false"};
    if (!expectWord(node, path, "true or false"))
      return;
    if (node.quoted || (node.word != words[0] && node.word != words[1]))
      return refuse("spec-not-a-flag", path, node.place, keyOf(path) + " is true or false, not " + shown(node.word));
    target = node.word == words[0];
  };
}

KeyReader::Setter KeyReader::text(std::string &target) {
  return [this, &target](const SpecNode &node, const std::string &path) {
    if (expectWord(node, path, "a word"))
      target = node.word;
  };
}

} // namespace resnetc
