#include "backends/emit/ProtectFiles.h"
#include "backends/emit/FileBytes.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace resnetc {
namespace {
Error protectFile(resnet::NetOp net, ArrayRef<std::string> outputs, const std::string &outFolder,
                  const std::string &file) {
  for (const std::string &output : outputs) {
    if (!sys::fs::equivalent(file, outFolder + "/" + output)) // by what it is, however it is named
      continue;
    if (output == net.getSymName().str() + ".yaml" && readFile(file) == net.getSpec().str())
      continue;
    return make_error<UserError>("output " + output + " would replace the input " + file +
                                 "; choose another folder with -o, or give the input another name");
  }
  return Error::success();
}
} // namespace

Error protectFiles(resnet::NetOp net, ArrayRef<std::string> outputs, const EmitOptions &options) {
  for (const auto *files : {&options.inputFiles, &options.protectedFiles})
    for (const std::string &file : *files)
      if (Error error = protectFile(net, outputs, options.outFolder, file))
        return error;
  return Error::success();
}

} // namespace resnetc
