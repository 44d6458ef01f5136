// SpecParser: text, tree, keys, defaults, checks, in this order.
#include "frontend/spec/SpecParser.h"
#include "frontend/spec/Identifier.h"
#include "frontend/spec/Presets.h"
#include "frontend/spec/SpecCheck.h"
#include "frontend/spec/SpecKeys.h"
#include "frontend/spec/TextScan.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace resnetc {
namespace {

constexpr int64_t languageVersion = 1;

class SpecReader {
public:
  explicit SpecReader(const SourceText &specText) : text(specText) { result.source.file = text.file(); }

  /// Fills `result`, or `found`.
  void read() {
    if (std::optional<Diagnostic> bad = scanText(text)) {
      found.push_back(std::move(*bad));
      return;
    }
    // llvm::yaml reads before the front of a text without a single token.
    if (text.text().trim(" \t\r\n").empty())
      return refuse("spec-empty", {}, "the file is empty", "a spec is at least one line, as in preset: resnet50");
    std::optional<SpecNode> root = parseTree(text, found);
    if (!root)
      return;
    if (root->kind == SpecNode::Kind::Empty)
      return refuse("spec-empty", {}, "the file holds no key", "a spec is at least one line, as in preset: resnet50");
    if (root->kind != SpecNode::Kind::Mapping)
      return refuse("spec-root", root->place, "a spec is keys with values", "as in preset: resnet50");
    readRoot(*root);
  }

  ParsedSpec result;
  DiagnosticList found;

private:
  void refuse(llvm::StringRef id, SpecPlace place, llvm::StringRef message, llvm::StringRef hint,
              llvm::StringRef path = "") {
    found.push_back({id.str(), path.str(), place, message.str(), {}, hint.str()});
  }

  void readRoot(const SpecNode &root) {
    Spec &spec = result.spec;
    const std::string presetName = readPresetName(root, found);
    const Preset *preset = findPreset(presetName);
    spec = preset ? preset->spec : makeBareSpec();
    if (!preset)
      spec.name = makeIdentifier(llvm::sys::path::stem(text.file()));

    const SpecHeader header = readSpecKeys(root, spec, result.source, found);
    if (header.version != languageVersion)
      refuse("spec-version", result.source.values["resnetc"], "this resnetc reads version 1 of the language",
             "write resnetc: 1, or use the resnetc that this spec was written for", "resnetc");
    const bool mayBeMisspelt =
        llvm::any_of(found, [](const Diagnostic &d) { return d.path == "preset" || d.path == "stages"; });
    if (!header.wrotePreset && !header.wroteStages && !mayBeMisspelt)
      refuse("spec-no-net", root.place, "a spec needs `preset` or `stages`", "as in preset: resnet50", "stages");
    complete(preset != nullptr);
    checkSpec(spec, result.source, found);
  }

  bool wrote(const std::string &path) const { return result.source.values.count(path) > 0; }

  /// Fills in the values that depend on others.
  void complete(bool fromPreset) {
    Spec &spec = result.spec;
    if (!wrote("head.name"))
      spec.head.name = defaultHeadName(spec.names).str();
    if (spec.block == BlockKind::Basic && !wrote("stride-on"))
      spec.strideOn = StrideOn::First;
    if (!fromPreset) {
      PreprocessSpec plain = takePixelsAsTheyAre(spec.input.channels);
      if (!wrote("preprocess.order"))
        spec.preprocess.order = plain.order;
      if (!wrote("preprocess.mean"))
        spec.preprocess.mean = plain.mean;
      if (!wrote("preprocess.std"))
        spec.preprocess.std = plain.std;
    }
    if (wrote("stages"))
      completeStages();
  }

  void completeStages() {
    Spec &spec = result.spec;
    int64_t filters = spec.stem.filters;
    for (size_t i = 0; i < spec.stages.size(); ++i) {
      const std::string path = "stages[" + std::to_string(i) + "]";
      StageSpec &stage = spec.stages[i];
      if (!wrote(path + ".filters"))
        stage.filters = filters;
      if (!wrote(path + ".stride"))
        stage.stride = i == 0 ? 1 : 2;
      if (__builtin_mul_overflow(stage.filters, 2, &filters))
        filters = stage.filters; // refused by its range
    }
  }

  const SourceText &text;
};

Diagnostic makeFileError(std::error_code error) {
  return {"spec-file", "", {}, "the spec cannot be read: " + error.message(), {}, ""};
}

/// Up to one byte more than a spec may have, so that nothing endless is read to its end.
std::error_code readStart(llvm::StringRef path, std::string &bytes) {
  namespace fs = llvm::sys::fs;
  llvm::Expected<fs::file_t> file = fs::openNativeFileForRead(path);
  if (!file)
    return llvm::errorToErrorCode(file.takeError());
  bytes.resize(mostSpecBytes + 1);
  size_t size = 0;
  std::error_code error;
  while (size < bytes.size()) {
    llvm::Expected<size_t> count = fs::readNativeFile(*file, {bytes.data() + size, bytes.size() - size});
    if (!count)
      error = llvm::errorToErrorCode(count.takeError());
    if (error || *count == 0)
      break;
    size += *count;
  }
  bytes.resize(size);
  fs::closeFile(*file);
  return error;
}

} // namespace

std::optional<ParsedSpec> parseSpec(llvm::StringRef text, llvm::StringRef fileName, Diagnostics &diagnostics) {
  SourceText source(fileName.str(), text);
  SpecReader reader(source);
  reader.read();
  if (reader.found.empty())
    return std::move(reader.result);
  diagnostics.report(source, std::move(reader.found));
  return std::nullopt;
}

std::optional<ParsedSpec> readSpecFile(llvm::StringRef path, Diagnostics &diagnostics) {
  std::string bytes;
  if (std::error_code error = readStart(path, bytes)) {
    diagnostics.error(path, makeFileError(error));
    return std::nullopt;
  }
  return parseSpec(bytes, path, diagnostics);
}

} // namespace resnetc
