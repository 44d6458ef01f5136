// SpecCheck: ranges first, each key for itself, then what keys say together.
#include "frontend/spec/SpecCheck.h"
#include "frontend/spec/CheckTools.h"
#include "frontend/spec/Identifier.h"
#include "frontend/spec/NetShape.h"
#include "frontend/spec/SpecConditions.h"
#include "frontend/spec/SpecWords.h"
#include "llvm/ADT/StringExtras.h"

namespace resnetc {
namespace {

constexpr int64_t mostFilters = 65536, mostLayers = 2000;
constexpr int64_t mostParameters = int64_t(1) << 31;

/// What sizes of maps, channels and totals are reckoned from.
const std::initializer_list<llvm::StringRef> netKeys = {"preset",    "input",    "stem",   "block",
                                                        "expansion", "shortcut", "stages", "names"};

std::string stagePath(size_t index) { return "stages[" + std::to_string(index) + "]"; }

/// Stages are counted as in the paper: the first is conv2_x.
std::string stageWord(size_t index) { return "stage " + std::to_string(index + 2); }

class NetCheck {
public:
  NetCheck(const Spec &net, CheckTools &checkTools) : spec(net), tools(checkTools) {}

  void checkRanges() {
    checkName();
    tools.integerIn("spec-input-size", "input.height", spec.input.height, 1, 4096);
    tools.integerIn("spec-input-size", "input.width", spec.input.width, 1, 4096);
    tools.integerIn("spec-channels", "input.channels", spec.input.channels, 1, 4);
    checkStem();
    tools.integerIn("spec-expansion", "expansion", spec.expansion, 1, mostFilters);
    checkStages();
    if (spec.batchNorm) {
      tools.numberIn("spec-epsilon", "batch-norm.epsilon", spec.batchNorm->epsilon, {1e-12, 1});
      tools.numberIn("spec-momentum", "batch-norm.momentum", spec.batchNorm->momentum, {0, 1, true});
    }
    tools.integerIn("spec-classes", "head.classes", spec.head.classes, 1, INT32_MAX);
    checkHeadName();
  }

  void checkTogether() {
    checkUnusedKeys();
    checkPreprocess();
    if (!tools.sound(netKeys))
      return;
    checkStemMap();
    checkStageChannels();
    checkBlockLetters();
    if (tools.sound(netKeys) && tools.sound({"head.classes"}))
      checkTotals();
  }

private:
  void checkName() {
    const std::string &name = spec.name;
    const std::string hint = "as in name: " + makeIdentifier(name);
    if (!tools.sound({"name"}))
      return;
    if (!isIdentifier(name))
      tools.refuse("spec-name", "name",
                   shown(name) + " cannot be the name of C functions: letters, digits and _, at most 64", hint);
    else if (isKeyword(name))
      tools.refuse("spec-name-keyword", "name", shown(name) + " is a word of C or C++", hint);
    else if (name.front() == '_' || llvm::StringRef(name).starts_with_insensitive("resnetc"))
      tools.refuse("spec-name-reserved", "name", "names that begin with _ or resnetc are not free", hint);
  }

  void checkStem() {
    tools.integerIn("spec-filters", "stem.filters", spec.stem.filters, 1, mostFilters);
    checkWindow("stem", spec.stem.kernel, spec.stem.stride);
    if (spec.stem.pool)
      checkWindow("stem.pool", spec.stem.pool->kernel, spec.stem.pool->stride);
  }

  void checkWindow(const std::string &path, int64_t kernel, int64_t stride) {
    tools.integerIn("spec-kernel", path + ".kernel", kernel, 1, 15);
    if (kernel % 2 == 0 && tools.sound({path + ".kernel"}))
      tools.refuse("spec-kernel-even", path + ".kernel",
                   "`kernel` is " + std::to_string(kernel) + ", but kernels are odd",
                   "write " + std::to_string(kernel - 1) + " or " + std::to_string(kernel + 1));
    tools.integerIn("spec-stride", path + ".stride", stride, 1, 8);
  }

  void checkStages() {
    for (size_t i = 0; i < spec.stages.size(); ++i) {
      const StageSpec &stage = spec.stages[i];
      tools.integerIn("spec-stage-blocks", stagePath(i) + ".blocks", stage.blocks, 1, mostLayers);
      // A default that follows from a refused number is that number's mistake.
      if (tools.wrote(stagePath(i) + ".filters") || tools.sound({"stages", "stem.filters"}))
        tools.integerIn("spec-filters", stagePath(i) + ".filters", stage.filters, 1, mostFilters);
      tools.integerIn("spec-stride", stagePath(i) + ".stride", stage.stride, 1, 8);
    }
  }

