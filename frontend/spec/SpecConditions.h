// SpecConditions: keys that mean something only beside certain values of others. Written
// where they mean nothing they are an error (a key that is accepted changes the net), and
// the writer leaves them out.
#pragma once
#include "frontend/spec/Spec.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace resnetc {

struct SpecCondition {
  llvm::StringRef path;        ///< the key
  llvm::StringRef decidedBy;   ///< path of the key that decides
  llvm::StringRef needs;       ///< the decision it needs, in words
  bool (*holds)(const Spec &); ///< whether it is so
};

llvm::ArrayRef<SpecCondition> specConditions();

/// True for a key without a condition.
bool keyApplies(const Spec &spec, llvm::StringRef path);

} // namespace resnetc
