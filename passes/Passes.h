// Passes: their constructors and registration; each is described in Passes.td.
#pragma once
#include "ir/dialect/Resnet.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace resnetc {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/Passes.h.inc"
} // namespace resnetc