  void checkHeadName() {
    const llvm::StringRef name = spec.head.name;
    if (!tools.sound({"head.name"}))
      return;
    auto allowed = [](char c) { return llvm::isAlnum(c) || c == '_' || c == '-' || c == '.'; };
    if (name.empty() || name.size() > longestIdentifier || !llvm::isAlpha(name.front()) || !llvm::all_of(name, allowed))
      return tools.refuse("spec-head-name", "head.name",
                          shown(name) +
                              " cannot be a layer's name: a letter, then letters, digits, _, - and ., at most 64",
                          "as in name: " + defaultHeadName(spec.names).str());
    for (llvm::StringRef taken : {"conv", "res", "bn", "layer", "bn_conv", "pool", "relu"}) {
      llvm::StringRef rest = name;
      if (rest.consume_front(taken) && (rest.empty() || llvm::isDigit(rest.front())))
        return tools.refuse("spec-head-name-taken", "head.name", shown(name) + " is a name of the net's other layers",
                            "as in name: " + defaultHeadName(spec.names).str());
    }
  }

  void checkUnusedKeys() {
    for (const SpecCondition &condition : specConditions()) {
      const std::string path = condition.path.str();
      const bool harmless = condition.path == "stride-on" && spec.strideOn == StrideOn::First; // basic blocks: always
      if (!tools.wrote(path) || condition.holds(spec) || harmless ||
          !tools.sound({"preset", condition.path, condition.decidedBy}))
        continue;
      const std::string key = (condition.path.contains('.') ? condition.path.rsplit('.').second : condition.path).str();
      std::vector<DiagnosticNote> notes;
      if (tools.wrote(condition.decidedBy.str()))
        notes.push_back({tools.placeOf(condition.decidedBy.str()), "decided here"});
      tools.refuse("spec-key-not-used", path, "`" + key + "` has no effect here", "it needs " + condition.needs.str(),
                   std::move(notes));
    }
  }

  void checkPreprocess() {
    const PreprocessSpec &preprocess = spec.preprocess;
    const int64_t channels = spec.input.channels;
    tools.numberIn("spec-scale", "preprocess.scale", preprocess.scale, {1e-6, 1e6});
    if (preprocess.resize == Resize::ShorterSideAndCrop && tools.sound({"preset", "input", "preprocess"}))
      checkShortSide();
    if (!tools.sound({"preset", "input.channels", "preprocess.order", "preprocess.mean", "preprocess.std"}))
      return;
    const bool wroteNone =
        !tools.wrote("preprocess.order") && !tools.wrote("preprocess.mean") && !tools.wrote("preprocess.std");
    if (wroteNone && preprocess.mean.size() != size_t(channels))
      return refusePresetChannels();
    const bool fits = channels == 1 ? preprocess.order == ColorOrder::Gray : preprocess.order != ColorOrder::Gray;
    if (!fits)
      tools.refuse("spec-order-channels", tools.wrote("preprocess.order") ? "preprocess.order" : "input.channels",
                   "the order " + wordOf(preprocess.order).str() + " does not fit " + channelsWord(channels),
                   channels == 1 ? "write order: gray" : "write order: rgb or bgr");
    checkChannelList("preprocess.mean", preprocess.mean, {-1e6, 1e6});
    checkChannelList("preprocess.std", preprocess.std, {1e-6, 1e6});
  }

  static std::string channelsWord(int64_t channels) {
    return std::to_string(channels) + (channels == 1 ? " channel" : " channels");
  }

  /// One error, not three: the preset's order, mean and std are all for other channels.
  void refusePresetChannels() {
    const int64_t channels = spec.input.channels;
    std::string zeros, ones;
    for (int64_t i = 0; i < channels; ++i) {
      zeros += i ? ", 0" : "0";
      ones += i ? ", 1" : "1";
    }
    tools.refuse("spec-preset-channels", "input.channels",
                 "the preset's preprocessing is not for " + channelsWord(channels),
                 std::string("write preprocess: {") + (channels == 1 ? "order: gray, " : "") + "mean: [" + zeros +
                     "], std: [" + ones + "]}");
  }

