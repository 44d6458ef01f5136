#include "backends/kernel/Inspector.h"
#include <stdexcept>

namespace resnetc {
namespace {
using namespace Halide;
using namespace Halide::Internal;

constexpr int64_t stackBytes = 16 * 1024;  ///< Halide's limit: larger blocks on the "stack" are allocated too
constexpr int64_t overheadBytes = 256;     ///< header, rounding to a cache line, Halide's padding

class Inspector : public IRVisitor {
public:
  int64_t scratchBytes = 0;

private:
  using IRVisitor::visit;

  void visit(const Allocate *block) override {
    IRVisitor::visit(block);
    const int64_t bytes = int64_t(block->constant_allocation_size()) * block->type.bytes();
    if (bytes == 0)
      throw std::runtime_error("allocation " + block->name + " has no constant size");
    const bool onStack = block->memory_type == MemoryType::Register ||
                         (block->memory_type != MemoryType::Heap && bytes <= stackBytes);
    if (!onStack)
      scratchBytes += bytes + overheadBytes;
  }

  void visit(const Call *call) override {
    IRVisitor::visit(call);
    if (call->name.rfind("_halide_buffer_", 0) == 0 && call->name != "_halide_buffer_get_host")
      throw std::runtime_error("the kernel reads more of its buffers than the host pointer: " + call->name);
  }
};
} // namespace

int64_t inspectScratchBytes(const Module &module) {
  Inspector inspector;
  for (const LoweredFunc &function : module.functions()) // bodies of parallel loops are functions here
    function.body.accept(&inspector);
  return inspector.scratchBytes;
}

} // namespace resnetc
