// Training: what a step of training reads and leaves behind.
#pragma once
#include "ir/interpreter/Interpreter.h"

namespace resnetc {

/// What is chosen anew for each step: !resnet.hyper.
struct Hyper {
  int64_t images = 1; ///< n: those that count, the first ones
  double rate = 0, momentum = 0;
  bool nesterov = false;
  double weightDecay = 0;
  int64_t step = 0; ///< steps taken before
};

/// By parameter: `conv1/kernel`.
using GradientValues = std::map<std::string, Tensor>;

struct TrainingState {
  Hyper hyper;
  ParameterValues parameters;                       ///< updates change them
  std::map<std::string, Tensor> velocity;           ///< of SGD, by parameter; what is missing is 0
  std::map<std::string, Tensor> firstMoment, secondMoment; ///< of Adam, likewise
  GradientValues gradients;                         ///< store_gradient fills them
};

/// Runs a function of phase 1, as interpret() does, and returns its results: @train_step,
/// @gradients and @evaluate return the loss and the number of right answers.
/// \param images  N x H x W x C; those from n on may hold anything, NaN included
/// \param labels  N whole numbers; the first n must be classes
/// \param tap     gets every result by the name that a dump gives it: `conv1_dx`
llvm::Expected<std::vector<Tensor>> interpretTraining(resnet::FuncOp function, const Tensor &images,
                                                      const Tensor &labels, TrainingState &state,
                                                      const LayerTap &tap = nullptr);

} // namespace resnetc
