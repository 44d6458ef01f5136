#include "frontend/driver/ReadNet.h"
#include "frontend/import/ImportSpec.h"
#include "frontend/spec/SpecWriter.h"
#include "llvm/Support/raw_ostream.h"

namespace resnetc {

resnet::NetOp netOf(mlir::ModuleOp module) {
  auto nets = module.getOps<resnet::NetOp>();
  return nets.empty() ? resnet::NetOp() : *nets.begin();
}

llvm::SmallVector<resnet::NetOp> netsOf(mlir::ModuleOp module) {
  return llvm::to_vector(module.getOps<resnet::NetOp>());
}

std::optional<ParsedSpec> readSpec(const std::string &file) {
  Diagnostics diagnostics(llvm::errs());
  return readSpecFile(file, diagnostics);
}

mlir::OwningOpRef<mlir::ModuleOp> importNet(mlir::MLIRContext &context, const ParsedSpec &spec) {
  return importSpec(context, spec.spec, spec.source, writeResolvedSpec(spec.spec));
}

} // namespace resnetc
