// TrainOptionsOf: what a spec says of training and data, in the runtime's words.
#pragma once
#include "frontend/spec/Spec.h"
#include "runtime/training/TrainLoop.h"

namespace resnetc {

/// The spec's `train`. Steps, checkpoints and workers are left at their defaults.
TrainOptions trainOptionsOf(const TrainSpec &train);

/// The same as netInputOf of the library that the spec becomes, so that data can be checked before it is compiled.
Outcome<NetInput> netInputOf(const Spec &spec);

} // namespace resnetc
