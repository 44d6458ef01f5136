// AssignAlgorithms: asks the Catalog for each layer's kernel and writes down the
// choice and its reason. See Passes.td.
#include "ir/machine/Catalog.h"
#include "passes/KernelKeys.h"
#include "passes/Machines.h"
#include "passes/Passes.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_ASSIGNALGORITHMS
#include "passes/Passes.h.inc"

namespace {
/// `0.41 ms, bound by multiply-adds; next: direct tile=2x5 … 0.46 ms`, all predicted.
std::string reasonFor(const Candidate &chosen, const std::vector<Candidate> &candidates) {
  auto milliseconds = [](const Candidate &candidate) { return llvm::formatv("{0:f3} ms", 1e3 * candidate.seconds); };
  std::string reason = llvm::formatv("{0}, {1}", milliseconds(chosen), chosen.reason);
  for (const Candidate &other : candidates)
    if (other.accepted && &other != &chosen)
      return llvm::formatv("{0}; next: {1}, {2}", reason, other.key.choice(), milliseconds(other));
  return reason;
}

struct AssignAlgorithms : impl::AssignAlgorithmsBase<AssignAlgorithms> {
  void runOnOperation() override {
    resnet::NetOp net = getOperation();
    const Machine *machine = machineOf(net);
    if (!machine)
      return signalPassFailure();
    llvm::StringMap<int64_t> panels;
    WalkResult result = net.walk([&](Operation *op) -> WalkResult {
      auto question = questionOf(op, machine->name);
      if (!question || op->hasAttr("by"))
        return WalkResult::advance();
      return WalkResult(assign(op, *question, *machine, panels));
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

  /// Two batch sizes of one layer share a packed filter where that costs little: the
  /// best kernel with the first one's panel is taken if it is within a tenth of the best.
  LogicalResult assign(Operation *op, const KernelKey &question, const Machine &machine, llvm::StringMap<int64_t> &panels) {
    std::vector<Candidate> candidates = candidatesFor(question, machine);
    const Candidate *best = nullptr, *shared = nullptr;
    auto layer = op->hasAttr("folded") ? op->getAttrOfType<FlatSymbolRefAttr>("layer") : nullptr;
    auto known = layer ? panels.find(layer.getValue()) : panels.end();
    for (const Candidate &candidate : candidates) {
      if (!candidate.accepted)
        continue;
      if (!best)
        best = &candidate;
      bool sharesPanel = known != panels.end() && candidate.key.integer("panel") == known->second;
      if (sharesPanel && !shared && candidate.seconds <= 1.1 * best->seconds)
        shared = &candidate;
    }
    if (!best)
      return op->emitOpError("has no kernel: ") << (candidates.empty() ? "no candidate" : candidates.back().reason);
    const Candidate &chosen = shared ? *shared : *best;
    if (layer)
      panels.try_emplace(layer.getValue(), chosen.key.integer("panel"));
    Builder builder(op->getContext());
    op->setAttr("by", builder.getStringAttr(chosen.key.choice()));
    op->setAttr("why", builder.getStringAttr(reasonFor(chosen, candidates)));
    return success();
  }
};
} // namespace
} // namespace resnetc
