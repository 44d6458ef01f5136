// Target: what a library is compiled for: the name that users write, the triple of its
// object files, the machine of its kernel keys and what it asks of the processor. One
// row for each CPU; devices will be rows of another kind.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace resnetc {

struct Target {
  std::string name;    ///< x86-64-v3
  std::string triple;  ///< as clang names it; that of the support code's bitcode
  std::string machine; ///< in kernel keys: avx2
  int cpuLevel;        ///< of runtime/embed/support.h; checked by prepare
  std::string features; ///< what the processor needs, for people
};

/// Null if there is no such target.
const Target *findTarget(llvm::StringRef name);

/// A target's name from what the user wrote: `host` becomes the strongest that this
/// processor and its system can run. The error lists what there is.
llvm::Expected<std::string> resolveTarget(llvm::StringRef asked);

/// True if this program's own machine code runs where the target's does.
bool isHostTriple(const Target &target);

} // namespace resnetc
