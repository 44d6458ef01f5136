// TrainOps: what the ops of phase 1 mean, each by a pure function of its group (Gradients,
// BatchStatistics, Loss, Updates), with the parameters and state that it reads and changes.
#pragma once
#include "ir/interpreter/Training.h"
#include <optional>

namespace resnetc {

/// The op's results; nothing if it is not one of ResnetTrainOps.td.
/// \param valueOf  the tensors of its operands
std::optional<llvm::Expected<std::vector<Tensor>>>
computeTrainOp(mlir::Operation *op, llvm::function_ref<const Tensor &(mlir::Value)> valueOf, TrainingState &state);

/// An error for a step whose n is not 1 .. N or whose first n labels are not classes.
llvm::Error checkStep(resnet::FuncOp function, const Tensor &images, const Tensor &labels, const TrainingState &state);

} // namespace resnetc
