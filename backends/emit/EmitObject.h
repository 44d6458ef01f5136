// EmitObject: entry points and support code become one object file.
#pragma once
#include "backends/emit/NetFacts.h"

namespace resnetc {

/// Builds the entry points, links the support code of the target's architecture,
/// optimises and writes an object to `path`.
llvm::Error emitEntryPoints(const NetFacts &facts, const std::string &path);

} // namespace resnetc
