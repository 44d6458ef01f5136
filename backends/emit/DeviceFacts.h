// DeviceFacts: what the writers of this folder say of one device of a library: a planned net whose plans are data that
// runtime/embed/device replays, but for @prepare, which runs on the CPU. Sizes in bytes.
#pragma once
#include "backends/emit/KernelFacts.h"
#include "backends/emit/SupportCode.h"
#include "ir/dialect/Resnet.h"
#include <array>

namespace resnetc {

struct LibraryFacts;

/// What the tables call DevicePlan.
struct DevicePlanFacts {
  std::string name; ///< infer_16, train_step …
  int64_t batch;
  std::vector<resnet::RunOp> runs; ///< of infer, those of @preprocess_N first
  int64_t preprocessRuns;
  int64_t logitsOffset; ///< in the arena
  int64_t lossRuns;     ///< of training: up to and with the one that writes the loss
};

/// Bytes of each space, by its number.
using SpaceBytes = std::array<int64_t, resnet::getMaxEnumValForSpace() + 1>;

struct DeviceFacts {
  resnet::NetOp net;
  const DeviceTarget *target;
  std::string prefix;               ///< of its tables' names: no two devices have the same
  std::vector<KernelFacts> kernels; ///< in the order of the net; those of its @prepare are a CPU's
  resnet::PlanOp preparePlan;
  std::vector<DevicePlanFacts> infers;    ///< largest batch first; the last is 1
  std::vector<DevicePlanFacts> trainings; ///< @train_step, @gradients, @evaluate; empty without training
  SpaceBytes inferBytes, trainBytes;      ///< of a device that is opened for either
  int64_t packedBytes;                    ///< what its prepare writes

  /// What a device keeps when it is open, for inference or for training.
  int64_t mostLaunches() const;
};

/// The tensors of the parameter blob as devices have them: each at a multiple of the alignment.
struct DeviceTensors {
  std::vector<int64_t> offsets; ///< of each parameter, in the spaces parameters and gradients
  int64_t bytes;                ///< of all
  int64_t moments;              ///< of the optimizer, each with these offsets; 0 without training
  int64_t momentBytes;          ///< from one to the next
};

/// What all devices of a library share.
struct DevicesFacts {
  std::vector<DeviceFacts> devices; ///< not empty
  DeviceTensors tensors;
  DeviceLayout layout;
  int64_t deviceBytes; ///< of the caller's memory
  int64_t packedBytes; ///< one layout for all
};

/// All that a run reads, then all that it writes, as its kernel is called.
std::vector<resnet::BufferAttr> buffersOf(resnet::RunOp run);

/// \param facts    with parameters and levels.
/// \param kernels  those of the nets, and any others.
/// An InternalError where a net is not what the backend was promised (phase 4).
llvm::Expected<DevicesFacts> gatherDevices(llvm::ArrayRef<resnet::NetOp> nets, const LibraryFacts &facts,
                                           const CompiledKernels &kernels);

} // namespace resnetc
