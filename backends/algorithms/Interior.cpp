#include "backends/algorithms/Interior.h"
#include "backends/algorithms/Buffers.h"
#include <stdexcept>

namespace resnetc {
using namespace Halide;

InteriorAlgorithm beginInterior(const std::vector<KernelArgument> &arguments) {
  InteriorAlgorithm map;
  for (const KernelArgument &argument : arguments)
    if (!argument.written)
      map.kernel.inputs.push_back(makeInput(argument));
  const auto &extents = arguments.back().extents;
  map.c = Var("c");
  map.pixel = RDom(0, int(extents[2]), 0, int(extents[1]), 0, int(extents[0]), "pixel");
  return map;
}

void finishInterior(InteriorAlgorithm &map, const KernelArgument &argument, const Expr &value) {
  const Var x("x"), y("y"), n("n");
  Func output("output");
  output(map.c, x, y, n) = undef<float>();
  output(map.c, map.pixel.x, map.pixel.y, map.pixel.z) = value;
  fixOutput(output, argument);
  map.kernel.output = output;
}

const ImageParam &inputOf(const Kernel &kernel, const std::string &name) {
  for (const ImageParam &input : kernel.inputs)
    if (input.name() == name)
      return input;
  throw std::logic_error("the kernel reads no " + name);
}

Expr atPixel(const InteriorAlgorithm &map, const std::string &name) {
  return inputOf(map.kernel, name)(map.c, map.pixel.x, map.pixel.y, map.pixel.z);
}

Func addFactor(InteriorAlgorithm &map, const std::string &name, const Expr &value) {
  Func factor(name);
  factor(map.c) = cast<float>(strict_float(value));
  map.ofChannel.push_back(factor);
  return factor;
}

} // namespace resnetc
