// NetFacts: all that the writers of this folder say of a net, gathered once from its planned
// module and its compiled kernels. Plain values; sizes in bytes unless the name says more.
#pragma once
#include "backends/Target.h"
#include "backends/emit/KernelCache.h"
#include "backends/emit/TrainFacts.h"
#include "ir/dialect/Resnet.h"

namespace resnetc {

struct ParameterFacts {
  std::string name;
  std::vector<int64_t> shape;
  bool trainable; ///< has a gradient: neither a moving average nor frozen
  int64_t offset; ///< in floats
};

/// A kernel with what its compilation told.
struct KernelFacts {
  std::string symbol;
  KernelKey key;
  CachedKernel compiled;
};

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

struct NetFacts {
  resnet::NetOp net;
  const Target *target;
  std::string name;      ///< resnet50
  std::string upperName; ///< RESNET50, of constants
  std::string spec, specHash;
  int64_t height, width, channels, classes;
  bool channelsFirst;
  resnet::PreprocessAttr preprocess; ///< may be null
  std::vector<ParameterFacts> parameters;
  std::vector<KernelFacts> kernels; ///< in the order of the module
  resnet::PlanOp preparePlan;
  resnet::PlanOp preprocessPlan; ///< null: no 8-bit calls
  std::vector<InferFacts> infers; ///< largest batch first; the last is 1
  std::vector<LayerFacts> layers;
  int64_t parametersBytes, packedBytes, multiplyAdds;
  // An arena: activations, images of the *_u8 calls, scratch of each thread.
  int64_t activationBytes, arenaBytes;   ///< of the largest batch; the second without scratch
  int64_t activationBytes1, arenaBytes1; ///< of batch 1
  int64_t scratchBytes;                  ///< of one thread
  std::optional<TrainFacts> train;       ///< of nets that are compiled for training

  int64_t maxBatch() const { return infers.front().batch; }
  int64_t imageValues() const { return height * width * channels; }
  bool hasPreprocess() const { return preprocessPlan != nullptr; }
  const KernelFacts &kernelOf(resnet::RunOp run) const;
  /// What the kernels of a plan allocate, the most of them, in one thread.
  int64_t scratchOf(resnet::PlanOp plan) const;
};

/// The keys of a planned net's kernels, in order. An InternalError if one does not parse.
llvm::Expected<std::vector<KernelKey>> keysOf(resnet::NetOp net);

/// \param kernels  compiled, in the order of keysOf.
/// An InternalError where the module is not what the backend was promised (phase 4).
llvm::Expected<NetFacts> gatherFacts(resnet::NetOp net, llvm::ArrayRef<KernelKey> keys,
                                     llvm::ArrayRef<CachedKernel> kernels);

} // namespace resnetc
