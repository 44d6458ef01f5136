// KeyReader: reads mappings and values of a SpecNode into plain variables by a table of keys,
// reporting unknown and duplicate keys and values of the wrong kind, and noting every place.
#pragma once
#include "frontend/spec/SpecTree.h"
#include "frontend/spec/SpecWords.h"
#include <functional>

namespace resnetc {

class KeyReader {
public:
  /// Reads one value; `path` is its key's, as in SpecSource::values.
  using Setter = std::function<void(const SpecNode &, const std::string &path)>;
  struct Key {
    llvm::StringRef name;
    Setter set;
  };

  KeyReader(SpecSource &specSource, DiagnosticList &list) : source(specSource), found(list) {}

  /// Calls the setter of each key in the order of the text. A value that is empty or no
  /// mapping is an error; a key that is unknown or written twice is one and is not read.
  void readMapping(const SpecNode &node, const std::string &path, llvm::ArrayRef<Key> keys);

  /// False, with an error, if the node is no list.
  bool expectList(const SpecNode &node, const std::string &path, llvm::StringRef hint);

  Setter integer(int64_t &target);
  Setter number(double &target);
  Setter numbers(std::vector<double> &target);
  Setter flag(bool &target);
  Setter text(std::string &target); ///< any word
  Setter oneOf(std::string &target, llvm::ArrayRef<llvm::StringRef> words);
  template <class Enum> Setter word(Enum &target) {
    return [this, &target](const SpecNode &node, const std::string &path) {
      std::vector<llvm::StringRef> words;
      for (const SpecWord<Enum> &entry : specWords(target))
        words.push_back(entry.word);
      if (std::optional<size_t> index = readChoice(node, path, words))
        target = specWords(target)[*index].value;
    };
  }

  /// Index of the node's word among `words`, or nothing after an error.
  std::optional<size_t> readChoice(const SpecNode &node, const std::string &path,
                                   llvm::ArrayRef<llvm::StringRef> words);

  void refuse(llvm::StringRef id, const std::string &path, SpecPlace place, std::string message, std::string hint = "",
              std::vector<DiagnosticNote> notes = {});

private:
  bool expectWord(const SpecNode &node, const std::string &path, llvm::StringRef hint);
  bool readNumber(const SpecNode &node, const std::string &path, double &target);
  void refuseUnknownKey(const SpecNode &key, const std::string &path, llvm::ArrayRef<Key> keys);

  SpecSource &source;
  DiagnosticList &found;
};

/// "stem.kernel" in "stem" of "kernel": paths as in SpecSource::values.
std::string joinPath(llvm::StringRef parent, llvm::StringRef key);

} // namespace resnetc
