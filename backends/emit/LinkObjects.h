// LinkObjects: from objects to one closed object and a shared library, by lld and objcopy as
// libraries: the user's machine needs no linker and no libc development files.
#pragma once
#include "backends/Target.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>
#include <vector>

namespace resnetc {

/// What a library may ask of the system: names by the shared library that has them; those of the linker by "".
using SystemLibraries = std::map<std::string, std::vector<std::string>>;

/// \param hasSystem  false on bare metal: what a C compiler itself may call, by no library's name.
/// \param asksEnvironment  whether a choice is left to it (RESNETC_TARGET).
/// \param opensDrivers     whether there is code for devices.
SystemLibraries systemLibraries(bool hasSystem, bool asksEnvironment, bool opensDrivers);

/// Merges the objects, in order, to what the public names reach, makes every other name
/// local, and proves that nothing undefined is left but the names of `system`.
llvm::Error mergeObjects(llvm::ArrayRef<std::string> objects, llvm::ArrayRef<std::string> publicNames,
                         const SystemLibraries &system, const std::string &merged);

/// A shared library that runs from any folder. `work` is a folder for files on the way.
llvm::Error linkShared(const std::string &object, const Target &target, const SystemLibraries &system,
                       const std::string &soname, const std::string &work, const std::string &library);

} // namespace resnetc
