#include "frontend/driver/WriteText.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/raw_ostream.h"

namespace resnetc {

llvm::Error writeText(const std::string &path, llvm::StringRef text) {
  return llvm::writeToOutput(path, [&](llvm::raw_ostream &out) -> llvm::Error {
    out << text;
    return llvm::Error::success();
  });
}

int writeTextOrReport(const std::string &path, llvm::StringRef text) {
  llvm::Error error = writeText(path, text);
  if (!error)
    return 0;
  llvm::errs() << "error: cannot write " << path << ": " << llvm::toString(std::move(error)) << '\n';
  return 3;
}

} // namespace resnetc
