// PassList: every pass from phase 0 or 1 to the plan, in the order of Pipelines.cpp.
#pragma once
#include "passes/Passes.h"
#include "mlir/Pass/PassManager.h"
#include <functional>

namespace resnetc {

struct NamedPass {
  const char *name;
  std::function<std::unique_ptr<mlir::Pass>()> make;
};

/// `parts`: of long sums on devices; 0: as predicted, which splits few sums of small nets.
inline std::vector<NamedPass> allPasses(int64_t parts) {
  return {
      {"SplitTargets", [] { return createSplitTargets(); }},
      {"BuildInference", [] { return createBuildInference(); }},
      {"FoldBatchNorm", [] { return createFoldBatchNorm(); }},
      {"FuseNorms", [] { return createFuseNorms(); }},
      {"FusePoolIndices", [] { return createFusePoolIndices(); }},
      {"FuseEpilogues", [] { return createFuseEpilogues(); }},
      {"FuseStemPool", [] { return createFuseStemPool(); }},
      {"AssignLayouts", [] { return createAssignLayouts(); }},
      {"SplitReductions", [=] { return createSplitReductions({parts}); }},
      {"AssignAlgorithms", [] { return createAssignAlgorithms(); }},
      {"PackFilters", [] { return createPackFilters(); }},
      {"OutlineKernels", [] { return createOutlineKernels(); }},
      {"PlanMemory", [] { return createPlanMemory(); }},
      {"VerifyPlanned", [] { return createVerifyPlanned(); }},
      {"VerifyTargets", [] { return createVerifyTargets(); }},
  };
}

/// On each net of the module, or on the module, as the pass is made for.
inline mlir::LogicalResult runPass(mlir::ModuleOp module, const NamedPass &pass) {
  auto manager = mlir::PassManager::on<mlir::ModuleOp>(module.getContext(), mlir::PassManager::Nesting::Implicit);
  manager.addPass(pass.make());
  return manager.run(module);
}

/// What the tests compile for, by their number: CPUs alone, and devices beside one.
inline const char *targetsOf(int index) {
  static const char *const lists[] = {"x86-64-v3", "x86-64-v3,opencl", "x86-64-v4", "x86-64-v4,vulkan",
                                      "x86-64-v3,vulkan,cuda-80"};
  return lists[index % 5];
}

} // namespace resnetc
