// ArrayData: a data set out of arrays in memory.
#pragma once
#include "runtime/net/Npy.h"
#include "runtime/training/DataSet.h"

namespace resnetc {

/// \param images  as openDataSet describes them; `imageFile` and `labelFile` are for messages.
Outcome<OwnedDataSet> makeArrayDataSet(NpyArray images, const std::string &imageFile,
                                       const std::vector<int64_t> &labels, const std::string &labelFile,
                                       const NetInput &input);

} // namespace resnetc
