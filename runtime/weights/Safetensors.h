// Safetensors: reads and writes .safetensors, the recommended interchange, and the
// form in which a compiled net's parameters lie beside it: the data of a written file
// are the blob to the byte.
#pragma once
#include "runtime/weights/FileDescriptor.h"
#include "runtime/weights/ParameterList.h"
#include "runtime/weights/WeightsFile.h"
#include <utility>

namespace resnetc {

/// Opens a file by its checked header. F16, F32, F64, BF16 can be read; other types are
/// listed. `read` reads from the disk, so it may fail then.
std::unique_ptr<WeightsFile> openSafetensors(const std::string &path, FileDescriptor file, WeightsError &error);

/// Writes the blob with its names, in canonical order, float32, data on 64 bytes. Under
/// a temporary name in the same folder, synced, then renamed: a failure leaves what was there.
/// \param blob      countElements(parameters) floats.
/// \param metadata  `__metadata__`: spec hash and the like; strings in UTF-8.
/// \return false with `error` set (outside world).
bool writeSafetensors(const std::string &path, const ParameterList &parameters, const float *blob,
                      const std::vector<std::pair<std::string, std::string>> &metadata, WeightsError &error);

} // namespace resnetc
