// KernelFacts: a kernel with what its compilation told.
#pragma once
#include "backends/emit/KernelCache.h"
#include <map>

namespace resnetc {

struct KernelFacts {
  std::string symbol;
  KernelKey key;
  CachedKernel compiled;
};

/// By symbol, which the key decides.
using CompiledKernels = std::map<std::string, KernelFacts>;

} // namespace resnetc
