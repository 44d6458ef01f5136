// Target: what a net is compiled for. Everything that emit/ must know of a processor is
// asked here, and of kernels in ir/machine/Machine.h.
//
// Add a processor: a row in Target.cpp (and in Machine.cpp). Add an architecture: a class.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>
#include <vector>

namespace resnetc {

class Target {
public:
  virtual ~Target() = default;

  virtual llvm::StringRef name() const = 0;    ///< as users and nets write it: x86-64-v3
  virtual llvm::StringRef machine() const = 0; ///< of its kernels' keys: avx2
  /// LLVM's. Targets of one triple are levels of one processor: a library may hold several of them.
  virtual llvm::StringRef triple() const = 0;
  virtual int64_t cpuLevel() const = 0; ///< of runtime/embed/cpu.c; 0: any processor will do
  virtual llvm::ArrayRef<llvm::StringRef> features() const = 0; ///< what the processor must have, for the manifest
  virtual uint16_t elfMachine() const = 0;
  virtual llvm::StringRef supportBitcode() const = 0; ///< runtime/embed for this triple
  /// False on bare metal: no threads, no shared libraries, nobody to ask.
  virtual bool hasSystem() const = 0;
  virtual bool runsHere() const = 0; ///< programs of this host's architecture can load its libraries
  /// Makes LLVM know the architecture; any number of times.
  virtual void initialise() const = 0;
};

/// Of each architecture the weakest first. They live for ever.
const std::vector<std::unique_ptr<Target>> &allTargets();

/// The target of that name (x86-64-v3), neither `host` nor a device; null if there is none.
const Target *findTarget(llvm::StringRef name);

/// A graphics processor's interface, whose kernels go into a library beside those of a CPU.
struct DeviceTarget {
  std::string name;    ///< as users and nets write it: opencl, cuda-80
  std::string machine; ///< of its kernels' keys: opencl, cuda80
  std::string api;     ///< as the library's calls name it: opencl, vulkan, cuda
};

const std::vector<DeviceTarget> &allDeviceTargets();

/// The device of that name; null if there is none. `cuda` is cuda-80. Lives for ever.
const DeviceTarget *findDeviceTarget(llvm::StringRef name);

/// A user's list of targets, such as "vulkan,host,x86-64-v3", as nets have it: CPUs with the weakest first, then
/// devices, each once ("x86-64-v3,x86-64-v4,vulkan"). `host` becomes the strongest target that this processor runs,
/// and stands before devices where the list has no CPU. An error (the user's) says which names there are, or which
/// two do not go into one library.
llvm::Expected<std::string> resolveTargets(llvm::StringRef list);

} // namespace resnetc