  void checkChannelList(const std::string &path, const std::vector<double> &values, NumberRange range) {
    if (values.size() != size_t(spec.input.channels)) {
      tools.refuse("spec-list-length", tools.wrote(path) ? path : "input.channels",
                   "`" + path.substr(path.find('.') + 1) + "` has " + std::to_string(values.size()) + " numbers for " +
                       channelsWord(spec.input.channels),
                   "one number for each channel");
      return;
    }
    for (size_t i = 0; i < values.size(); ++i)
      tools.numberIn(path == "preprocess.std" ? "spec-std" : "spec-mean", path + "[" + std::to_string(i) + "]",
                     values[i], range);
  }

  void checkShortSide() {
    const int64_t largest = std::max(spec.input.height, spec.input.width);
    const int64_t side = spec.preprocess.shortSide;
    if (side < largest || side > 16384)
      tools.refuse("spec-short-side", "preprocess.short-side",
                   "images whose shorter side is " + std::to_string(side) + " do not give crops of " +
                       std::to_string(spec.input.height) + " x " + std::to_string(spec.input.width),
                   "write short-side in " + std::to_string(largest) + "..16384, or resize: stretch");
  }

  void checkStemMap() {
    const StemSpec &stem = spec.stem;
    const MapSize map = mapAfterStem(spec);
    if (map.height > 0 && map.width > 0)
      return;
    const std::string before = std::to_string(outputSize(spec.input.height, stem.kernel, stem.stride, stem.padding)) +
                               " x " +
                               std::to_string(outputSize(spec.input.width, stem.kernel, stem.stride, stem.padding));
    tools.refuse("spec-map-vanishes", tools.wrote("stem.pool") ? "stem.pool" : "input",
                 "the stem's pool of " + std::to_string(stem.pool->kernel) + " x " + std::to_string(stem.pool->kernel) +
                     " does not fit into a map of " + before,
                 "a larger input, or stem: {pool: none}");
  }

  void checkStageChannels() {
    int64_t channelsIn = spec.stem.filters;
    for (size_t i = 0; i < spec.stages.size(); ++i) {
      const int64_t channelsOut = stageChannels(spec, spec.stages[i]);
      const std::string path = stagePath(i) + ".filters";
      if (channelsOut > mostFilters)
        return tools.refuse("spec-stage-channels", tools.wrote("expansion") ? "expansion" : path,
                            stageWord(i) + " has " + std::to_string(spec.stages[i].filters) +
                                " filters times the expansion " + std::to_string(spec.expansion),
                            "the product is at most 65536");
      if (spec.shortcut == Shortcut::A && channelsOut < channelsIn)
        return tools.refuse("spec-shortcut-narrows", path,
                            stageWord(i) + " gives " + std::to_string(channelsOut) + " channels from " +
                                std::to_string(channelsIn) + ", but shortcut A can only add channels",
                            "more filters, or shortcut: B");
      if (spec.shortcut == Shortcut::A && (channelsOut - channelsIn) % 2 != 0)
        return tools.refuse("spec-shortcut-odd", path,
                            "shortcut A adds half of the new channels on each side, but from " +
                                std::to_string(channelsIn) + " to " + std::to_string(channelsOut) + " is an odd number",
                            "an even number more, or shortcut: B");
      channelsIn = channelsOut;
    }
  }

  void checkBlockLetters() {
    constexpr int64_t letters = 26;
    for (size_t i = 0; spec.names == NameFamily::Classic && i < spec.stages.size(); ++i)
      if (spec.stages[i].blocks > letters) {
        tools.refuse("spec-block-letters", stagePath(i) + ".blocks",
                     "classic names have letters for 26 blocks, but " + stageWord(i) + " has " +
                         std::to_string(spec.stages[i].blocks),
                     "names: caffe");
        return;
      }
  }

  void checkTotals() {
    const NetTotals totals = countNet(spec);
    const std::string path = tools.wrote("stages") ? "stages" : "stem";
    if (totals.layers > mostLayers)
      tools.refuse("spec-layers", path, "the net has " + std::to_string(totals.layers) + " layers", "at most 2000");
    else if (totals.totalParameters > mostParameters)
      tools.refuse("spec-parameters", path, "the net has " + parametersWord(totals.totalParameters) + " parameters",
                   "at most 2147483648, fewer filters or classes");
  }

  static std::string parametersWord(int64_t count) {
    return count == INT64_MAX ? "more than 9 x 10^18" : std::to_string(count);
  }

  const Spec &spec;
  CheckTools &tools;
};

} // namespace

void checkSpec(const Spec &spec, const SpecSource &source, DiagnosticList &found) {
  CheckTools tools(source, found);
  NetCheck net(spec, tools);
  net.checkRanges();
  net.checkTogether();
  checkTrain(spec, tools);
}

} // namespace resnetc
