#include "ir/machine/KernelCost.h"

namespace resnetc {

int64_t multiplyAdds(const KernelKey &key) {
  const std::string &op = key.operation();
  const bool isConvolution = op == "conv2d" || op == "stem" || op == "filter_gradient" || op == "input_gradient" ||
                             op == "conv2d_parts" || op == "filter_gradient_parts";
  if (!isConvolution && op != "dense")
    return 0;
  const int64_t filter = key.integer("c") * key.integer("k");
  if (op == "dense")
    return key.integer("n") * filter;
  // A stem's output is its convolution's: what is pooled away was still computed.
  return key.integer("n") * key.outputHeight() * key.outputWidth() * key.integer("r") * key.integer("r") * filter;
}

} // namespace resnetc
