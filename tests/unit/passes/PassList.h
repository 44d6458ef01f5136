// PassList: every pass from phase 0 or 1 to the plan, in the order of Pipelines.cpp.
#pragma once
#include "passes/Passes.h"

namespace resnetc {

using MakePass = std::unique_ptr<mlir::Pass> (*)();

inline const std::pair<const char *, MakePass> passes[] = {
    {"BuildInference", [] { return createBuildInference(); }},
    {"FoldBatchNorm", [] { return createFoldBatchNorm(); }},
    {"FuseNorms", [] { return createFuseNorms(); }},
    {"FusePoolIndices", [] { return createFusePoolIndices(); }},
    {"FuseEpilogues", [] { return createFuseEpilogues(); }},
    {"FuseStemPool", [] { return createFuseStemPool(); }},
    {"AssignLayouts", [] { return createAssignLayouts(); }},
    {"AssignAlgorithms", [] { return createAssignAlgorithms(); }},
    {"PackFilters", [] { return createPackFilters(); }},
    {"OutlineKernels", [] { return createOutlineKernels(); }},
    {"PlanMemory", [] { return createPlanMemory(); }},
    {"VerifyPlanned", [] { return createVerifyPlanned(); }},
};

} // namespace resnetc
