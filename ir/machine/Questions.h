// Questions: what must hold for the shape part of a key, before any algorithm is
// chosen. SpecCheck and the IR's verifiers let no other shape through; keys that were
// written by hand are checked by this.
#pragma once
#include "ir/machine/KernelKey.h"

namespace resnetc {

/// What is wrong with the fields before `algorithm`, in words, or nothing. All
/// fields must be well formed.
std::string faultOfQuestion(const KernelKey &key);

/// The part of it that only operations of training have (QuestionsTraining.cpp): windows
/// whose values are numbered, counts, and numbers of the optimizer and the loss.
std::string faultOfTrainingQuestion(const KernelKey &key);

} // namespace resnetc
