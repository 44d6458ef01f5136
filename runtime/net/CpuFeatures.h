// CpuFeatures: which instructions of a target's this machine lacks, by name, for a sentence to the user. Whether code
// may run is not decided here but by the library itself (runtime/embed/cpu.c).
#pragma once
#include <string>
#include <vector>

namespace resnetc {

/// cpuid's names (avx2, fma) of what `target` (x86-64-v3) needs and this processor lacks, or its system does not keep
/// the registers of. Empty if nothing is missing, and for targets that are not of this processor's kind.
std::vector<std::string> missingFeatures(const std::string &target);

} // namespace resnetc
