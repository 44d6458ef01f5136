// HandmadeNet: a planned net of four numbers and four classes, with training, whose kernels are C functions of the
// test's own (handmade_kernels.c). It takes the whole way of a net through this folder, without Halide.
//
// Parameters are 16 floats `fc/kernel`, which train, and 4 `fc/bias`, frozen; what the kernels do is said in the C file.
#pragma once
#include "backends/emit/Library.h"
#include "tests/unit/emit/TestFolder.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace resnetc {

class HandmadeNet {
public:
  enum class Training { None, Adam };
  explicit HandmadeNet(Training training = Training::Adam);

  /// Replaces the first `from` of the module's text, which is there.
  void edit(const std::string &from, const std::string &to);
  /// Compiles into `out` of the test's folder and keeps kernels for other tests, unless the options say otherwise.
  llvm::Error emit(EmitOptions options = {});
  void mustEmit();

  std::string file(const std::string &name) const { return folder.file("out/" + name); }
  TestFolder folder;
  std::string text; ///< the module

private:
  std::string program; ///< stands in for resnetc-kernel
};

} // namespace resnetc
