// SpecTree: a spec's YAML as a small tree of words with places, before any key is understood.
#pragma once
#include "frontend/spec/Diagnostics.h"
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace resnetc {

struct SpecNode {
  enum class Kind { Empty, Word, List, Mapping };
  Kind kind = Kind::Empty;
  SpecPlace place;
  std::string word;            ///< of a Word, without its quotes
  bool quoted = false;         ///< "224" is text, 224 is a number
  std::vector<SpecNode> items; ///< of a List; of a Mapping the values
  std::vector<SpecNode> keys;  ///< of a Mapping, one per item, each a Word
};

/// Parses text that scanText() let pass. On an error appends it to `found` and returns nothing.
std::optional<SpecNode> parseTree(const SourceText &source, DiagnosticList &found);

} // namespace resnetc
