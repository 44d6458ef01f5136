// FetchAhead: a lowering pass that overlaps the way from global memory with the sums of the step
// before. Halide writes a step as
//
//     shared = global; barrier; sums of shared; barrier
//
// and can carry no value to the next one. This pass makes of it
//
//     ahead = global(0); shared[0] = ahead
//     for v: barrier; ahead = global(v + 1); sums of shared[v % 2]; shared[(v + 1) % 2] = ahead
//
// so that a load has a whole step to arrive and a step has one barrier. Two steps are an
// iteration, which makes the halves of shared memory constants.
#pragma once
#include "Halide.h"
#include <map>
#include <set>
#include <string>

namespace resnetc {

/// Of every serial loop with a constant extent that fills the one block of shared memory and sums
/// from it; all else stays.
class FetchAhead : public Halide::Internal::IRMutator {
  using IRMutator::visit;
  Halide::Internal::Stmt visit(const Halide::Internal::Allocate *block) override;
  Halide::Internal::Stmt visit(const Halide::Internal::For *loop) override;

  std::map<std::string, int> shared; ///< elements of each shared allocation around
  std::set<std::string> doubled;
};

} // namespace resnetc
