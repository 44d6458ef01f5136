// Target: what a net is compiled for: one object for each kind of device. Everything that
// emit/ must know of a processor is asked here, and of kernels in ir/machine/Machine.h.
//
// Add a processor: a row in Target.cpp (and in Machine.cpp). Add a kind of device: a class.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace resnetc {

class Target {
public:
  virtual ~Target() = default;

  virtual llvm::StringRef name() const = 0;    ///< as users and nets write it: x86-64-v3
  virtual llvm::StringRef machine() const = 0; ///< of its kernels' keys: avx2
  virtual llvm::StringRef triple() const = 0;  ///< LLVM's
  virtual int64_t cpuLevel() const = 0;        ///< of runtime/embed/cpu.c; 0: any processor will do
  virtual llvm::ArrayRef<llvm::StringRef> features() const = 0; ///< what the processor must have, for the manifest
  virtual uint16_t elfMachine() const = 0;
  virtual llvm::StringRef supportBitcode() const = 0; ///< runtime/embed for this architecture
  virtual bool runsHere() const = 0; ///< programs of this host's architecture can load its libraries
  /// Makes LLVM know the architecture; any number of times.
  virtual void initialise() const = 0;
};

/// The target of that name (x86-64-v3), not `host`; null if there is none. Lives for ever.
const Target *findTarget(llvm::StringRef name);

/// `host` becomes the strongest target that this processor runs; other names stay. An
/// error (the user's) lists the names that there are.
llvm::Expected<std::string> resolveTarget(llvm::StringRef name);

} // namespace resnetc
