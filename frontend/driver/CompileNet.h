// CompileNet: a spec, or the dump of any phase, becomes a library with its header,
// manifest, weights and program.
#pragma once
#include "runtime/weights/KernelOrder.h"
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace resnetc {

struct ParsedSpec;

struct CompileOptions {
  std::string spec, from; ///< one of them: a spec file, or a dump
  std::string output;     ///< folder
  std::string weights;    ///< file; empty: none are written
  Kernels kernels = Kernels::Auto;
  bool newHead = false;
  int64_t seed = 0; ///< of a new head's values
  std::vector<int64_t> batches = {1};
  int64_t train = 0;       ///< images of a step of training; 0: a net for inference alone
  bool strictMath = false; ///< convolutions as they are defined, by no transform; all kernels are, so far
  std::string target = "host";
  std::string dumpFolder, stopAfter;
  std::string kernelsFolder; ///< for copies of the kernels; empty: none
  bool explain = false; ///< each layer's kernel and its reason, to stdout
  unsigned jobs = 0;    ///< kernels compiled at a time; 0: one for each processor
  std::vector<std::string> classNames; ///< for the manifest; empty: none
  std::function<int()> beforeWriting;  ///< called when all that a user can get wrong is checked; its exit code, if not
                                       ///< 0, ends it. May be empty.
};

/// Returns the exit code; messages go to stderr. Nothing is written unless all is well,
/// but the dumps of phases that were reached.
int compileNet(const CompileOptions &options);

/// The same for a spec that was read already; options.spec and options.from are not looked at.
int compileSpec(const ParsedSpec &spec, const CompileOptions &options);

} // namespace resnetc
