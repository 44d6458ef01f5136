// PlanMemory: functions on tensors become kernel calls on bytes. See Passes.td.
#include "ir/dialect/Layers.h"
#include "ir/machine/KernelArguments.h"
#include "passes/Arena.h"
#include "passes/KernelKeys.h"
#include "passes/Passes.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_PLANMEMORY
#include "passes/Passes.h.inc"

namespace {
using Buffers = llvm::StringMap<resnet::BufferAttr>;

int64_t bytesOf(RankedTensorType type) { return type.getNumElements() * type.getElementTypeBitWidth() / 8; }

/// Makes one plan out of one function.
class Planner {
public:
  Planner(resnet::NetOp net, const Buffers &named, const std::string &machine)
      : net(net), named(named), machine(machine), builder(net.getContext()) {}

  LogicalResult plan(resnet::FuncOp function) {
    builder.setInsertionPoint(function);
    auto plan = builder.create<resnet::PlanOp>(function.getLoc(), function.getSymName(), 0);
    builder.setInsertionPointToStart(&plan.getBodyRegion().emplaceBlock());
    Block &body = function.getBody().front();
    for (BlockArgument argument : body.getArguments())
      placeArgument(argument);
    for (Operation &op : body)
      if (failed(planOp(&op)))
        return failure();
    plan.setArenaBytes(arena.bytes());
    return success();
  }

private:
  LogicalResult planOp(Operation *op) {
    if (auto pack = dyn_cast<resnet::PackOp>(op)) {
      planPack(pack);
      return success();
    }
    if (isa<resnet::FoldOp, resnet::StoreOp, resnet::ReturnOp>(op))
      return success(); // folds are part of the pack kernels, stores are their outputs
    auto key = keyOf(op, machine);
    if (!key)
      return op->emitOpError("has no kernel; passes before this one should have removed it");
    SmallVector<Attribute> reads;
    for (KernelArgument &argument : argumentsOf(*key))
      if (!argument.written)
        reads.push_back(bufferOf(op, argument.name));
    resnet::BufferAttr write = placeResult(op);
    KernelArgument output = argumentsOf(*key).back();
    if (output.halo > 0 && !output.writesHalo)
      builder.create<resnet::ZeroHaloOp>(op->getLoc(), write, output.extents, output.halo);
    addRun(*key, reads, write, op->getLoc());
    releaseOperands(op);
    return success();
  }

  /// The buffer of a kernel's argument: an operand of the op, or one of its packed tensors.
  resnet::BufferAttr bufferOf(Operation *op, const std::string &argument) {
    if (argument == "filter" || argument == "shift")
      return named.lookup((op->getAttrOfType<FlatSymbolRefAttr>("packed").getValue() + "/" + argument).str());
    bool isResidual = argument == "residual";
    return places[isResidual ? cast<resnet::Conv2dOp>(op).getResidual() : op->getOperand(0)];
  }

  void planPack(resnet::PackOp pack) {
    auto fold = pack.getFilter().getDefiningOp<resnet::FoldOp>();
    auto [filterKey, shiftKey] = keysOf(pack, machine);
    auto target = [&](Value packed) {
      auto store = cast<resnet::StoreOp>(*packed.user_begin());
      return named.lookup(store.getPacked());
    };
    addRun(filterKey, parameters(parametersOfFilter(fold)), target(pack.getPackedFilter()), pack.getLoc());
    addRun(shiftKey, parameters(parametersOfShift(fold)), target(pack.getPackedShift()), pack.getLoc());
  }

  SmallVector<Attribute> parameters(ArrayRef<std::string> names) {
    SmallVector<Attribute> buffers;
    for (const std::string &name : names)
      buffers.push_back(named.lookup(name));
    return buffers;
  }

  void addRun(const KernelKey &key, ArrayRef<Attribute> reads, resnet::BufferAttr write, Location location) {
    builder.create<resnet::RunOp>(location, key.symbol(), builder.getArrayAttr(reads), builder.getArrayAttr({write}),
                                  /*inPlace=*/false);
  }

  void placeArgument(BlockArgument argument) {
    auto type = cast<RankedTensorType>(argument.getType());
    auto space = type.getElementType().isUnsignedInteger() ? resnet::Space::Pixels : resnet::Space::Images;
    places[argument] = resnet::BufferAttr::get(builder.getContext(), space, 0, bytesOf(type));
  }

  /// What the function returns goes to the caller; all else into the arena.
  resnet::BufferAttr placeResult(Operation *op) {
    Value result = op->getResult(0);
    auto type = cast<RankedTensorType>(result.getType());
    auto returned = llvm::any_of(result.getUsers(), [](Operation *user) { return isa<resnet::ReturnOp>(user); });
    auto space = resnet::Space::Arena;
    if (returned)
      space = isa<resnet::PreprocessOp>(op) ? resnet::Space::Images : resnet::Space::Probabilities;
    int64_t halo = resnet::haloOf(type), bytes = bytesOf(type);
    if (halo)
      bytes = 4 * type.getDimSize(0) * (type.getDimSize(1) + 2 * halo) * (type.getDimSize(2) + 2 * halo) *
              type.getDimSize(3);
    int64_t offset = returned ? 0 : arena.take(bytes);
    return places[result] = resnet::BufferAttr::get(builder.getContext(), space, offset, bytes);
  }

  /// An operand's bytes are free once its last reader has run.
  void releaseOperands(Operation *op) {
    llvm::SmallDenseSet<Value> operands(op->operand_begin(), op->operand_end());
    for (Value operand : operands) {
      bool isLast = llvm::all_of(operand.getUsers(),
                                 [&](Operation *user) { return user == op || user->isBeforeInBlock(op); });
      if (isLast && places[operand].getSpace() == resnet::Space::Arena)
        arena.giveBack(places[operand].getOffset());
    }
  }

  resnet::NetOp net;
  const Buffers &named;
  std::string machine;
  OpBuilder builder;
  Arena arena;
  llvm::DenseMap<Value, resnet::BufferAttr> places;
};

struct PlanMemory : impl::PlanMemoryBase<PlanMemory> {
  void runOnOperation() override {
    resnet::NetOp net = getOperation();
    const Machine *target = machineOf(net);
    if (!target)
      return signalPassFailure();
    Buffers named = placeTensors(net);
    for (resnet::FuncOp function : llvm::to_vector(net.getOps<resnet::FuncOp>())) {
      if (failed(Planner(net, named, target->name).plan(function)))
        return signalPassFailure();
      function.erase();
    }
    for (resnet::PackedOp packed : llvm::to_vector(net.getOps<resnet::PackedOp>()))
      packed.erase(); // an offset now
  }

  /// Parameters lie without gaps, as in a weights file; packed tensors on cache lines.
  Buffers placeTensors(resnet::NetOp net) {
    Buffers named;
    int64_t offset = 0;
    for (auto parameter : net.getOps<resnet::ParameterOp>()) {
      int64_t bytes = bytesOf(parameter.tensorType());
      named[parameter.getSymName()] =
          resnet::BufferAttr::get(&getContext(), resnet::Space::Parameters, offset, bytes);
      offset += bytes;
    }
    offset = 0;
    for (auto packed : net.getOps<resnet::PackedOp>()) {
      int64_t bytes = bytesOf(packed.tensorType());
      named[packed.getSymName()] = resnet::BufferAttr::get(&getContext(), resnet::Space::Packed, offset, bytes);
      offset = aligned(offset + bytes);
    }
    return named;
  }
};
} // namespace
} // namespace resnetc
