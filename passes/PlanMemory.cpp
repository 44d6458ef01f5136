// PlanMemory: functions on tensors become kernel calls on bytes. See Passes.td.
#include "ir/dialect/Layers.h"
#include "ir/machine/KernelArguments.h"
#include "passes/Arena.h"
#include "passes/KernelKeys.h"
#include "passes/KernelOperands.h"
#include "passes/Machines.h"
#include "passes/NamedBuffers.h"
#include "passes/Passes.h"
#include "passes/TrainingKeys.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_PLANMEMORY
#include "passes/Passes.h.inc"

namespace {
int64_t bytesOf(RankedTensorType type) {
  int64_t halo = resnet::haloOf(type), elements = type.getNumElements();
  if (halo)
    elements = type.getDimSize(0) * (type.getDimSize(1) + 2 * halo) * (type.getDimSize(2) + 2 * halo) *
               type.getDimSize(3);
  return elements * type.getElementTypeBitWidth() / 8;
}

/// Makes one plan out of one function.
class Planner {
public:
  Planner(resnet::NetOp net, const Machine &machine, Alignment alignment)
      : named(net, alignment), machine(machine), alignment(alignment), builder(net.getContext()),
        arena(alignment.buffers) {}

  LogicalResult plan(resnet::FuncOp function) {
    builder.setInsertionPoint(function);
    auto plan = builder.create<resnet::PlanOp>(function.getLoc(), function.getSymName(), 0);
    builder.setInsertionPointToStart(&plan.getBodyRegion().emplaceBlock());
    Block &body = function.getBody().front();
    for (BlockArgument argument : body.getArguments())
      if (isa<RankedTensorType>(argument.getType()))
        placeArgument(argument);
    for (Operation &op : body)
      if (failed(planOp(&op)))
        return failure();
    plan.setArenaBytes(arena.bytes());
    return success();
  }

private:
  LogicalResult planOp(Operation *op) {
    if (isa<resnet::FoldOp, resnet::StoreOp, resnet::StoreGradientOp, resnet::ReturnOp>(op))
      return success(); // folds are part of the pack kernels, stores are where results are placed
    if (auto pack = dyn_cast<resnet::PackOp>(op)) {
      planPack(pack);
    } else if (auto pack = dyn_cast<resnet::PackTransposedOp>(op)) {
      planPack(pack);
    } else if (auto key = keyOf(op, machine.name)) {
      planKernel(op, *key);
    } else {
      return op->emitOpError("has no kernel; passes before this one should have removed it");
    }
    release(op);
    return success();
  }

  void planKernel(Operation *op, const KernelKey &key) {
    SmallVector<Attribute> reads, writes;
    bool inPlace = op->getNumResults() == 0; // an update lies on what it reads
    unsigned results = 0;
    for (KernelArgument &argument : argumentsOf(key)) {
      bool isResult = argument.written && !inPlace;
      resnet::BufferAttr buffer = isResult ? placeResult(resultOf(op, argument.name, results++)) : bufferOf(op, argument.name);
      (argument.written ? writes : reads).push_back(buffer);
      if (isResult && needsZeroHalo(argument))
        zeroHalo(argument, buffer, op->getLoc());
    }
    addRun(key, reads, writes, op->getLoc(), inPlace);
  }

  void zeroHalo(const KernelArgument &map, resnet::BufferAttr buffer, Location location) {
    if (machine.isDevice())
      addRun(zeroHaloKey(map, machine.name), {}, {buffer}, location);
    else
      builder.create<resnet::ZeroHaloOp>(location, buffer, map.extents, map.halo);
  }

  /// The buffer of a kernel's argument: an operand of the op or a tensor of the net.
  resnet::BufferAttr bufferOf(Operation *op, StringRef argument) {
    if (Value operand = operandOf(op, argument))
      return places[operand];
    return argument == "hyper" ? hyperBuffer(builder.getContext()) : named.of(op, argument);
  }

  void planPack(resnet::PackOp pack) {
    auto fold = pack.getFilter().getDefiningOp<resnet::FoldOp>();
    auto [filterKey, shiftKey] = keysOf(pack, machine.name);
    addRun(filterKey, parameters(parametersOfFilter(fold)), {placeResult(pack.getPackedFilter())}, pack.getLoc());
    addRun(shiftKey, parameters(parametersOfShift(fold)), {placeResult(pack.getPackedShift())}, pack.getLoc());
  }

