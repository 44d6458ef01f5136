// LinkObjects: from objects to one closed object and a shared library, by lld and objcopy as
// libraries: the user's machine needs no linker and no libc development files.
#pragma once
#include "backends/Target.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace resnetc {

/// Merges the objects, in order, to what the public names reach, makes every other name
/// local, and proves that nothing undefined is left but the names of systemSymbols.
llvm::Error mergeObjects(llvm::ArrayRef<std::string> objects, llvm::ArrayRef<std::string> publicNames,
                         const std::string &merged);

/// A shared library that runs from any folder. `work` is a folder for files on the way.
llvm::Error linkShared(const std::string &object, const Target &target, const std::string &soname,
                       const std::string &work, const std::string &library);

/// All that a net may ask of the system, sorted.
std::vector<std::string> systemSymbols();

} // namespace resnetc
