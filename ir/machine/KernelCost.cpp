#include "ir/machine/KernelCost.h"

namespace resnetc {

int64_t multiplyAdds(const KernelKey &key) {
  const std::string &operation = key.operation();
  if (operation == "dense")
    return key.integer("n") * key.integer("c") * key.integer("k");
  if (operation != "conv2d" && operation != "stem")
    return 0;
  int64_t window = key.integer("r");
  return key.integer("n") * key.outputHeight() * key.outputWidth() * window * window * key.integer("c") *
         key.integer("k");
}

} // namespace resnetc
