// Sandbox: takes from resnetc-hdf5 everything it does not need, before libhdf5 sees a
// byte of the file. libhdf5 crashes on damaged files (and its CVEs are of that kind),
// so what it can reach must be worth nothing.
#pragma once
#include <cstdint>

namespace resnetc::hdf5 {

/// Closes all files but 0, 1, 2; dies with the parent; gains no privileges; no core
/// files; limits of memory and time that fit a file of `fileBytes`.
void limitProcess(uint64_t fileBytes);

/// From here on system calls other than memory, reading and writing open files, and
/// exit fail with EPERM. Does nothing on kernels and processors without the filter.
void denySystemCalls();

} // namespace resnetc::hdf5
