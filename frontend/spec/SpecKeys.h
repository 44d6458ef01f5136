// SpecKeys: the grammar: which keys a spec has and where each one's value goes.
#pragma once
#include "frontend/spec/KeyReader.h"

namespace resnetc {

constexpr size_t mostSpecStages = 8;

/// What the text said about itself, besides the values that went into the Spec.
struct SpecHeader {
  int64_t version = 1;
  bool wrotePreset = false, wroteStages = false;
};

/// The preset that the tree names, before anything else is read; empty if it names none.
/// An unknown preset is an error, and empty.
std::string readPresetName(const SpecNode &root, DiagnosticList &found);

/// Reads every key over what `spec` holds (a preset's values): a mapping is merged by its
/// own keys, a list replaces. Stages are left without the values that were not written. Notes places in `source`,
/// errors in `found`.
SpecHeader readSpecKeys(const SpecNode &root, Spec &spec, SpecSource &source, DiagnosticList &found);

/// The keys below `train` (TrainKeys.cpp).
void readTrainKeys(const SpecNode &node, const std::string &path, TrainSpec &train, KeyReader &reader,
                   SpecSource &source);

} // namespace resnetc
