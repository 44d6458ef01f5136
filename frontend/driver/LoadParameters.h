// LoadParameters: a net's parameter blob from a weights file.
#pragma once
#include "frontend/driver/CompileNet.h"
#include "ir/dialect/Resnet.h"
#include "runtime/weights/ParameterList.h"

namespace resnetc {

/// The net's tensors in the blob's order.
ParameterList parametersOf(resnet::NetOp net);

/// Fills `blob` from options.weights; with a new head, that layer keeps the values of
/// options.seed. Prints what matched, or the errors. Returns the exit code.
int loadParameters(const ParameterList &parameters, const CompileOptions &options, std::vector<float> &blob);

} // namespace resnetc
