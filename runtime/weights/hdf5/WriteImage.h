// WriteImage: the writing side of resnetc-hdf5: a request becomes the bytes of an HDF5 file.
//
// A request is: u64 length, JSON of that length, then all data sets' float32 one after
// the other. The JSON:
//   {"texts": [{"on": "/", "name": "backend", "text": "tensorflow"}],
//    "lists": [{"on": "/conv1", "name": "weight_names", "strings": ["conv1/kernel:0"]}],
//    "sets":  [{"path": "/conv1/conv1/kernel:0", "shape": [7, 7, 3, 64]}]}
#pragma once
#include <vector>

namespace resnetc::hdf5 {

/// The form that every HDF5 and h5py reads: superblock 0, contiguous little-endian
/// float32, fixed-length strings, no times: the same request gives the same bytes.
/// Throws Refusal.
std::vector<char> writeImage(const std::vector<char> &request);

} // namespace resnetc::hdf5
