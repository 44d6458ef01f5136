// NetParameters: the parameter blob of an opened net, from its weights file or from a seed.
#pragma once
#include "runtime/net/AlignedBuffer.h"
#include "runtime/net/NetLibrary.h"

namespace resnetc {

struct NetParameters {
  std::shared_ptr<const void> owner; ///< the mapped file or the buffer
  const float *values = nullptr;     ///< parameters_bytes, on 64 bytes, read only
  bool untrained = false;            ///< no weights file: initialize(seed 0)
};

/// Maps <name>.safetensors beside the library if it exists, else initialises from seed 0.
/// The file must hold exactly the net's tensors in the blob's order, as `compile --weights` writes it: `User` if not.
Outcome<NetParameters> loadParameters(const NetLibrary &library);

} // namespace resnetc
