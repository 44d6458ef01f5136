#include "backends/schedules/device/Gemm.h"
#include "backends/schedules/device/FetchAhead.h"
#include "backends/schedules/device/PrivateSums.h"

namespace resnetc {
namespace {
using namespace Halide;

/// Groups of four columns: layers of runs of neighbouring threads, so that these touch neighbouring memory.
struct ColumnLoops {
  Var group{"group"}, four{"four"}, block{"block"}, layer{"layer"}, ofLayer{"of_layer"}, run{"run"}, lane{"lane"};
};

/// Runs of four rows, taken in turn by the threads.
struct RowLoops {
  Var run{"rows_run"}, turn{"rows_turn"}, thread{"rows_thread"}, four{"rows_four"};
};

void shareTile(Stage stage, const GemmAlgorithm &gemm, const DeviceTile &tile, const ColumnLoops &k,
               const RowLoops &p) {
  stage.split(gemm.k, k.group, k.four, 4)
      .split(k.group, k.layer, k.ofLayer, int(tile.lanes * tile.runs))
      .split(k.ofLayer, k.run, k.lane, int(tile.lanes))
      .split(gemm.p, p.run, p.four, 4)
      .split(p.run, p.turn, p.thread, int(tile.rowThreads));
}

/// A thread stores what it has summed.
void scheduleOutput(GemmAlgorithm &gemm, const DeviceTile &tile, const ColumnLoops &k) {
  Func &output = gemm.kernel.output;
  Stage store = output.update();
  // Guards are on groups of four: a vector store under a condition has no code in OpenCL and a wrong one in Vulkan.
  const bool ragged = gemm.columns % 4 != 0;
  store.allow_race_conditions()
      .split(gemm.k, k.group, k.four, 4, ragged ? TailStrategy::GuardWithIf : TailStrategy::Auto)
      .split(k.group, k.block, k.ofLayer, int(tile.columns() / 4), TailStrategy::GuardWithIf)
      .split(k.ofLayer, k.layer, k.ofLayer, int(tile.lanes * tile.runs))
      .split(k.ofLayer, k.run, k.lane, int(tile.lanes));
  std::vector<VarOrRVar> order = {k.four,       k.run,   gemm.place.x, k.lane,
                                  gemm.place.y, k.layer, k.block,      gemm.place.z};
  if (gemm.partsInOutput)
    order.push_back(gemm.z);
  store.reorder(order).unroll(k.run).unroll(gemm.place.x).gpu_threads(k.lane, gemm.place.y, k.layer);
  ragged ? store.unroll(k.four) : store.vectorize(k.four);
  if (gemm.partsInOutput)
    store.gpu_blocks(k.block, gemm.place.z, gemm.z);
  else
    store.gpu_blocks(k.block, gemm.place.z);
}

/// Returns the one loop over all steps. It lies outside of the threads; columns of the window are
/// neighbours in time, so that the pixels they share come from a cache.
RVar scheduleSum(GemmAlgorithm &gemm, const DeviceTile &tile, const ColumnLoops &k, const RowLoops &p) {
  Func &sum = gemm.sum;
  sum.compute_at(gemm.kernel.output, k.block)
      .store_in(MemoryType::Register)
      .bound_extent(gemm.k, int(tile.columns()))
      .bound_extent(gemm.p, int(tile.rows()));
  shareTile(sum, gemm, tile, k, p);
  sum.reorder(k.four, k.run, p.four, p.turn, k.lane, p.thread, k.layer)
      .vectorize(k.four)
      .unroll(k.run)
      .unroll(p.four)
      .unroll(p.turn)
      .gpu_threads(k.lane, p.thread, k.layer);

  const RVar taps("taps"), steps("steps");
  const RDom &step = gemm.step;
  Stage add = sum.update();
  shareTile(add, gemm, tile, k, p);
  add.reorder({k.four, k.run, p.four, p.turn, step.x, k.lane, p.thread, k.layer, step.z, step.w, step.y})
      .fuse(step.z, step.w, taps)
      .fuse(taps, step.y, steps)
      .vectorize(k.four)
      .unroll(k.run)
      .unroll(p.four)
      .unroll(p.turn)
      .unroll(step.x)
      .gpu_threads(k.lane, p.thread, k.layer);
  return steps;
}

/// All threads bring a step of `factor` to shared memory, `vector` neighbours of `first` a thread.
void bring(Func factor, const GemmAlgorithm &gemm, const RVar &steps, const DeviceTile &tile, const Var &first,
           int64_t extent, const Var &second, int64_t extentOfSecond, int vector) {
  const Var outer("outer"), inner("inner"), job("job"), rest("rest"), turn("turn"), x("x"), y("y"), z("z");
  factor.compute_at(gemm.sum, steps)
      .store_in(MemoryType::GPUShared)
      .bound_extent(first, int(extent))
      .bound_extent(second, int(extentOfSecond))
      .split(first, outer, inner, vector)
      .fuse(outer, second, job)
      .split(job, rest, x, int(tile.lanes))
      .split(rest, rest, y, int(tile.rowThreads))
      .split(rest, turn, z, int(tile.layers))
      .reorder(inner, turn, x, y, z)
      .unroll(turn)
      .gpu_threads(x, y, z);
  if (vector > 1)
    factor.vectorize(inner);
}

void bringFactors(GemmAlgorithm &gemm, const DeviceTile &tile, const RowLoops &p, const RVar &steps) {
  const int64_t step = DeviceTile::step;
  // Four rows at a time from shared memory: PTX finds that itself, other compilers are told.
  gemm.patch.in(gemm.sum).compute_at(gemm.sum, p.turn).vectorize(gemm.p, 4);
  // Both lie [term][row or column] in shared memory.
  gemm.patch.reorder_storage(gemm.p, gemm.term, gemm.t).align_storage(gemm.p, int(tile.pitch()));
  if (gemm.vectorRows)
    bring(gemm.patch, gemm, steps, tile, gemm.p, tile.rows(), gemm.term, step, 4);
  else
    bring(gemm.patch, gemm, steps, tile, gemm.term, step, gemm.p, tile.rows(), gemm.vectorTerms ? 4 : 1);
  bring(gemm.weights, gemm, steps, tile, gemm.k, tile.columns(), gemm.term, step, gemm.vectorColumns ? 4 : 1);
}

} // namespace

GemmCut cutOf(const DeviceTile &tile) {
  return {int(DeviceTile::step), int(tile.rowsOfThread), int(tile.rowThreads)};
}

void scheduleGemm(GemmAlgorithm &gemm, const DeviceTile &tile) {
  const ColumnLoops k;
  const RowLoops p;
  scheduleOutput(gemm, tile, k);
  const RVar steps = scheduleSum(gemm, tile, k, p);
  bringFactors(gemm, tile, p, steps);
  gemm.kernel.blocksTogether = tile.blocksTogether;
  gemm.kernel.addPasses = [](Pipeline &pipeline) { // which deletes them
    pipeline.add_custom_lowering_pass(new PrivateSums);
    pipeline.add_custom_lowering_pass(new FetchAhead);
  };
}

} // namespace resnetc
