// ListImages.h: the files and folders of a command line become a list of picture files.
#pragma once
#include "runtime/images/Outcome.h"
#include <filesystem>
#include <vector>

namespace resnetc {

struct FoundImages {
  std::vector<std::filesystem::path> files; ///< each once
  std::vector<Failure> problems;            ///< folders without pictures or that cannot be read
};

/// Arguments keep their order; a folder gives its pictures in the order of their names' bytes, with those of its
/// sub-folders. In folders the ending decides: .bmp .gif .jpeg .jpg .png in any case, as in Keras; a file that is
/// named is taken whatever its ending. Links to files are followed, links to folders below a named folder are not
/// (Keras), so no loop is possible. Names may hold any bytes. Files are not opened: a missing one shows on reading.
FoundImages listImages(const std::vector<std::filesystem::path> &arguments);

/// Whether the name has one of the endings above.
bool hasImageEnding(const std::filesystem::path &file);

} // namespace resnetc
