// SpecWords: the tables.
#include "frontend/spec/SpecWords.h"

namespace resnetc {

llvm::ArrayRef<SpecWord<ImageLayout>> specWords(ImageLayout) {
  static const SpecWord<ImageLayout> words[] = {{ImageLayout::Nhwc, "nhwc"}, {ImageLayout::Nchw, "nchw"}};
  return words;
}

llvm::ArrayRef<SpecWord<ColorOrder>> specWords(ColorOrder) {
  static const SpecWord<ColorOrder> words[] = {
      {ColorOrder::Rgb, "rgb"}, {ColorOrder::Bgr, "bgr"}, {ColorOrder::Gray, "gray"}};
  return words;
}

llvm::ArrayRef<SpecWord<Resize>> specWords(Resize) {
  static const SpecWord<Resize> words[] = {{Resize::Stretch, "stretch"},
                                           {Resize::ShorterSideAndCrop, "shorter-side-and-crop"}};
  return words;
}

llvm::ArrayRef<SpecWord<Interpolation>> specWords(Interpolation) {
  static const SpecWord<Interpolation> words[] = {
      {Interpolation::Nearest, "nearest"}, {Interpolation::Bilinear, "bilinear"}, {Interpolation::Area, "area"}};
  return words;
}

llvm::ArrayRef<SpecWord<BlockKind>> specWords(BlockKind) {
  static const SpecWord<BlockKind> words[] = {{BlockKind::Basic, "basic"}, {BlockKind::Bottleneck, "bottleneck"}};
  return words;
}

llvm::ArrayRef<SpecWord<StrideOn>> specWords(StrideOn) {
  static const SpecWord<StrideOn> words[] = {{StrideOn::First, "first"}, {StrideOn::Second, "second"}};
  return words;
}

llvm::ArrayRef<SpecWord<Shortcut>> specWords(Shortcut) {
  static const SpecWord<Shortcut> words[] = {
      {Shortcut::A, "A"}, {Shortcut::B, "B"}, {Shortcut::C, "C"}, {Shortcut::None, "none"}};
  return words;
}

llvm::ArrayRef<SpecWord<PaddingRule>> specWords(PaddingRule) {
  static const SpecWord<PaddingRule> words[] = {{PaddingRule::Symmetric, "symmetric"}, {PaddingRule::Same, "same"}};
  return words;
}

llvm::ArrayRef<SpecWord<StemPadding>> specWords(StemPadding) {
  static const SpecWord<StemPadding> words[] = {
      {StemPadding::Symmetric, "symmetric"}, {StemPadding::Same, "same"}, {StemPadding::Valid, "valid"}};
  return words;
}

llvm::ArrayRef<SpecWord<MovingVariance>> specWords(MovingVariance) {
  static const SpecWord<MovingVariance> words[] = {{MovingVariance::Biased, "biased"},
                                                   {MovingVariance::Unbiased, "unbiased"}};
  return words;
}

llvm::ArrayRef<SpecWord<NameFamily>> specWords(NameFamily) {
  static const SpecWord<NameFamily> words[] = {{NameFamily::Classic, "classic"},
                                               {NameFamily::Caffe, "caffe"},
                                               {NameFamily::Applications, "applications"},
                                               {NameFamily::Torchvision, "torchvision"}};
  return words;
}

llvm::ArrayRef<SpecWord<OptimizerKind>> specWords(OptimizerKind) {
  static const SpecWord<OptimizerKind> words[] = {
      {OptimizerKind::Sgd, "sgd"}, {OptimizerKind::Adam, "adam"}, {OptimizerKind::AdamW, "adamw"}};
  return words;
}

llvm::ArrayRef<SpecWord<ScheduleKind>> specWords(ScheduleKind) {
  static const SpecWord<ScheduleKind> words[] = {{ScheduleKind::KerasDecay, "keras-decay"},
                                                 {ScheduleKind::Constant, "constant"},
                                                 {ScheduleKind::Step, "step"},
                                                 {ScheduleKind::Cosine, "cosine"}};
  return words;
}

llvm::ArrayRef<llvm::StringRef> monitorWords() {
  static const llvm::StringRef words[] = {"val_loss", "val_accuracy", "loss", "accuracy"};
  return words;
}

llvm::StringRef defaultHeadName(NameFamily family) {
  switch (family) {
  case NameFamily::Classic:
  case NameFamily::Caffe:
    return "fc1000";
  case NameFamily::Applications:
    return "predictions";
  case NameFamily::Torchvision:
    return "fc";
  }
  return "";
}

} // namespace resnetc
