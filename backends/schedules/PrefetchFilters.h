// PrefetchFilters: a lowering pass that asks for filters before they are used. Halide's
// own directive steps 64 elements where 64 bytes are meant, so three of four cache
// lines stay behind.
#pragma once
#include "Halide.h"
#include <string>

namespace resnetc {

/// What a convolution reads of its filters in one step of its reduction.
struct FilterReads {
  std::string sum;      ///< the Func whose reduction reads them
  std::string loop;     ///< the loop whose every step is such a step
  std::string filter;   ///< the buffer
  int64_t lines;        ///< cache lines of a step
  int64_t distance;     ///< steps from a request to its use, in the order of addresses
  int64_t passes;       ///< times that the loop around the sum reads the same filters
};

/// Puts requests into each step. Where the same filters are read in several passes,
/// each pass asks for its share of what comes next, so that the way from memory is
/// spread evenly. Requests past the end of the filters are harmless.
class PrefetchFilters : public Halide::Internal::IRMutator {
public:
  explicit PrefetchFilters(FilterReads reads) : reads(std::move(reads)) {}

private:
  using IRMutator::visit;
  Halide::Internal::Stmt visit(const Halide::Internal::For *loop) override;
  Halide::Internal::Stmt withRequests(const Halide::Internal::For *loop) const;

  FilterReads reads;
  Halide::Expr pass; ///< number of the pass: the innermost loop around the sum
};

} // namespace resnetc
