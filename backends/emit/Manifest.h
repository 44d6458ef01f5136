// Manifest: NAME.json, everything about a compiled net that a person or a program may ask
// without loading it. Keys are sorted; nothing in it depends on folder, time or user.
#pragma once
#include "backends/emit/LibraryFacts.h"

namespace resnetc {

/// A file that the library was made from, by its name without a folder.
struct InputFile {
  std::string name, hash;
};

std::string printManifest(const LibraryFacts &facts, llvm::ArrayRef<std::string> classNames,
                          llvm::ArrayRef<InputFile> inputs);

} // namespace resnetc
