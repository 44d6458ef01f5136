// Library: the front door of this folder: a planned net becomes
//
//   NAME.h  libNAME.a  libNAME.so  NAME.json  NAME.yaml, and the program NAME
//
// (on bare metal no shared library and no program),
//
// byte-identical for the same net and options, whatever the folder, the user, the time,
// the number of jobs or the state of the kernel cache.
#pragma once
#include "backends/emit/EmitError.h"
#include "backends/emit/Places.h"
#include "ir/dialect/Resnet.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <string>
#include <vector>

namespace resnetc {

struct EmitOptions {
  std::string outFolder;      ///< made if missing; files in it are replaced one by one
  std::string cacheFolder;    ///< of kernels (kernelCacheFolder()); empty: none is kept
  std::string programsFolder; ///< holds resnetc-kernel and, if a program is wanted, resnetc-runner
  std::string kernelsFolder;  ///< gets a copy of each kernel (SaveKernels.h); empty: none does
  unsigned jobs = 0;          ///< kernels compiled at a time; 0: one for each processor
  std::function<void(size_t done, size_t total)> progress; ///< after each kernel that had to be compiled
  std::function<void(const std::string &)> warn;           ///< of what does not stop a compilation; may be empty
  std::function<bool()> isInterrupted; ///< asked between the parts of the work; true: ends it with Interrupted
  std::vector<std::string> classNames;                     ///< for the manifest; empty: none
  std::vector<std::string> inputFiles;     ///< hashed into the manifest; no output replaces one of them
  std::vector<std::string> protectedFiles; ///< nor one of these, whose names decide no byte
};

/// Compiles `planned` (phase 4: a net for each target, the first with the library's name, which have plans @prepare,
/// @infer_1 and more, and @preprocess_1 where they preprocess). Nothing is written unless all is well. An
/// InternalError is our bug, a UserError the user's; Interrupted only if options.isInterrupted said so; every other
/// error is the outside world's. lld runs in this process: not from two threads at once.
llvm::Error emitLibrary(mlir::ModuleOp planned, const EmitOptions &options);

} // namespace resnetc
