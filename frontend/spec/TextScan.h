// TextScan: what a spec's bytes must satisfy before a YAML parser sees them. llvm::yaml
// recurses once per nesting level and expands aliases, so a hostile file is stopped here.
#pragma once
#include "frontend/spec/Diagnostics.h"
#include <optional>

namespace resnetc {

constexpr size_t mostSpecBytes = 1 << 20;
constexpr size_t mostSpecNesting = 32;

/// The first thing in the text that a spec may not hold: more than 1 MiB, bad UTF-8, control
/// characters, nesting deeper than 32, a second document, directives, anchors, aliases, tags,
/// text blocks, a quoted word that runs over its line. Time and memory are linear in the size.
std::optional<Diagnostic> scanText(const SourceText &source);

} // namespace resnetc
