// SpecKeys: the grammar of the net.
#include "frontend/spec/SpecKeys.h"
#include "frontend/spec/Presets.h"
#include "frontend/spec/Suggestion.h"

namespace resnetc {
namespace {

bool isNone(const SpecNode &node) { return node.kind == SpecNode::Kind::Word && node.word == "none"; }

class NetReader {
public:
  NetReader(Spec &target, SpecSource &specSource, DiagnosticList &list)
      : spec(target), source(specSource), reader(specSource, list) {}

  SpecHeader read(const SpecNode &root) {
    SpecHeader header;
    reader.readMapping(
        root, "",
        {{"resnetc", reader.integer(header.version)},
         {"preset", [&](const SpecNode &, const std::string &) { header.wrotePreset = true; }}, // read before
         {"name", reader.text(spec.name)},
         {"input", here(&NetReader::readInput)},
         {"preprocess", here(&NetReader::readPreprocess)},
         {"stem", here(&NetReader::readStem)},
         {"block", reader.word(spec.block)},
         {"expansion", reader.integer(spec.expansion)},
         {"stride-on", reader.word(spec.strideOn)},
         {"shortcut", reader.word(spec.shortcut)},
         {"stages",
          [&](const SpecNode &node, const std::string &path) {
            header.wroteStages = true;
            readStages(node, path);
          }},
         {"padding", reader.word(spec.padding)},
         {"conv-bias", reader.flag(spec.convBias)},
         {"batch-norm", here(&NetReader::readBatchNorm)},
         {"projection", here(&NetReader::readProjection)},
         {"head", here(&NetReader::readHead)},
         {"names", reader.word(spec.names)},
         {"train", [&](const SpecNode &node, const std::string &path) {
            readTrainKeys(node, path, spec.train, reader, source);
          }}});
    notePlaces(root);
    return header;
  }

private:
  using Member = void (NetReader::*)(const SpecNode &, const std::string &);
  KeyReader::Setter here(Member member) {
    return [this, member](const SpecNode &node, const std::string &path) { (this->*member)(node, path); };
  }

  void readInput(const SpecNode &node, const std::string &path) {
    InputSpec &input = spec.input;
    reader.readMapping(node, path,
                       {{"height", reader.integer(input.height)},
                        {"width", reader.integer(input.width)},
                        {"channels", reader.integer(input.channels)},
                        {"layout", reader.word(input.layout)}});
  }

  void readPreprocess(const SpecNode &node, const std::string &path) {
    PreprocessSpec &preprocess = spec.preprocess;
    reader.readMapping(node, path,
                       {{"order", reader.word(preprocess.order)},
                        {"scale", reader.number(preprocess.scale)},
                        {"mean", reader.numbers(preprocess.mean)},
                        {"std", reader.numbers(preprocess.std)},
                        {"resize", reader.word(preprocess.resize)},
                        {"short-side", reader.integer(preprocess.shortSide)},
                        {"interpolation", reader.word(preprocess.interpolation)}});
  }

  void readStem(const SpecNode &node, const std::string &path) {
    StemSpec &stem = spec.stem;
    reader.readMapping(node, path,
                       {{"filters", reader.integer(stem.filters)},
                        {"kernel", reader.integer(stem.kernel)},
                        {"stride", reader.integer(stem.stride)},
                        {"padding", reader.word(stem.padding)},
                        {"pool", here(&NetReader::readPool)}});
  }

  void readPool(const SpecNode &node, const std::string &path) {
    if (isNone(node)) {
      spec.stem.pool.reset();
      return;
    }
    if (!spec.stem.pool)
      spec.stem.pool.emplace();
    StemPool &pool = *spec.stem.pool;
    reader.readMapping(node, path,
                       {{"kernel", reader.integer(pool.kernel)},
                        {"stride", reader.integer(pool.stride)},
                        {"padding", reader.word(pool.padding)}});
  }

