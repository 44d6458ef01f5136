// ShowNet: the runner's command `info`: what a compiled net is, from its library alone.
#pragma once
#include <filesystem>

namespace resnetc {

struct ShowOptions {
  std::filesystem::path net;
  bool layers = false; ///< a line a layer, with its kernel
  bool spec = false;   ///< only the resolved spec
};

/// Sizes, input, preprocessing on stdout. Returns the exit code.
int showNet(const ShowOptions &options);

} // namespace resnetc
