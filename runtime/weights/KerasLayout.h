// KerasLayout: where Keras keeps a net's tensors in its HDF5 files, as a plan for a
// writer. Keras loads by position, so layers come in Keras's order, which is the
// blob's; layers without weights need no place, its loaders drop them before they count.
//
// Source: Keras 2.2.4 engine/saving.py, Keras 3.15 legacy/saving/legacy_h5_format.py and
// saving/saving_lib.py.
#pragma once
#include "runtime/weights/ParameterList.h"

namespace resnetc {

/// Text attribute of a group; `on` is the group's path.
struct Hdf5Text {
  std::string on, name, text;
};

/// Attribute that lists texts.
struct Hdf5List {
  std::string on, name;
  std::vector<std::string> strings;
};

/// float32 data set; groups on the way are made.
struct Hdf5Set {
  std::string path;
  std::vector<int64_t> shape;
};

struct Hdf5Plan {
  std::vector<Hdf5Text> texts;
  std::vector<Hdf5List> lists;
  std::vector<Hdf5Set> sets; ///< their values lie one after the other in a blob, in this order
};

/// Keras 2's .h5: a group a layer, `layer_names`, `weight_names`, `backend`, `keras_version`.
Hdf5Plan layOutKeras2(const ParameterList &parameters);

/// Keras 3's .weights.h5: layers counted by class, layers/conv2d_3/vars/0.
Hdf5Plan layOutKeras3(const ParameterList &parameters);

/// A list as Keras stores it: one attribute, or over 64,512 bytes several of nearly equal
/// length, name0, name1 … HDF5 holds no attribute over 64 KiB.
void addSplitList(Hdf5Plan &plan, const std::string &on, const std::string &name,
                  const std::vector<std::string> &strings);

} // namespace resnetc
