// KernelCache: kernel objects by content. An entry is HASH.o, of a device's kernel HASH.source, and HASH.facts, where
// HASH is of the kernel program's bytes, Halide's version and the key. The facts, written last, hold the files' hashes,
// so a half-written or damaged entry reads as missing. Files are renamed into place: any number of compilers may share
// a folder.
#pragma once
#include "ir/machine/KernelKey.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace resnetc {

/// What the device's compiler reads, and the one launch.
struct CachedDeviceCode {
  std::string source;       ///< path, as long as the cache lives
  std::string sourceEnding; ///< cl | spv | ptx
  int64_t blocks = 0, threads = 0, sharedBytes = 0; ///< the last two of a block
};

struct CachedKernel {
  std::string object;       ///< path, as long as the cache lives
  std::string objectHash;   ///< SHA-256
  int64_t scratchBytes = 0; ///< of one worker
  std::optional<CachedDeviceCode> device = {}; ///< of a device's kernel
};

class KernelCache {
public:
  /// \param folder   made if missing. Where it cannot be written, its entries are read and
  ///                 new ones go to a temporary folder; empty: all do.
  /// \param program  resnetc-kernel.
  static llvm::Expected<KernelCache> open(const std::string &folder, const std::string &program);
  ~KernelCache(); ///< removes the temporary folder
  KernelCache(KernelCache &&);
  KernelCache &operator=(KernelCache &&) = delete;

  /// Why the folder cannot be written, for the user; empty if it can.
  const std::string &warning() const { return whyNot; }

  using Progress = std::function<void(size_t done, size_t total)>;
  using Stop = std::function<bool()>;

  /// One entry for each key, in order. Missing ones are compiled, `jobs` at a time (0: one
  /// for each processor); `progress` is called after each of those, never twice at once. A
  /// kernel that fails is an InternalError with its key and how to see it again. `stop` is asked before each
  /// kernel, by several threads; once it is true no more are begun, and the error is Interrupted.
  llvm::Expected<std::vector<CachedKernel>> compileAll(llvm::ArrayRef<KernelKey> keys, unsigned jobs,
                                                       const Progress &progress = nullptr,
                                                       const Stop &stop = nullptr) const;

private:
  KernelCache() = default;
  std::string nameOf(const KernelKey &key) const;
  std::optional<CachedKernel> load(const KernelKey &key) const;
  llvm::Error compile(const KernelKey &key) const;

  std::string folder;    ///< read; may be empty
  std::string writable;  ///< the same, or the temporary one
  std::string temporary; ///< empty if none was needed
  std::string program, programHash;
  std::string whyNot; ///< the folder cannot be written
};

} // namespace resnetc
