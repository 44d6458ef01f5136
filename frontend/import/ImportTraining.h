// ImportTraining: what an imported net must know to be trained.
#pragma once
#include "frontend/spec/Spec.h"
#include "ir/dialect/Resnet.h"

namespace resnetc {

/// Gives a net of importSpec its `train` clause for steps of `batch` images, and marks the
/// parameters of everything up to the spec's freeze-until as frozen. A net without this is
/// for inference alone.
void importTraining(resnet::NetOp net, const Spec &spec, const SpecSource &source, int64_t batch);

} // namespace resnetc
