#include "backends/emit/SaveKernels.h"
#include "backends/emit/EmitError.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace resnetc {

Error saveKernels(const LibraryFacts &facts, const std::string &folder) {
  if (auto why = sys::fs::create_directories(folder))
    return fileError("cannot make the folder " + folder, why);
  for (const KernelFacts *kernel : facts.allKernels()) {
    const std::string path = folder + "/" + kernel->symbol;
    std::error_code why = sys::fs::copy_file(kernel->compiled.object, path + ".o");
    if (const auto &device = kernel->compiled.device; device && !why)
      why = sys::fs::copy_file(device->source, path + "." + device->sourceEnding);
    if (why)
      return fileError("cannot write kernels into " + folder, why);
  }
  return Error::success();
}

} // namespace resnetc
