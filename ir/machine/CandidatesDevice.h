// CandidatesDevice: the rows of the Catalog for devices, as Candidates.h has those for CPUs.
// Used by Catalog.cpp and CandidatesDevice*.cpp alone.
#pragma once
#include "ir/machine/Candidates.h"
#include "ir/machine/DeviceRoofline.h"

namespace resnetc {

Proposals proposeDeviceConv2d(const KernelKey &question, const Machine &machine); ///< and conv2d_parts
Proposals proposeDeviceDense(const KernelKey &question, const Machine &machine);
Proposals proposeGrid(const KernelKey &question, const Machine &machine); ///< what is bound by memory
Proposals proposeGridSums(const KernelKey &question, const Machine &machine); ///< sums over pixels, a block for some channels
Proposals proposeGridLoss(const KernelKey &question, const Machine &machine); ///< one block
Proposals proposeDeviceFilterGradient(const KernelKey &question, const Machine &machine); ///< and its parts
Proposals proposeDeviceInputGradient(const KernelKey &question, const Machine &machine);

std::string faultOfDeviceConv2d(const KernelKey &key, const Machine &machine);
std::string faultOfDeviceDense(const KernelKey &key, const Machine &machine);
std::string faultOfGrid(const KernelKey &key, const Machine &machine);
std::string faultOfIndexWords(const KernelKey &key, const Machine &machine); ///< of max_pool_indices
std::string faultOfDeviceFilterGradient(const KernelKey &key, const Machine &machine);
std::string faultOfDeviceInputGradient(const KernelKey &key, const Machine &machine);

// What every matrix product has, whatever its factors are: a candidate for each tile, and a thread for each sum.

Proposals proposeProducts(const KernelKey &question, const Machine &machine, const GemmWork &work);
/// `work`: that of the key.
std::string faultOfProduct(const KernelKey &key, const Machine &machine, const GemmWork &work);

/// The panel of every packed vector and filter on devices: all channels, rounded up to a vector.
/// One layout for all devices and tiles, so that one prepare serves them.
int64_t devicePanel(const KernelKey &key);
/// Time of touching each byte of all arguments once, and of a launch.
double gridSeconds(const KernelKey &key, const Machine &machine);

} // namespace resnetc
