// LevelFacts: what the writers of this folder say of one CPU level of a library: one planned net with its compiled
// kernels. Plain values; sizes in bytes unless the name says more.
#pragma once
#include "backends/Target.h"
#include "backends/emit/KernelFacts.h"
#include "backends/emit/TrainFacts.h"
#include "ir/dialect/Resnet.h"

namespace resnetc {

struct LibraryFacts;

/// One run of the smallest plan of infer.
struct LayerFacts {
  std::string name;
  std::string symbol, keyText; ///< of its kernel
  std::string operation;
  std::vector<int64_t> shape; ///< of its result, without halo
  int64_t multiplyAdds;       ///< for one image
};

/// A plan of infer.
struct InferFacts {
  int64_t batch;
  resnet::PlanOp plan;
};

struct LevelFacts {
  resnet::NetOp net;
  const Target *target;
  std::string prefix;               ///< of its functions' and tables' names: no two levels have the same
  std::vector<KernelFacts> kernels; ///< in the order of the net
  resnet::PlanOp preparePlan;
  resnet::PlanOp preprocessPlan; ///< null: no 8-bit calls
  std::vector<InferFacts> infers; ///< largest batch first; the last is 1
  std::vector<LayerFacts> layers;
  int64_t packedBytes; ///< what its prepare writes
  // An arena: activations, images of the *_u8 calls, scratch of each thread.
  int64_t activationBytes, arenaBytes;   ///< of the largest batch; the second without scratch
  int64_t activationBytes1, arenaBytes1; ///< of batch 1
  int64_t scratchBytes;                  ///< of one thread
  std::optional<TrainPlans> train;       ///< of nets that are compiled for training

  const KernelFacts &kernelOf(resnet::RunOp run) const;
  /// What the kernels of a plan allocate, the most of them, in one thread.
  int64_t scratchOf(resnet::PlanOp plan) const;
};

/// The keys of a planned net's kernels, in order. An InternalError if one does not parse.
llvm::Expected<std::vector<KernelKey>> keysOf(resnet::NetOp net);

/// \param library  with all but its levels and sizes.
/// \param kernels  those of the net, and any others.
/// An InternalError where the net is not what the backend was promised (phase 4).
llvm::Expected<LevelFacts> gatherLevel(resnet::NetOp net, const std::string &prefix, const LibraryFacts &library,
                                       const CompiledKernels &kernels);

} // namespace resnetc