  void planPack(resnet::PackTransposedOp pack) {
    auto [filterKey, shiftKey] = keysOf(pack, machine.name);
    SmallVector<Attribute> kernel = parameters({(pack.getLayer() + "/kernel").str()});
    addRun(filterKey, kernel, {placeResult(pack.getFilter())}, pack.getLoc());
    if (readsShift(pack, machine.name))
      addRun(shiftKey, {}, {placeResult(pack.getShift())}, pack.getLoc());
  }

  SmallVector<Attribute> parameters(ArrayRef<std::string> names) {
    SmallVector<Attribute> buffers;
    for (const std::string &name : names)
      buffers.push_back(named.parameter(name));
    return buffers;
  }

  void addRun(const KernelKey &key, ArrayRef<Attribute> reads, ArrayRef<Attribute> writes, Location location,
              bool inPlace = false) {
    builder.create<resnet::RunOp>(location, key.symbol(), builder.getArrayAttr(reads), builder.getArrayAttr(writes),
                                  inPlace);
  }

  void placeArgument(BlockArgument argument) {
    auto type = cast<RankedTensorType>(argument.getType());
    Type element = type.getElementType();
    auto space = element.isUnsignedInteger() ? resnet::Space::Pixels
                 : element.isSignedInteger() ? resnet::Space::Labels
                                             : resnet::Space::Images;
    places[argument] = resnet::BufferAttr::get(builder.getContext(), space, 0, bytesOf(type));
  }

  /// What the function returns or stores goes where its caller wants it; all else into the arena.
  resnet::BufferAttr placeResult(Value result) {
    int64_t bytes = bytesOf(cast<RankedTensorType>(result.getType()));
    resnet::BufferAttr place = placeForCaller(result, bytes);
    if (!place)
      place = resnet::BufferAttr::get(builder.getContext(), resnet::Space::Arena, arena.take(bytes), bytes);
    return places[result] = place;
  }

  resnet::BufferAttr placeForCaller(Value result, int64_t bytes) {
    auto inSpace = [&](resnet::Space space, int64_t offset) {
      return resnet::BufferAttr::get(builder.getContext(), space, offset, bytes);
    };
    for (OpOperand &use : result.getUses()) {
      if (auto store = dyn_cast<resnet::StoreOp>(use.getOwner()))
        return named.packed(store.getPacked());
      if (auto store = dyn_cast<resnet::StoreGradientOp>(use.getOwner()))
        return inSpace(resnet::Space::Gradients, named.parameter(store.getParameter()).getOffset());
      if (!isa<resnet::ReturnOp>(use.getOwner()))
        continue;
      if (isa<resnet::SoftmaxCrossEntropyOp>(result.getDefiningOp()))
        return inSpace(resnet::Space::Metrics, alignment.tensors * use.getOperandNumber());
      return inSpace(isa<resnet::PreprocessOp>(result.getDefiningOp()) ? resnet::Space::Images
                                                                       : resnet::Space::Probabilities,
                     0);
    }
    return nullptr;
  }

  /// An operand's bytes are free once its last reader has run, those of a result that nobody reads at once.
  void release(Operation *op) {
    llvm::SmallSetVector<Value, 8> values(op->operand_begin(), op->operand_end());
    values.insert(op->result_begin(), op->result_end());
    for (Value value : values) {
      bool isLast = llvm::all_of(value.getUsers(),
                                 [&](Operation *user) { return user == op || user->isBeforeInBlock(op); });
      resnet::BufferAttr place = places.lookup(value);
      if (isLast && place && place.getSpace() == resnet::Space::Arena)
        arena.giveBack(place.getOffset());
    }
  }

  NamedBuffers named;
  const Machine &machine;
  Alignment alignment;
  OpBuilder builder;
  Arena arena;
  llvm::DenseMap<Value, resnet::BufferAttr> places;
};

struct PlanMemory : impl::PlanMemoryBase<PlanMemory> {
  void runOnOperation() override {
    resnet::NetOp net = getOperation();
    for (resnet::FuncOp function : llvm::to_vector(net.getOps<resnet::FuncOp>())) {
      StringRef name = function.getSymName();
      const Machine *machine = machineOf(net, name);
      if (!machine || failed(Planner(net, *machine, alignmentOf(net, name)).plan(function)))
        return signalPassFailure();
      function.erase();
    }
    for (resnet::PackedOp packed : llvm::to_vector(net.getOps<resnet::PackedOp>()))
      packed.erase(); // an offset now
  }
};
} // namespace
} // namespace resnetc
