// ProtectFiles: files that the user wrote are not replaced by outputs of the same name.
#pragma once
#include "backends/emit/Library.h"

namespace resnetc {

/// A UserError if an output would replace one of the options' inputFiles or protectedFiles by other bytes: the
/// resolved spec may be compiled again where it lies. Asked before anything is compiled.
llvm::Error protectFiles(resnet::NetOp net, llvm::ArrayRef<std::string> outputs, const EmitOptions &options);

} // namespace resnetc
