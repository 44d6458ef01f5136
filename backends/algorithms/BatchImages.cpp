#include "backends/algorithms/BatchImages.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Hyper.h"

namespace resnetc {
using namespace Halide;

BatchImagesAlgorithm defineBatchImages(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int h = int(key.integer("h")), w = int(key.integer("w")), c = int(key.integer("c"));
  const int halo = int(key.layout("out").halo);
  const bool channelsFirst = key.layout("in").channelsFirst;
  BatchImagesAlgorithm batch;
  batch.i = Var("i"), batch.y = Var("y"), batch.n = Var("n");
  const Var &n = batch.n;
  const ImageParam images = channelsFirst ? makeInput(arguments[0]) : makeRowsInput(arguments[0]);
  const ImageParam hyper = makeInput(arguments[1]);
  RDom value = channelsFirst ? RDom(0, c, 0, w, 0, h, "value") : RDom(0, w * c, 0, h, "value");
  value.where(n < countOf(hyper, key.integer("n")));

  Func output("output");
  output(batch.i, batch.y, n) = 0.0f;
  if (channelsFirst)
    output((value.y + halo) * c + value.x, value.z + halo, n) = images(value.y, value.z, value.x, n);
  else
    output(value.x + halo * c, value.y + halo, n) = images(value.x, value.y, n);
  fixRowsOutput(output, arguments.back());
  batch.kernel = {{images, hyper}, output};
  batch.value = value;
  return batch;
}

} // namespace resnetc
