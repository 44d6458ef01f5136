// SpecWriter: a Spec as text, and the texts of `resnetc init`.
#pragma once
#include "frontend/spec/Presets.h"
#include "frontend/spec/Spec.h"
#include <string>

namespace resnetc {

/// Every key that has an effect, one a line, in the order of the grammar. Reads back to the
/// same Spec; the same Spec gives the same bytes. This is what a library holds.
std::string writeResolvedSpec(const Spec &spec);

/// sha256 of writeResolvedSpec(spec), 64 lower-case hexadecimal digits.
std::string hashSpec(const Spec &spec);

/// `resnetc init`: preset and, if it differs from the preset's, the number of classes.
std::string writeShortSpec(const Preset &preset, int64_t classes);

/// `resnetc init --full`: every key with its value and a comment.
std::string writeFullSpec(const Preset &preset, int64_t classes);

/// Shortest decimal digits that read back to the same double.
std::string numberText(double value);

} // namespace resnetc
