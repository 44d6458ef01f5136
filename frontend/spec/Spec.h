// Spec: what a user writes, as plain values with every default filled in. The
// language: frontend/README.md. No MLIR, no YAML, no places (those are in
// SpecSource, which SpecParser fills). Units: pixels and channels.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace resnetc {

enum class ImageLayout { Nhwc, Nchw };
enum class ColorOrder { Rgb, Bgr, Gray };
enum class Resize { Stretch, ShorterSideAndCrop };
enum class Interpolation { Nearest, Bilinear, Area };
enum class BlockKind { Basic, Bottleneck };
enum class StrideOn { First, Second };
enum class Shortcut { A, B, C, None };
enum class PaddingRule { Symmetric, Same };
enum class StemPadding { Symmetric, Same, Valid };
enum class MovingVariance { Biased, Unbiased };
enum class NameFamily { Classic, Caffe, Applications, Torchvision };
enum class OptimizerKind { Sgd, Adam, AdamW };
enum class ScheduleKind { KerasDecay, Constant, Step, Cosine };

struct InputSpec {
  int64_t height = 224, width = 224, channels = 3;
  ImageLayout layout = ImageLayout::Nhwc;
};

struct PreprocessSpec {
  ColorOrder order = ColorOrder::Rgb;
  double scale = 1;
  std::vector<double> mean, std; ///< one per channel, in `order`
  Resize resize = Resize::Stretch;
  int64_t shortSide = 256; ///< of shorter-side-and-crop
  Interpolation interpolation = Interpolation::Bilinear;
};

struct StemPool {
  int64_t kernel = 3, stride = 2;
  StemPadding padding = StemPadding::Valid;
};

struct StemSpec {
  int64_t filters = 64, kernel = 7, stride = 2;
  PaddingRule padding = PaddingRule::Symmetric;
  std::optional<StemPool> pool; ///< empty: `pool: none`
};

struct StageSpec {
  int64_t blocks = 1, filters = 64, stride = 1;
};

struct BatchNormSpec {
  double epsilon = 1e-3, momentum = 0.99; ///< momentum: weight of the old value (Keras)
  MovingVariance movingVariance = MovingVariance::Biased;
};

struct HeadSpec {
  int64_t classes = 1000;
  std::string name = "fc1000";
};

/// The Keras script's where nothing else is written: SGD at 1e-3 with decay 1e-6 and Nesterov's momentum.
struct OptimizerSpec {
  OptimizerKind type = OptimizerKind::Sgd;
  double rate = 1e-3, decay = 1e-6, momentum = 0.9;
  bool nesterov = true;
  double weightDecay = 0, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7;
};

struct ScheduleSpec {
  ScheduleKind type = ScheduleKind::KerasDecay;
  int64_t every = 0; ///< step: epochs
  double factor = 0.1;
  int64_t epochs = 0; ///< cosine
  double floor = 0;
  int64_t warmup = 0; ///< steps
};

struct EarlyStopping {
  std::string monitor = "val_loss";
  int64_t patience = 0;
};
struct ReduceLrOnPlateau {
  std::string monitor = "val_loss";
  double factor = 0.1;
  int64_t patience = 10;
  double minRate = 0;
};
struct TerminateOnNan {};
using Callback = std::variant<EarlyStopping, ReduceLrOnPlateau, TerminateOnNan>;

struct TrainSpec {
  OptimizerSpec optimizer;
  ScheduleSpec schedule;
  double labelSmoothing = 0;
  std::string freezeUntil = "none"; ///< none | conv1 | stage2 …
  int64_t batch = 16, epochs = 10, seed = 0;
  bool shuffle = true, flip = true;
  int64_t cropPad = 0;
  std::vector<Callback> callbacks;
};

struct Spec {
  std::string name;   ///< C identifier
  std::string preset; ///< empty if none was named
  InputSpec input;
  PreprocessSpec preprocess;
  StemSpec stem;
  BlockKind block = BlockKind::Basic;
  int64_t expansion = 4; ///< bottleneck: output channels are filters * expansion
  StrideOn strideOn = StrideOn::First;
  Shortcut shortcut = Shortcut::B;
  std::vector<StageSpec> stages;
  PaddingRule padding = PaddingRule::Symmetric;
  bool convBias = true;
  std::optional<BatchNormSpec> batchNorm; ///< empty: `batch-norm: none`
  bool projectionBatchNorm = true;
  HeadSpec head;
  NameFamily names = NameFamily::Classic;
  TrainSpec train;
};

/// A place in the spec's text, 1-based; line 0: the value came from a preset or default.
struct SpecPlace {
  int line = 0, column = 0;
};

/// Where the parts of a net were written, for locations in the IR.
struct SpecSource {
  std::string file;             ///< as the user named it
  SpecPlace preset, stem, head; ///< the key's place
  std::vector<SpecPlace> stages;
  /// Place of every value that was written, by its path: "input.height", "stages[2].blocks".
  std::map<std::string, SpecPlace> values;
};

} // namespace resnetc
