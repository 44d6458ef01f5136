// SpecOverride: values that are given beside a spec's text, by flags; read and checked as if they stood in it.
#pragma once
#include "frontend/spec/SpecParser.h"

namespace resnetc {

struct SpecOverride {
  std::string path;  ///< the key's: "train.optimizer.rate"
  std::string label; ///< what messages call it: "--rate"
  std::string text;  ///< what would stand behind the key
};

/// Puts the values over those of `parsed`, the last of one path counts. A key of the text that means nothing beside them
/// (momentum, where type becomes adam) no longer counts as written.
/// \return false after errors to `diagnostics`, each under its override's label; `parsed` is then of no use.
bool overrideSpec(ParsedSpec &parsed, llvm::ArrayRef<SpecOverride> overrides, Diagnostics &diagnostics);

} // namespace resnetc
