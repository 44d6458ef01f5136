// Presets: the nets that have a name. Each gives every key a value.
#pragma once
#include "frontend/spec/Spec.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace resnetc {

struct Preset {
  std::string name;        ///< as the user writes it
  std::string description; ///< one line, for `resnetc presets`
  Spec spec;               ///< complete; its `name` is the preset's with - as _
};

/// All of them, families together, in order of depth. Made once, never changed.
llvm::ArrayRef<Preset> allPresets();

/// Null if there is none of this name.
const Preset *findPreset(llvm::StringRef name);

/// What a spec without a preset starts from: a classic net of basic blocks for 224 x 224 x 3,
/// without stages and without preprocessing (which depends on the channels: takePixelsAsTheyAre).
Spec makeBareSpec();

/// RGB, or gray with one channel; scale 1, mean 0, std 1.
PreprocessSpec takePixelsAsTheyAre(int64_t channels);

} // namespace resnetc
