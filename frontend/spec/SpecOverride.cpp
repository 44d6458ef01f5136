// SpecOverride: each value is a small text of its own, hung into the tree at its key.
#include "frontend/spec/SpecOverride.h"
#include "frontend/spec/SpecCheck.h"
#include "frontend/spec/SpecConditions.h"
#include "frontend/spec/SpecKeys.h"
#include "frontend/spec/TextScan.h"

namespace resnetc {
namespace {

/// The value's tree, or nothing with an error in `found`.
std::optional<SpecNode> parseValue(const SpecOverride &value, DiagnosticList &found) {
  SourceText text(value.label, value.text);
  std::optional<SpecNode> node;
  if (std::optional<Diagnostic> bad = scanText(text))
    found.push_back(std::move(*bad));
  else if (text.text().trim(" \t\r\n").empty()) // llvm::yaml reads before the front of such a text
    found.push_back({"spec-empty-value", value.path, {}, "the value is empty", {}, ""});
  else
    node = parseTree(text, found);
  return node;
}

/// {train: {optimizer: {rate: value}}}
SpecNode hangInto(llvm::StringRef path, SpecNode value) {
  while (!path.empty()) {
    SpecNode key, mapping;
    auto [parent, last] = path.contains('.') ? path.rsplit('.') : std::make_pair(llvm::StringRef(), path);
    key.kind = SpecNode::Kind::Word;
    key.word = last.str();
    mapping.kind = SpecNode::Kind::Mapping;
    mapping.keys.push_back(std::move(key));
    mapping.items.push_back(std::move(value));
    value = std::move(mapping);
    path = parent;
  }
  return value;
}

/// Whose fault it is: the override of this key, of a part of it, or of what encloses it.
const SpecOverride *ownerOf(llvm::StringRef path, llvm::ArrayRef<SpecOverride> overrides) {
  auto encloses = [](llvm::StringRef outer, llvm::StringRef inner) {
    return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '.' || inner[outer.size()] == '[');
  };
  for (const SpecOverride &value : llvm::reverse(overrides))
    if (!path.empty() && (encloses(value.path, path) || encloses(path, value.path)))
      return &value;
  return nullptr;
}

bool isOverridden(llvm::StringRef path, llvm::ArrayRef<SpecOverride> overrides) {
  return llvm::any_of(overrides, [&](const SpecOverride &value) { return value.path == path; });
}

void forgetIdleKeys(ParsedSpec &parsed, llvm::ArrayRef<SpecOverride> overrides) {
  for (const SpecCondition &condition : specConditions())
    if (isOverridden(condition.decidedBy, overrides) && !isOverridden(condition.path, overrides) &&
        !condition.holds(parsed.spec))
      parsed.source.values.erase(condition.path.str());
}

} // namespace

bool overrideSpec(ParsedSpec &parsed, llvm::ArrayRef<SpecOverride> overrides, Diagnostics &diagnostics) {
  const int before = diagnostics.errorCount();
  auto report = [&](Diagnostic &diagnostic, llvm::StringRef where) {
    diagnostic.place = {}; // a column of a flag tells nobody more
    diagnostic.notes.clear(); // nor does a place in the tree that spec and flags became
    diagnostics.error(where, diagnostic);
  };
  for (const SpecOverride &value : overrides) {
    DiagnosticList found;
    if (std::optional<SpecNode> node = parseValue(value, found))
      readSpecKeys(hangInto(value.path, std::move(*node)), parsed.spec, parsed.source, found);
    for (Diagnostic &diagnostic : found)
      report(diagnostic, value.label);
  }
  if (diagnostics.errorCount() > before)
    return false;
  forgetIdleKeys(parsed, overrides);
  DiagnosticList found;
  checkSpec(parsed.spec, parsed.source, found);
  for (Diagnostic &diagnostic : found) {
    const SpecOverride *owner = ownerOf(diagnostic.path, overrides);
    report(diagnostic, owner ? owner->label : parsed.source.file);
  }
  return found.empty();
}

} // namespace resnetc
