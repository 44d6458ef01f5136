// Program: resnetc-kernel as the compiler starts it, one process for each key.
#pragma once
#include <string>

namespace resnetc {

struct Outcome {
  int status;       ///< of the shell; -1 if it did not exit
  std::string text; ///< both outputs
};

Outcome shell(const std::string &command);

/// resnetc-kernel with the key on its input and `outputs` as its arguments.
Outcome compile(const std::string &key, const std::string &outputs);

std::string bytesOf(const std::string &path);

/// A folder that goes with the test.
struct Folder {
  std::string path = "/tmp/resnetc-kernels-XXXXXX";
  Folder();
  ~Folder();
};

} // namespace resnetc
