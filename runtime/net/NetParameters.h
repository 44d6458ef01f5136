// NetParameters: the parameter blob of an opened net, from its weights file or from a seed.
#pragma once
#include "runtime/net/AlignedBuffer.h"
#include "runtime/net/NetLibrary.h"
#include "runtime/weights/ParameterList.h"

namespace resnetc {

struct NetParameters {
  std::shared_ptr<const void> owner; ///< the mapped file or the buffer
  const float *values = nullptr;     ///< parameters_bytes, on 64 bytes, read only
  std::filesystem::path file;        ///< where they come from; empty: no weights file, initialize(seed)
};

/// In a training's folder, what lies beside the library:
constexpr const char *trainedWeights = "last.h5";

/// Takes the first of these that lies beside the library:
///   last.h5             the newest weights of a training;
///   <name>.safetensors  as `compile --weights` writes it, exactly the net's tensors in the blob's order;
/// and without either initialises from seed 0. `User` if the file is not this net's.
Outcome<NetParameters> loadParameters(const NetLibrary &library);

/// What a training in this folder begins with: last.h5 does not count, and the seed is the training's.
Outcome<NetParameters> loadInitialParameters(const NetLibrary &library, uint64_t seed);

/// The net's tensors, as the readers and writers of weights want them.
ParameterList listParameters(const resnetc_net &net);

} // namespace resnetc
