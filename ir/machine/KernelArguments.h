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
// Packed filters: [ceil(k/panel)][r][r][c][panel], shift: [ceil(k/panel)*panel]; what lies
// beyond k is zero. A dense layer's are those of a 1x1 convolution.
#pragma once
#include "ir/machine/KernelKey.h"

namespace resnetc {

struct KernelArgument {
  std::string name;             ///< `input`, `filter`, …
  std::string element;          ///< f32 | u8
  std::vector<int64_t> extents; ///< outermost first, without halo
  int64_t halo = 0;             ///< pixels around extents[1] and extents[2] of a rank four map
  bool written = false;         ///< the output; its halo is left alone unless `writesHalo`
  bool writesHalo = false;

  int64_t elements() const; ///< with halo
  int64_t bytes() const;    ///< with halo
};

/// All arguments in call order, the output last.
std::vector<KernelArgument> argumentsOf(const KernelKey &key);

/// True if the output may lie exactly on the residual: each value is read by the
/// statement that replaces it, and none is computed twice.
bool isInPlaceSafe(const KernelKey &key);

} // namespace resnetc
