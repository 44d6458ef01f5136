// TestFolder: a folder of one test's own, removed with it.
#pragma once
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace resnetc {

class TestFolder {
public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder &) = delete;

  const std::string &path() const { return folder; }
  std::string file(llvm::StringRef name) const { return folder + "/" + name.str(); }
  std::string write(llvm::StringRef name, llvm::StringRef text, bool isProgram = false) const; ///< returns its path

private:
  std::string folder;
};

/// Sorted names; empty if there is no such folder.
std::vector<std::string> filesOf(const std::string &folder);
std::string contentOf(const std::string &file);

} // namespace resnetc
