// Summary: a net's totals, counted on phase 0, so that they hold for whatever is compiled.
#pragma once
#include "ir/dialect/Resnet.h"

namespace resnetc {

struct Summary {
  int64_t totalParameters = 0, trainableParameters = 0, nonTrainableParameters = 0;
  int64_t multiplyAdds = 0; ///< of convolutions and the dense layer, for one image, bias not counted
  int64_t layers = 0;       ///< convolutions and dense, without projections (He 2015, table 1)
};

Summary summarise(resnet::NetOp net);

} // namespace resnetc
