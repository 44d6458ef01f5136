// Attributes: reads lists of strings off a group, in every way that h5py has written them.
#pragma once
#include "runtime/weights/hdf5/Handle.h"
#include <string>
#include <vector>

namespace resnetc::hdf5 {

/// An attribute's strings: fixed length (h5py 2) or variable (h5py 3), scalar or one
/// dimension; an empty list comes as float64 of no elements. Missing: empty.
std::vector<std::string> readStrings(hid_t object, const std::string &name);

/// The same for lists over 64,512 bytes, which Keras splits: layer_names0, layer_names1 …
std::vector<std::string> readSplitStrings(hid_t object, const std::string &name);

} // namespace resnetc::hdf5
