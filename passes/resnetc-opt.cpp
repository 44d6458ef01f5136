// resnetc-opt: runs passes on a dump, for tests and for people who want to look at one pass.
#include "ir/dialect/Resnet.h"
#include "passes/Passes.h"
#include "passes/Pipelines.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registry.insert<resnetc::resnet::ResnetDialect>();
  mlir::registerTransformsPasses();
  resnetc::registerResnetcPasses();
  std::vector<mlir::PassPipelineRegistration<>> pipelines; // registered as long as they live
  for (const resnetc::PhaseInfo &phase : resnetc::allPhases())
    if (phase.addPasses)
      pipelines.emplace_back(std::string("resnet-to-") + phase.name, "From the phase before to this one",
                             [add = phase.addPasses](mlir::OpPassManager &passes) { add(passes); });
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "resnetc-opt: passes on dumps of resnetc\n", registry));
}
