// KernelArguments: what a kernel is called with, from its key alone. The planner
// takes sizes from here, the backend the order, VerifyPlanned checks both, and
// kernels fix their buffers' bounds and strides to it.
//
// operation        reads, in order                                  writes (last argument)
// conv2d           input, filter, shift [, residual if add]          output
// stem             input, filter, shift                              output (pooled)
// max_pool         input                                             output
// global_avg_pool  input                                             output n x c
// dense            input n x c, filter, shift                        output n x k
// softmax          logits n x k                                      probabilities n x k
// pad_channels     input                                             output
// preprocess       pixels n x h x w x 3 u8                           images (layout `out`, no halo)
// layout           images (layout `in`, no halo)                     output, halo written as zeros
// pack_filter      kernel r x r x c x k [, gamma, variance if fold]  filter
// fold_shift       [bias if bias] [, gamma, beta, mean, variance if fold]   shift
//
// and of training, where some kernels write more than one buffer:
//
// batch_images               images (layout `in`, no halo), hyper            output, halo and images from hyper[0] on zeros
// batch_norm_statistics      input, hyper, pivot                             mean, variance
// batch_norm                 input, mean, variance, gamma, beta [, residual if add]     output
// batch_norm_sums            dy, input [, y if relu], mean, variance         dgamma, dbeta
// batch_norm_gradient        dy, input [, y if relu], mean, variance, gamma, dgamma, dbeta, hyper    dx
// batch_norm_frozen_gradient dy [, y if relu], variance, gamma               dx
// relu                       input                                           output
// relu_gradient              dy, y                                           dx
// add                        input, residual (layout `out`)                  output
// max_pool_indices           input                                           output, indices u8 (no halo)
// max_pool_gradient          dy, indices                                     dx
// global_avg_pool_gradient   dy n x c                                        dx
// pad_channels_gradient      dy                                              dx
// softmax_cross_entropy      logits n x k, labels i32, hyper                 gradient n x k, loss 1, correct 1 i32
// filter_gradient            input, dy                                       dw r x r x c x k
// input_gradient             dy, filter (transposed) [, residual if add]     dx
// pack_transposed            kernel r x r x c x k                            filter [ceil(c/panel)][r][r][k][panel]
// bias_gradient              dy                                              db
// sgd_update                 gradient, hyper, parameter, velocity            parameter, velocity
// adam_update                gradient, hyper, parameter, first_moment, second_moment    the last three
// update_moving              mean, variance, hyper, moving_mean, moving_variance        the last two
//
// and of devices alone:
//
// conv2d_parts               input, filter                                   parts, [parts][n][y][x][k]
// filter_gradient_parts      input, dy                                       parts, [parts][r][r][c][k]
// sum_parts                  parts [, shift if shift] [, residual if add]    output
// zero_halo                                                                  output: its halo and nothing else
//
// A buffer that is written and has the name of one that is read lies on it: updates are in place. A
// device's kernel then reads its old values from the written one.
//
// Of a step's n images the first hyper[0] count. The others are zero images (batch_images), so
// their activations are finite; their gradients are zeros (softmax_cross_entropy and
// batch_norm_gradient write them so). Hence only what divides by the number of images reads hyper.
//
// Packed filters: [ceil(k/panel)][r][r][c][panel], shift: [ceil(k/panel)*panel]; what lies
// beyond k is zero. A dense layer's are those of a 1x1 convolution. Transposed filters have
// panels of input channels, zero beyond c; input_gradient reads those that are not rotated.
// The halo of its dy: InputGradientPhases.h.
#pragma once
#include "ir/machine/KernelKey.h"

namespace resnetc {

struct KernelArgument {
  std::string name;             ///< `input`, `filter`, …
  std::string element;          ///< f32 | u8 | i32
  std::vector<int64_t> extents; ///< outermost first, without halo
  int64_t halo = 0;             ///< pixels around extents[1] and extents[2] of a rank four map
  bool written = false;         ///< the output; its halo is left alone unless `writesHalo`
  bool writesHalo = false;

  int64_t elements() const; ///< with halo
  int64_t bytes() const;    ///< with halo
};

/// What a step of training is told, as the kernels' argument `hyper`: 8 floats.
enum HyperIndex {
  hyperImages,         ///< those that count, the first ones
  hyperRate,           ///< schedule and decay are in it
  hyperMomentum,
  hyperNesterov,       ///< 0 or 1
  hyperWeightDecay,
  hyperAdamCorrection, ///< sqrt(1 - beta2^t) / (1 - beta1^t), t = steps taken before + 1
  hyperValues = 8
};

/// All arguments in call order, those that are written last.
std::vector<KernelArgument> argumentsOf(const KernelKey &key);

/// How many of the last arguments are written.
size_t outputsOf(const std::vector<KernelArgument> &arguments);

/// True if the output may lie exactly on the residual: each value is read by the
/// statement that replaces it, and none is computed twice.
bool isInPlaceSafe(const KernelKey &key);

} // namespace resnetc
