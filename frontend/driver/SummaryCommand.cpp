// summary: a net's layers and totals.
#include "frontend/driver/Commands.h"
#include "frontend/driver/ReadNet.h"
#include "frontend/import/Summary.h"
#include "ir/dialect/Layers.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace resnetc {
namespace {
std::string grouped(int64_t value) {
  std::string digits = std::to_string(value);
  for (int at = int(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(at, ",");
  return digits;
}

std::string shapeOf(mlir::Value value) {
  std::string text;
  for (int64_t extent : llvm::cast<mlir::RankedTensorType>(value.getType()).getShape().drop_front())
    text += (text.empty() ? "" : " x ") + std::to_string(extent);
  return text;
}

int64_t parametersOf(resnet::NetOp net, llvm::StringRef layer) {
  int64_t sum = 0;
  for (auto parameter : net.getOps<resnet::ParameterOp>())
    if (parameter.getSymName().rsplit('/').first == layer)
      sum += parameter.tensorType().getNumElements();
  return sum;
}

void printLayers(resnet::NetOp net) {
  llvm::outs() << llvm::formatv("{0,-28} {1,-16} {2,-18} {3,12}\n", "layer", "op", "output", "parameters");
  net.lookupSymbol<resnet::FuncOp>("forward").walk([&](mlir::Operation *op) {
    if (op->getNumResults() == 0)
      return;
    auto layer = op->getAttrOfType<mlir::FlatSymbolRefAttr>("layer");
    llvm::outs() << llvm::formatv("{0,-28} {1,-16} {2,-18} {3,12}\n", resnet::layerName(op->getLoc()),
                                  op->getName().stripDialect(), shapeOf(op->getResult(0)),
                                  layer ? grouped(parametersOf(net, layer.getValue())) : "");
  });
}

void printText(resnet::NetOp net, const Summary &summary) {
  printLayers(net);
  llvm::outs() << '\n'
               << "total parameters          " << grouped(summary.totalParameters) << '\n'
               << "trainable parameters      " << grouped(summary.trainableParameters) << '\n'
               << "non-trainable parameters  " << grouped(summary.nonTrainableParameters) << '\n'
               << "multiply-adds (one image) " << grouped(summary.multiplyAdds) << '\n'
               << "layers                    " << summary.layers << '\n';
}

void printJson(const Summary &summary) {
  llvm::json::Object object{{"total_parameters", summary.totalParameters},
                            {"trainable_parameters", summary.trainableParameters},
                            {"non_trainable_parameters", summary.nonTrainableParameters},
                            {"multiply_adds", summary.multiplyAdds},
                            {"layers", summary.layers}};
  llvm::outs() << llvm::formatv("{0:2}\n", llvm::json::Value(std::move(object)));
}

int summariseFile(const std::string &file, bool json) {
  auto spec = readSpec(file);
  if (!spec)
    return 1;
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  auto module = importNet(context, *spec);
  resnet::NetOp net = netOf(*module);
  json ? printJson(summarise(net)) : printText(net, summarise(net));
  return 0;
}
} // namespace

void addSummaryCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("summary", "Show a net's layers, parameters and multiply-adds");
  auto file = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  command->add_option("NET.yaml", *file, "the spec")->required();
  command->add_flag("--json", *json, "the totals as one JSON object");
  command->footer(exampleText({"summary net.yaml", "summary net.yaml --json"}));
  command->callback([file, json, &exitCode] { exitCode = summariseFile(*file, *json); });
}

} // namespace resnetc
