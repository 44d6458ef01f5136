// OutputFolder: files appear in the user's folder whole or not at all: they are written into
// a hidden folder in it, forced to the disk and renamed one by one.
//
// The hidden folder is `.NAME-resnetc-XXXXXX`. Its maker holds a lock on it, which the system drops however the maker
// ends: one without a lock was left behind, and the next compilation into the same folder removes it.
#pragma once
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace resnetc {

class OutputFolder {
public:
  /// Makes `folder` if it is missing, and the hidden one in it; removes hidden ones of `name` that were left behind.
  static llvm::Expected<OutputFolder> open(const std::string &folder, const std::string &name);
  ~OutputFolder(); ///< removes the hidden folder
  OutputFolder(OutputFolder &&);
  OutputFolder &operator=(OutputFolder &&) = delete;

  const std::string &staging() const { return hidden; } ///< write files here
  std::string work() const { return hidden + "/work"; } ///< what is not published
  std::string pathOf(llvm::StringRef file) const { return folder + "/" + file.str(); }

  /// Moves these files of staging() into the folder, replacing those that are there.
  llvm::Error publish(llvm::ArrayRef<std::string> files);

private:
  OutputFolder() = default;
  std::string folder, hidden;
  int lock = -1; ///< descriptor of the hidden folder
};

} // namespace resnetc
