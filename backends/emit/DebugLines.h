// DebugLines: debug information of generated functions: a debugger or a profile that stops
// in a layer shows the spec's line as the caller's.
#pragma once
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/IRBuilder.h"

namespace resnetc {

class DebugLines {
public:
  /// `specName`: the file that lines belong to, without a folder, so that outputs are the
  /// same wherever they are made.
  DebugLines(llvm::Module &module, const std::string &specName);

  /// Describes a new function; the builder's next instructions are its first line's.
  void begin(llvm::Function &function, llvm::IRBuilder<> &ir);
  /// The builder's next instructions belong to this line of the spec. 0: the first.
  void setLine(llvm::IRBuilder<> &ir, unsigned line);
  /// After the last function, before the module is linked.
  void finish() { builder.finalize(); }

private:
  llvm::DIBuilder builder;
  llvm::DIFile *spec;
};

} // namespace resnetc
