// KerasArchive: Keras 3's .keras, a zip archive whose member model.weights.h5 is an HDF5 file.
#pragma once
#include <cstdint>
#include <vector>

namespace resnetc::hdf5 {

bool isArchive(const std::vector<char> &bytes);

/// The weights' HDF5 file out of the archive. The other members (the model's
/// configuration, which may hold code) are not looked at. Throws Refusal.
/// \param mostBytes  a member that unpacks to more is a bomb.
std::vector<char> takeWeights(const std::vector<char> &archive, uint64_t mostBytes);

} // namespace resnetc::hdf5
