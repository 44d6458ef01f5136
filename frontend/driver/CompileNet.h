// CompileNet: a spec, or the dump of any phase, becomes a library with its header,
// manifest, weights and program.
#pragma once
#include "runtime/weights/KernelOrder.h"
#include <cstdint>
#include <string>
#include <vector>

namespace resnetc {

struct CompileOptions {
  std::string spec, from; ///< one of them: a spec file, or a dump
  std::string output;     ///< folder
  std::string weights;    ///< file; empty: none are written
  Kernels kernels = Kernels::Auto;
  bool newHead = false;
  std::vector<int64_t> batches = {1};
  std::string target = "host";
  std::string dumpFolder, stopAfter;
  bool explain = false; ///< each layer's kernel and its reason, to stdout
  unsigned jobs = 0;    ///< kernels compiled at a time; 0: one for each processor
};

/// Returns the exit code; messages go to stderr. Nothing is written unless all is well,
/// but the dumps of phases that were reached.
int compileNet(const CompileOptions &options);

} // namespace resnetc
