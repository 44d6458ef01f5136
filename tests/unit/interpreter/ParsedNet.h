// ParsedNet: a net from its text, and tensors that should be near each other.
#pragma once
#include "ir/dialect/Resnet.h"
#include "ir/interpreter/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/Error.h"
#include <catch2/catch.hpp>

namespace resnetc {

struct ParsedNet {
  explicit ParsedNet(const std::string &text) {
    context.loadDialect<resnet::ResnetDialect>();
    context.allowUnregisteredDialects();
    module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    REQUIRE(module);
  }
  resnet::NetOp net() { return *module->getOps<resnet::NetOp>().begin(); }
  resnet::FuncOp function(llvm::StringRef name) { return net().lookupSymbol<resnet::FuncOp>(name); }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// The value, or a failed test that says why there is none.
template <typename Value> Value take(llvm::Expected<Value> expected) {
  if (!expected)
    FAIL(llvm::toString(expected.takeError()));
  return std::move(*expected);
}

/// What an error says; empty if there is none.
inline std::string messageOf(llvm::Error error) { return error ? llvm::toString(std::move(error)) : ""; }
template <typename Value> std::string messageOf(llvm::Expected<Value> expected) {
  return expected ? "" : llvm::toString(expected.takeError());
}

/// False for NaN.
inline bool isClose(const Tensor &got, const Tensor &want, double margin = 1e-12) {
  if (got.shape != want.shape || got.values.size() != want.values.size())
    return false;
  for (size_t i = 0; i < got.values.size(); ++i)
    if (!(std::abs(got.values[i] - want.values[i]) <= margin * (1 + std::abs(want.values[i]))))
      return false;
  return true;
}

inline void requireClose(const Tensor &got, const Tensor &want, double margin = 1e-12) {
  CAPTURE(got.shape, want.shape, got.values, want.values);
  REQUIRE(isClose(got, want, margin));
}

} // namespace resnetc
