#include "backends/emit/FileBytes.h"
#include "backends/emit/EmitError.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace resnetc {

std::optional<std::string> readFile(const std::string &path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return std::nullopt;
  return (*buffer)->getBuffer().str();
}

Error writeFile(const std::string &path, StringRef bytes) {
  std::error_code why;
  raw_fd_ostream out(path, why);
  if (why)
    return fileError("cannot write " + path, why);
  out << bytes;
  out.close();
  if (!out.has_error())
    return Error::success();
  why = out.error();
  out.clear_error();
  return fileError("cannot write " + path, why);
}

std::string hashOf(StringRef bytes) { return toHex(SHA256::hash(arrayRefFromStringRef(bytes)), /*LowerCase=*/true); }

Expected<std::string> hashOfFile(const std::string &path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false); // maps a large file
  if (!buffer)
    return fileError("cannot read " + path, buffer.getError());
  return hashOf((*buffer)->getBuffer());
}

} // namespace resnetc
