// CompiledNet: a spec as a library in a folder of its own, loaded, with the planned module
// beside it, so that the interpreter can say what it should compute.
#pragma once
#include "backends/emit/Library.h"
#include "ir/interpreter/Tensor.h"
#include "runtime/include/resnetc/net.h"
#include "tests/unit/emit/TestFolder.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include <memory>

namespace resnetc {

/// A small net with a stem that pools, a projection, halos and preprocessing.
std::string tinySpec(const std::string &name = "tiny");

/// A spec after all passes.
struct PlannedNet {
  PlannedNet(const std::string &spec, const std::string &target, std::vector<int64_t> batches);
  resnet::NetOp net();

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// Options that keep kernels in one cache for all tests of this program.
EmitOptions optionsFor(const std::string &outFolder);
void mustEmit(PlannedNet &planned, const EmitOptions &options);

/// Memory on 64 bytes, filled with NaN bits.
struct Block {
  explicit Block(int64_t bytes);
  float *floats() { return static_cast<float *>(data.get()); }
  std::unique_ptr<void, void (*)(void *)> data;
};

class CompiledNet {
public:
  CompiledNet(const std::string &spec, const std::string &target, std::vector<int64_t> batches);
  ~CompiledNet();

  resnet::NetOp module() { return planned.net(); }
  const resnetc_net &table() const { return *loaded; }
  std::string file(const std::string &name) const { return folder.file("out/" + name); }
  /// Seeded parameters, packed.
  const void *packed() { return packedBlock->data.get(); }

  enum class Answer { Probabilities, Logits };
  std::vector<float> run(const std::vector<float> &images, int32_t batch, Answer answer, resnetc_pool *pool = nullptr);
  std::vector<float> run(const std::vector<uint8_t> &pixels, int32_t batch, Answer answer,
                         resnetc_pool *pool = nullptr);

private:
  template <typename Call, typename Value>
  std::vector<float> runWith(Call call, const Value *images, int32_t batch, resnetc_pool *pool);

  PlannedNet planned;
  TestFolder folder;
  void *handle = nullptr;
  const resnetc_net *loaded = nullptr;
  std::unique_ptr<Block> packedBlock;
};

/// The targets that this machine runs.
std::vector<std::string> hostTargets();

std::vector<float> floatsOf(const Tensor &tensor);
/// Largest difference, relative to the largest value; NaN if one is.
double difference(const std::vector<float> &got, const Tensor &want);

} // namespace resnetc
