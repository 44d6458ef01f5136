#include "backends/emit/Places.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cstdlib>

using namespace llvm;

namespace resnetc {
namespace {
std::string variable(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}
} // namespace

std::string programsFolder() {
  return sys::path::parent_path(sys::fs::getMainExecutable(nullptr, reinterpret_cast<void *>(&programsFolder))).str();
}

std::string kernelCacheFolder() {
  if (std::string folder = variable("RESNETC_CACHE"); !folder.empty())
    return folder;
  // The XDG specification: a relative path there is to be ignored.
  if (std::string folder = variable("XDG_CACHE_HOME"); sys::path::is_absolute(folder))
    return folder + "/resnetc";
  std::string home = variable("HOME");
  return home.empty() ? "" : home + "/.cache/resnetc";
}

} // namespace resnetc
