// CheckpointFile: one checkpoint on disk.
//
//   bytes   what                                     all numbers little-endian
//   8       "RNCCKPT\n"
//   4 + 4   version 1, zero
//   8 x 3   floats of the parameters, floats of the optimizer, bytes of the state
//   64 x 2  hash of the spec, hash of the library, padded with zeros
//   …       parameters, optimizer: raw float32
//   …       state: JSON (TrainState.h)
//   16      XXH3 (128 bits) of all before
#pragma once
#include "runtime/training/TrainState.h"
#include "runtime/training/TrainStep.h"
#include <filesystem>

namespace resnetc {

/// Which net a checkpoint belongs to; up to 64 characters each.
struct CheckpointOwner {
  std::string specHash, libraryHash;
};

struct Checkpoint {
  CheckpointOwner owner;
  std::vector<float> parameters, optimizer;
  TrainState state;
};

/// Whole or not at all (WritePieces.h). The floats are not copied.
std::optional<Failure> writeCheckpoint(const std::filesystem::path &file, const CheckpointOwner &owner,
                                       FloatSpan parameters, FloatSpan optimizer, const TrainState &state);

/// Reads and verifies: sizes against the file's before memory is asked for, then the checksum. The failure's message
/// starts with the file.
Outcome<Checkpoint> readCheckpoint(const std::filesystem::path &file);

} // namespace resnetc
