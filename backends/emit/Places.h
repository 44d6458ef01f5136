// Places: where the compiler finds its own programs and keeps kernels.
#pragma once
#include <string>

namespace resnetc {

/// The folder of this program: resnetc-kernel and resnetc-runner lie beside it.
std::string programsFolder();

/// RESNETC_CACHE, else XDG_CACHE_HOME/resnetc, else HOME/.cache/resnetc. Empty without
/// any of them: kernels are then kept for one compilation only.
std::string kernelCacheFolder();

} // namespace resnetc
