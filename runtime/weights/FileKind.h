// FileKind: what a file is, judged by its first bytes. The ending is what the user
// hopes; the commonest surprise is a web page saved as .h5.
#pragma once
#include <cstdint>
#include <string>

namespace resnetc {

/// KerasArchive: a zip archive that is called .keras or begins like one.
enum class FileKind { Hdf5, KerasArchive, Safetensors, Unreadable };

/// \param start      the first bytes of the file, as many as there are up to kindBytes.
/// \param fileBytes  the whole file's size.
/// \param path       only its ending is looked at, to word a sentence.
/// \param sentence   for Unreadable: what the file is and what to do, without the file's name.
FileKind recognizeWeights(const std::string &start, uint64_t fileBytes, const std::string &path, std::string &sentence);

/// How many bytes recognizeWeights wants to see: an HDF5 signature may come after a user block.
constexpr size_t kindBytes = 4096;

} // namespace resnetc
