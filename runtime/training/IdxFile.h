// IdxFile: the array files of MNIST and its kin, gzipped or not.
#pragma once
#include "runtime/net/Npy.h"

namespace resnetc {

/// Reads an IDX file of unsigned bytes with one to four axes, through gzip if it is compressed. Its size is believed
/// only as far as bytes arrive. `User`, or `World` when memory fails; the message starts with the file.
Outcome<NpyArray> readIdx(const std::filesystem::path &file);

} // namespace resnetc
