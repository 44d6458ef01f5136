// NetFacts: the numbers and texts of a planned net that header, manifest, table and
// entry points all state; computed once, so that they agree.
#pragma once
#include "backends/Target.h"
#include "ir/dialect/Resnet.h"
#include "ir/machine/KernelKey.h"

namespace resnetc {

struct LayerFact {
  std::string name, kernel; ///< the kernel's key
  int64_t multiplyAdds = 0; ///< for one image
  std::string symbol;
};

struct NetFacts {
  resnet::NetOp net;
  Target target;
  std::string name, spec, specHash;
  std::vector<int64_t> batches; ///< largest first; the last is 1
  int64_t parametersBytes = 0, parameterCount = 0, packedBytes = 0;
  int64_t imageBytes = 0;     ///< of one float32 image
  int64_t activationBytes = 0;    ///< of the largest plan
  int64_t activationBytesOne = 0; ///< of one image's
  int64_t arenaBytes = 0;         ///< any batch up to the largest: activations and images, without scratch
  int64_t arenaBytesOne = 0;      ///< one image
  int64_t scratchBytes = 0;   ///< of each thread; known when the kernels are compiled
  int64_t multiplyAdds = 0;   ///< for one image
  std::vector<LayerFact> layers; ///< kernel calls of one image, in order

  int64_t maxBatch() const { return batches.front(); }
  resnet::PlanOp plan(llvm::StringRef name) const { return resnet::NetOp(net).lookupSymbol<resnet::PlanOp>(name); }
  resnet::PlanOp inferPlan(int64_t n) const { return plan(("infer_" + llvm::Twine(n)).str()); }
  bool hasPreprocess() const { return bool(plan("preprocess_1")); }
};

/// The net must have passed VerifyPlanned; an error names what it lacks for a library.
llvm::Expected<NetFacts> collectFacts(resnet::NetOp net);

/// A kernel's key by its symbol in the net.
KernelKey keyOfKernel(resnet::NetOp net, llvm::StringRef symbol);

} // namespace resnetc