  void readStages(const SpecNode &node, const std::string &path) {
    if (!reader.expectList(node, path, "one entry for each stage, as in [{blocks: 3}, {blocks: 4}]"))
      return;
    if (node.items.empty() || node.items.size() > mostSpecStages)
      return reader.refuse("spec-stage-count", path, node.place,
                           "there are " + std::to_string(node.items.size()) + " stages", "write 1 to 8 of them");
    spec.stages.clear();
    source.stages.clear();
    for (const SpecNode &item : node.items) {
      const std::string itemPath = path + "[" + std::to_string(spec.stages.size()) + "]";
      spec.stages.push_back({1, 0, 0}); // filters and stride: completeSpec()
      source.stages.push_back(item.place);
      readStage(item, itemPath, spec.stages.back());
    }
  }

  void readStage(const SpecNode &item, const std::string &path, StageSpec &stage) {
    source.values[path] = item.place;
    if (item.kind != SpecNode::Kind::Mapping)
      return reader.refuse("spec-stage", path, item.place, "a stage holds keys with values", "write {blocks: 3}");
    reader.readMapping(item, path,
                       {{"blocks", reader.integer(stage.blocks)},
                        {"filters", reader.integer(stage.filters)},
                        {"stride", reader.integer(stage.stride)}});
    if (!llvm::any_of(item.keys, [](const SpecNode &key) { return key.word == "blocks"; }))
      reader.refuse("spec-stage-without-blocks", path + ".blocks", item.place,
                    "the stage does not say how many blocks it has", "add blocks: 2");
  }

  void readBatchNorm(const SpecNode &node, const std::string &path) {
    if (isNone(node)) {
      spec.batchNorm.reset();
      return;
    }
    if (!spec.batchNorm)
      spec.batchNorm.emplace();
    BatchNormSpec &norm = *spec.batchNorm;
    reader.readMapping(node, path,
                       {{"epsilon", reader.number(norm.epsilon)},
                        {"momentum", reader.number(norm.momentum)},
                        {"moving-variance", reader.word(norm.movingVariance)}});
  }

  void readProjection(const SpecNode &node, const std::string &path) {
    reader.readMapping(node, path, {{"batch-norm", reader.flag(spec.projectionBatchNorm)}});
  }

  void readHead(const SpecNode &node, const std::string &path) {
    reader.readMapping(node, path,
                       {{"classes", reader.integer(spec.head.classes)}, {"name", reader.text(spec.head.name)}});
  }

  /// Locations of the IR point at the keys, where the eye looks for a stem or a head.
  void notePlaces(const SpecNode &root) {
    for (const SpecNode &key : root.keys) {
      SpecPlace *target = key.word == "preset" ? &source.preset
                          : key.word == "stem" ? &source.stem
                          : key.word == "head" ? &source.head
                                               : nullptr;
      if (target && target->line == 0)
        *target = key.place;
    }
    source.stages.resize(spec.stages.size());
  }

  Spec &spec;
  SpecSource &source;
  KeyReader reader;
};

} // namespace

std::string readPresetName(const SpecNode &root, DiagnosticList &found) {
  for (size_t i = 0; i < root.keys.size(); ++i) {
    const SpecNode &value = root.items[i];
    if (root.keys[i].word != "preset")
      continue;
    if (value.kind != SpecNode::Kind::Word) {
      found.push_back(
          {"spec-preset", "preset", value.place, "`preset` is the name of a net", {}, "as in preset: resnet50"});
      return {};
    }
    if (findPreset(value.word))
      return value.word;
    std::vector<llvm::StringRef> names;
    for (const Preset &preset : allPresets())
      names.push_back(preset.name);
    std::string hint = suggestWord(value.word, names);
    found.push_back({"spec-unknown-preset",
                     "preset",
                     value.place,
                     "there is no preset " + shown(value.word),
                     {},
                     hint.empty() ? "`resnetc presets` lists them" : hint});
    return {};
  }
  return {};
}

SpecHeader readSpecKeys(const SpecNode &root, Spec &spec, SpecSource &source, DiagnosticList &found) {
  return NetReader(spec, source, found).read(root);
}

} // namespace resnetc
