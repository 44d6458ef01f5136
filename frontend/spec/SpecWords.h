// SpecWords: the words of the language for each enumeration of Spec.h, both ways.
#pragma once
#include "frontend/spec/Spec.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace resnetc {

template <class Enum> struct SpecWord {
  Enum value;
  llvm::StringRef word;
};

/// All words of an enumeration; the argument only chooses it.
llvm::ArrayRef<SpecWord<ImageLayout>> specWords(ImageLayout);
llvm::ArrayRef<SpecWord<ColorOrder>> specWords(ColorOrder);
llvm::ArrayRef<SpecWord<Resize>> specWords(Resize);
llvm::ArrayRef<SpecWord<Interpolation>> specWords(Interpolation);
llvm::ArrayRef<SpecWord<BlockKind>> specWords(BlockKind);
llvm::ArrayRef<SpecWord<StrideOn>> specWords(StrideOn);
llvm::ArrayRef<SpecWord<Shortcut>> specWords(Shortcut);
llvm::ArrayRef<SpecWord<PaddingRule>> specWords(PaddingRule);
llvm::ArrayRef<SpecWord<StemPadding>> specWords(StemPadding);
llvm::ArrayRef<SpecWord<MovingVariance>> specWords(MovingVariance);
llvm::ArrayRef<SpecWord<NameFamily>> specWords(NameFamily);
llvm::ArrayRef<SpecWord<OptimizerKind>> specWords(OptimizerKind);
llvm::ArrayRef<SpecWord<ScheduleKind>> specWords(ScheduleKind);

template <class Enum> llvm::StringRef wordOf(Enum value) {
  for (const SpecWord<Enum> &entry : specWords(value))
    if (entry.value == value)
      return entry.word;
  return {};
}

/// What may be watched by early-stopping and reduce-lr-on-plateau.
llvm::ArrayRef<llvm::StringRef> monitorWords();

/// The head's name where the spec gives none: fc1000, predictions or fc.
llvm::StringRef defaultHeadName(NameFamily family);

} // namespace resnetc
