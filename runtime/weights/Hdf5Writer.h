// Hdf5Writer: writes an HDF5 file through resnetc-hdf5, which gives the file's bytes back.
#pragma once
#include "runtime/weights/KerasLayout.h"
#include "runtime/weights/WeightsFile.h"

namespace resnetc {

/// The same plan and values give the same bytes. Written whole or not at all (ReplacedFile).
/// \param values  of plan.sets, one after the other.
/// \param options  hdf5Reader and stallMilliseconds.
/// \return false with `error` set (outside world).
bool writeHdf5(const std::string &path, const Hdf5Plan &plan, const float *values, const OpenOptions &options,
               WeightsError &error);

} // namespace resnetc
