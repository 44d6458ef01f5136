// SpecCheck: everything that can be wrong with a spec whose keys are all understood. After
// it, no later stage can meet an error of the user's in the spec.
#pragma once
#include "frontend/spec/Diagnostics.h"
#include "frontend/spec/Spec.h"

namespace resnetc {

/// Appends all errors to `found`. A check is left out when `found` holds an error about a
/// key that it reads, so that one mistake gives one message. `source` gives the places; for
/// a Spec made by a program it may be empty.
void checkSpec(const Spec &spec, const SpecSource &source, DiagnosticList &found);

} // namespace resnetc
