// SpecTree: from llvm::yaml's nodes, which can be walked once and only forwards, to a tree.
#include "frontend/spec/SpecTree.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

namespace yaml = llvm::yaml;

namespace resnetc {
namespace {

class TreeBuilder {
public:
  TreeBuilder(const SourceText &text, DiagnosticList &list) : source(text), found(list) {
    manager.setDiagHandler([](const llvm::SMDiagnostic &diagnostic,
                              void *self) { static_cast<TreeBuilder *>(self)->noteSyntaxError(diagnostic); },
                           this);
  }

  std::optional<SpecNode> build() {
    yaml::Stream stream(source.text(), manager, false);
    yaml::document_iterator document = stream.begin();
    if (document == stream.end())
      return fail(), std::nullopt;
    SpecNode root = convert(document->getRoot(), 0);
    if (!failed)
      document->skip(); // what stands after the root
    if (failed || stream.failed())
      return fail(), std::nullopt;
    return root;
  }

private:
  /// llvm::yaml may give several for one mistake; the first is the cause.
  void noteSyntaxError(const llvm::SMDiagnostic &diagnostic) {
    std::string message = diagnostic.getMessage().rtrim(".!").str();
    if (!message.empty())
      message.front() = llvm::toLower(message.front());
    refuse("spec-syntax", source.placeAt(diagnostic.getLoc().getPointer()), "this is not YAML: " + escapeText(message));
  }

  void refuse(llvm::StringRef id, SpecPlace place, std::string message) {
    if (!failed)
      found.push_back({id.str(), "", place, std::move(message), {}, ""});
    failed = true;
  }
  void fail() { refuse("spec-syntax", {}, "this is not YAML"); }

  /// A list's or mapping's range begins behind its bracket.
  SpecPlace placeOf(const yaml::Node *node) const {
    const char *start = node->getSourceRange().Start.getPointer();
    const llvm::StringRef before = source.text().take_front(size_t(start - source.text().begin())).rtrim();
    const bool bracket = before.ends_with("[") || before.ends_with("{");
    const bool holdsNodes = llvm::isa<yaml::SequenceNode>(node) || llvm::isa<yaml::MappingNode>(node);
    return source.placeAt(holdsNodes && bracket ? before.end() - 1 : start);
  }

  SpecNode convert(yaml::Node *node, size_t depth) {
    SpecNode result;
    if (failed)
      return result;
    if (!node || depth > 64) { // scanText keeps the nesting far below
      fail();
      return result;
    }
    result.place = placeOf(node);
    if (auto *scalar = llvm::dyn_cast<yaml::ScalarNode>(node))
      convertScalar(scalar, result);
    else if (auto *sequence = llvm::dyn_cast<yaml::SequenceNode>(node))
      convertSequence(sequence, result, depth);
    else if (auto *mapping = llvm::dyn_cast<yaml::MappingNode>(node))
      convertMapping(mapping, result, depth);
    else if (!llvm::isa<yaml::NullNode>(node))
      fail();
    return result;
  }

  void convertScalar(yaml::ScalarNode *scalar, SpecNode &result) {
    llvm::SmallString<64> storage;
    const llvm::StringRef raw = scalar->getRawValue();
    result.kind = SpecNode::Kind::Word;
    result.quoted = raw.starts_with("\"") || raw.starts_with("'");
    result.word = scalar->getValue(storage).str();
  }

  void convertSequence(yaml::SequenceNode *sequence, SpecNode &result, size_t depth) {
    result.kind = SpecNode::Kind::List;
    for (yaml::Node &item : *sequence) {
      result.items.push_back(convert(&item, depth + 1));
      if (failed)
        return;
    }
  }

  void convertMapping(yaml::MappingNode *mapping, SpecNode &result, size_t depth) {
    result.kind = SpecNode::Kind::Mapping;
    for (yaml::KeyValueNode &entry : *mapping) {
      SpecNode key = convert(entry.getKey(), depth + 1);
      if (failed)
        return;
      if (key.kind != SpecNode::Kind::Word)
        return refuse("spec-key", key.place, "a key is one word");
      SpecNode value = convert(entry.getValue(), depth + 1);
      if (failed)
        return;
      if (value.kind == SpecNode::Kind::Empty)
        value.place = key.place; // an empty value's own place lies behind comments and lines
      result.keys.push_back(std::move(key));
      result.items.push_back(std::move(value));
    }
  }

  const SourceText &source;
  DiagnosticList &found;
  llvm::SourceMgr manager;
  bool failed = false;
};

} // namespace

std::optional<SpecNode> parseTree(const SourceText &source, DiagnosticList &found) {
  return TreeBuilder(source, found).build();
}

} // namespace resnetc
