// KerasH5: Keras's HDF5 files of every age, also inside a .keras, read through resnetc-hdf5.
#pragma once
#include "runtime/weights/FileDescriptor.h"
#include "runtime/weights/WeightsFile.h"

namespace resnetc {

/// Reads everything at once; the child has ended when this returns. The parent's memory
/// is bounded by the file's size, whatever shapes the file claims.
/// \param format  what the file was recognised as, for WeightsFile::format().
std::unique_ptr<WeightsFile> openKerasH5(const std::string &path, FileDescriptor file, const std::string &format,
                                         const OpenOptions &options, WeightsError &error);

} // namespace resnetc
