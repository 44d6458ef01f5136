// Library: a planned net becomes files: lib<net>.a, lib<net>.so, <net>.h, <net>.json,
// <net>.yaml and, for this host, the program <net>.
#pragma once
#include "backends/emit/KernelCache.h"
#include "ir/dialect/Resnet.h"

namespace resnetc {

struct EmitOptions {
  std::string outFolder;      ///< made if need be
  std::string cacheFolder;    ///< kernelCacheFolder()
  std::string programsFolder; ///< programsFolder()
  unsigned jobs = 0;          ///< kernels compiled at a time; 0: one for each processor
  KernelCache::Progress progress;
  std::vector<std::string> inputFiles; ///< that went in besides the spec, for the manifest
};

/// The net must have passed VerifyPlanned. Files are written into a folder beside, synced
/// and renamed one by one: on an error what was there before is untouched. The same net
/// gives the same bytes, whatever the options.
llvm::Error emitLibrary(resnet::NetOp net, const EmitOptions &options);

} // namespace resnetc
