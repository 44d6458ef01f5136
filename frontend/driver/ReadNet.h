// ReadNet: from a spec file to phase 0, with the user's mistakes on stderr.
#pragma once
#include "frontend/spec/SpecParser.h"
#include "ir/dialect/Resnet.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include <optional>

namespace resnetc {

/// The net of a module that importSpec or a dump made; of several, one for each target, the first.
resnet::NetOp netOf(mlir::ModuleOp module);

/// All nets of a module, in its order.
llvm::SmallVector<resnet::NetOp> netsOf(mlir::ModuleOp module);

/// Nothing after diagnostics on stderr (exit 1).
std::optional<ParsedSpec> readSpec(const std::string &file);

/// A spec's phase 0.
mlir::OwningOpRef<mlir::ModuleOp> importNet(mlir::MLIRContext &context, const ParsedSpec &spec);

} // namespace resnetc
