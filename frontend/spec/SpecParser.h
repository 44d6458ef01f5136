// SpecParser: the front door: a file or a text in, a whole and checked Spec out.
#pragma once
#include "frontend/spec/Diagnostics.h"
#include "frontend/spec/Spec.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace resnetc {

struct ParsedSpec {
  Spec spec; ///< every value filled in, everything checked
  SpecSource source;
};

/// Reads and checks a spec's text. All independent errors go to `diagnostics`, and then
/// nothing is returned. `fileName` is what messages and places call the text; its stem is the
/// net's name where neither name nor preset is written.
std::optional<ParsedSpec> parseSpec(llvm::StringRef text, llvm::StringRef fileName, Diagnostics &diagnostics);

/// The same for a file; one that cannot be read is an error of the user's. At most 1 MiB of
/// it is read.
std::optional<ParsedSpec> readSpecFile(llvm::StringRef path, Diagnostics &diagnostics);

} // namespace resnetc
