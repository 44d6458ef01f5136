// KernelCache: kernel objects by content. An entry is HASH.o and HASH.facts; the facts,
// written last, hold the object's hash, so a half-written or damaged entry reads as
// missing. Files are renamed into place: any number of compilers may share a folder.
#pragma once
#include "ir/machine/KernelKey.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <optional>

namespace resnetc {

struct CompiledKernel {
  std::string object;       ///< path in the cache
  std::string objectHash;   ///< sha256
  int64_t scratchBytes = 0; ///< that one call takes from halide_malloc on one thread
};

class KernelCache {
public:
  using Progress = std::function<void(size_t done, size_t all)>;

  /// `folder` is made if need be; where it cannot be written a temporary one serves
  /// instead. `program` is resnetc-kernel; its bytes are part of every hash.
  KernelCache(std::string folder, std::string program);
  ~KernelCache(); ///< removes the temporary folder
  KernelCache(const KernelCache &) = delete;

  /// One entry for each key, in order. Missing ones are compiled by children, `jobs` at
  /// a time (0: one for each processor). An error holds the child's messages and how to
  /// see it again.
  llvm::Expected<std::vector<CompiledKernel>> compileAll(const std::vector<KernelKey> &keys, unsigned jobs,
                                                         const Progress &progress = nullptr);

private:
  std::string pathOf(const KernelKey &key) const;
  std::optional<CompiledKernel> load(const KernelKey &key) const;
  llvm::Error compile(const KernelKey &key) const;

  std::string folder, program, programHash, temporary;
};

/// RESNETC_CACHE, else $XDG_CACHE_HOME/resnetc, else ~/.cache/resnetc.
std::string kernelCacheFolder();

/// Where resnetc-kernel and resnetc-runner lie: beside the running program.
std::string programsFolder();

} // namespace resnetc
