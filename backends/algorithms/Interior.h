// Interior: what streaming kernels of training share that write a map: each value of the
// interior from its own place in the maps that are read and from factors of its channel.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct InteriorAlgorithm {
  Kernel kernel;
  Halide::Var c;
  Halide::RDom pixel;                  ///< x: columns, y: rows, z: images
  std::vector<Halide::Func> ofChannel; ///< (c): computed once for the whole map
};

/// Variables and pixels for a written map with channels innermost; `inputs` in the order of the key's arguments.
InteriorAlgorithm beginInterior(const std::vector<KernelArgument> &arguments);

/// Sets the output: value(c, x, y, n) at each pixel; the halo stays as it is.
void finishInterior(InteriorAlgorithm &map, const KernelArgument &output, const Halide::Expr &value);

/// The input of that name. It must be one of the arguments.
const Halide::ImageParam &inputOf(const Kernel &kernel, const std::string &name);

/// That map at the pixel.
Halide::Expr atPixel(const InteriorAlgorithm &map, const std::string &name);

/// Rounds a value once that is computed in double, as a factor of channels.
Halide::Func addFactor(InteriorAlgorithm &map, const std::string &name, const Halide::Expr &value);

} // namespace resnetc
