// PrivateSums: a lowering pass that gives each thread the sums that it alone reads and writes.
// Halide keeps a Func that lives across a loop of the block as one allocation of the whole tile
// for every thread, indexed by the thread. In registers an allocation is a thread's own, so the
// part of the index that names the thread can go; what remains are constants, numbered from 0,
// which compilers promote to registers.
#pragma once
#include "Halide.h"
#include <map>
#include <string>

namespace resnetc {

/// Of every allocation in MemoryType::Register. Throws std::runtime_error if an index depends on more
/// than threads and blocks.
class PrivateSums : public Halide::Internal::IRMutator {
  using IRMutator::visit;
  using Expr = Halide::Expr;
  using Stmt = Halide::Internal::Stmt;

  Stmt visit(const Halide::Internal::Allocate *block) override;
  Expr visit(const Halide::Internal::Load *load) override;
  Stmt visit(const Halide::Internal::Store *store) override;
  Stmt visit(const Halide::Internal::LetStmt *let) override;
  Expr visit(const Halide::Internal::Let *let) override;
  Stmt visit(const Halide::Internal::For *loop) override;

  Expr slotOf(const std::string &name, const Expr &index);

  std::map<std::string, Expr> known;               ///< lets so far; threads and blocks, which are zero
  std::map<std::string, std::map<int, int>> slots; ///< of an allocation: constant index to place
  bool collecting = false;                         ///< indices are looked at, not yet replaced
};

} // namespace resnetc
