// DataSets: finds the data sets of a file and refuses every feature of HDF5 that a
// weights file has no use for: links other than hard ones, external and virtual
// storage, foreign filters, compound types, overlapping data.
#pragma once
#include "runtime/weights/hdf5/Handle.h"
#include <cstdint>
#include <string>
#include <vector>

namespace resnetc::hdf5 {

struct DataSet {
  std::string path;            ///< as libhdf5 takes it, from the root, no leading slash
  std::string layer;           ///< attribute `name` of a Keras 3 `vars` group, else empty
  std::string type;            ///< f16 f32 f64, string, integer
  std::vector<uint64_t> shape; ///< product at most mostElements
  uint64_t elements = 0;
  bool readable() const { return type[0] == 'f'; }
};

struct FileContents {
  std::vector<DataSet> sets;        ///< in the order of their paths' names
  std::vector<std::string> skipped; ///< groups of an optimizer
};

/// Walks the whole file. Throws Refusal.
FileContents findDataSets(hid_t file, uint64_t fileBytes);

/// Reads one as float32. Throws Refusal.
std::vector<float> readDataSet(hid_t file, const DataSet &set);

} // namespace resnetc::hdf5
