// LibraryFacts: all that the writers of this folder say of a library, gathered once from its planned module and its
// compiled kernels: what is the same on every processor, the largest sizes, and the facts of each CPU level. Plain
// values; sizes in bytes unless the name says more.
#pragma once
#include "backends/emit/DeviceFacts.h"
#include "backends/emit/LevelFacts.h"
#include "mlir/IR/BuiltinOps.h"

namespace resnetc {

struct ParameterFacts {
  std::string name;
  std::vector<int64_t> shape;
  bool trainable; ///< has a gradient: neither a moving average nor frozen
  int64_t offset; ///< in floats
};

struct LibraryFacts {
  std::string name;      ///< resnet50
  std::string upperName; ///< RESNET50, of constants
  std::string spec, specHash;
  int64_t height, width, channels, classes;
  bool channelsFirst;
  resnet::PreprocessAttr preprocess; ///< may be null
  std::vector<ParameterFacts> parameters;
  int64_t parametersBytes, multiplyAdds;
  std::vector<LevelFacts> levels; ///< at least one, the weakest first
  // The largest of all levels.
  int64_t packedBytes; ///< of several levels with the head that says which one it is
  int64_t arenaBytes, arenaBytes1, scratchBytes;
  std::optional<TrainFacts> train; ///< of nets that are compiled for training
  std::optional<DevicesFacts> devices; ///< of nets that are compiled for devices beside CPUs

  const LevelFacts &baseline() const { return levels.front(); }
  bool hasLevels() const { return levels.size() > 1; }
  std::string targetNames() const; ///< x86-64-v3,x86-64-v4,opencl
  /// Of all levels and devices, in order, each once: devices share what prepares for them.
  std::vector<const KernelFacts *> allKernels() const;
  int64_t maxBatch() const { return baseline().infers.front().batch; }
  int64_t imageValues() const { return height * width * channels; }
  bool hasPreprocess() const { return baseline().preprocessPlan != nullptr; }
};

/// What `packed` begins with in a library of several levels (runtime/embed/levels.c, PackedHead).
constexpr int64_t packedHeadBytes = 64;

/// The nets of a planned module by what they are for.
struct PlannedNets {
  std::vector<resnet::NetOp> levels;  ///< CPUs; the first has the library's name
  std::vector<resnet::NetOp> devices;
};

/// An InternalError where a target is unknown, or there is no CPU.
llvm::Expected<PlannedNets> plannedNetsOf(mlir::ModuleOp planned);

/// \param kernels  of all nets, compiled.
/// An InternalError where the nets are not what the backend was promised (phase 4).
llvm::Expected<LibraryFacts> gatherFacts(const PlannedNets &nets, const CompiledKernels &kernels);

} // namespace resnetc
