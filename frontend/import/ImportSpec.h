// ImportSpec: a spec becomes phase 0, the paper's words: parameters in Keras's order
// and @forward for one image, with every default of the spec made explicit.
#pragma once
#include "frontend/spec/Spec.h"
#include "ir/dialect/Resnet.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace resnetc {

/// `resolvedSpec` is the spec as SpecWriter prints it whole; it travels with the net.
/// The spec must have passed checkSpec; a module that does not verify is our bug.
mlir::OwningOpRef<mlir::ModuleOp> importSpec(mlir::MLIRContext &context, const Spec &spec, const SpecSource &source,
                                             llvm::StringRef resolvedSpec);
} // namespace resnetc
