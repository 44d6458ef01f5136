#include "passes/PlanChecker.h"
#include "ir/dialect/Layers.h"
#include "ir/machine/Catalog.h"
#include "passes/Arena.h"

using namespace mlir;

namespace resnetc {
namespace {
std::string text(resnet::BufferAttr buffer) {
  return (resnet::stringifySpace(buffer.getSpace()) + "[" + Twine(buffer.getOffset()) + " : " +
          Twine(buffer.getBytes()) + "]")
      .str();
}

std::string text(ArrayRef<int64_t> extents) {
  std::string out;
  llvm::raw_string_ostream stream(out);
  llvm::interleave(extents, stream, "x");
  return out;
}

bool mayRead(StringRef plan, resnet::Space space) {
  switch (space) {
  case resnet::Space::Parameters:
    return plan == "prepare";
  case resnet::Space::Pixels:
    return plan.starts_with("preprocess_");
  case resnet::Space::Packed:
  case resnet::Space::Images:
    return plan.starts_with("infer_");
  case resnet::Space::Arena:
    return true;
  case resnet::Space::Probabilities:
    return false;
  }
  return false;
}

bool mayWrite(StringRef plan, resnet::Space space) {
  switch (space) {
  case resnet::Space::Packed:
    return plan == "prepare";
  case resnet::Space::Images:
    return plan.starts_with("preprocess_");
  case resnet::Space::Probabilities:
    return plan.starts_with("infer_");
  case resnet::Space::Arena:
    return plan != "prepare"; // prepare gets none
  default:
    return false;
  }
}
} // namespace

PlanChecker::PlanChecker(resnet::PlanOp plan, llvm::StringRef machine, std::vector<PlacedTensor> given)
    : plan(plan), net(plan->getParentOfType<resnet::NetOp>()), machine(machine), tensors(std::move(given)) {}

LogicalResult PlanChecker::check() {
  for (Operation &op : *plan.getBody()) {
    LogicalResult result = success();
    if (auto run = dyn_cast<resnet::RunOp>(op))
      result = checkRun(run);
    else if (auto zero = dyn_cast<resnet::ZeroHaloOp>(op))
      result = checkZeroHalo(zero);
    else
      result = op.emitOpError("does not belong in a plan");
    if (failed(result))
      return failure();
  }
  if (!plan.getSymName().starts_with("infer_"))
    return success();
  if (tensorsIn(resnet::Space::Probabilities).empty())
    return plan.emitOpError("never writes the probabilities");
  return success();
}

std::vector<PlacedTensor> PlanChecker::tensorsIn(resnet::Space space) const {
  std::vector<PlacedTensor> found;
  for (const PlacedTensor &tensor : tensors)
    if (tensor.buffer.getSpace() == space)
      found.push_back(tensor);
  return found;
}

LogicalResult PlanChecker::checkRun(resnet::RunOp run) {
  std::string error;
  auto key = KernelKey::parse(net.lookupSymbol<resnet::KernelSymbolOp>(run.getKernel()).getKey().str(), error);
  assert(key && "the kernel's verifier reads its key");
  if (key->text("machine") != machine)
    return run.emitOpError("calls a kernel for ") << key->text("machine") << ", but the net's target is " << machine;
  if (std::string why = whyNotImplemented(*key); !why.empty())
    return run.emitOpError("calls a kernel that has no implementation: ") << why;
  std::vector<KernelArgument> arguments = argumentsOf(*key);
  if (run.getReads().size() + 1 != arguments.size())
    return run.emitOpError("passes ") << run.getReads().size() << " buffers to read, but the kernel reads "
                                      << arguments.size() - 1;
  for (auto [attribute, argument] : llvm::zip(run.getReads(), arguments)) {
    auto buffer = cast<resnet::BufferAttr>(attribute);
    if (!mayRead(plan.getSymName(), buffer.getSpace()))
      return run.emitOpError("must not read ") << resnet::stringifySpace(buffer.getSpace()) << " in @"
                                               << plan.getSymName();
    if (failed(checkBuffer(run, buffer, argument.bytes(), argument.name)) || failed(checkRead(run, buffer, argument)))
      return failure();
  }
  return checkWrite(run, *key, arguments.back());
}

LogicalResult PlanChecker::checkBuffer(Operation *op, resnet::BufferAttr buffer, int64_t bytes, StringRef what) {
  if (buffer.getBytes() != bytes)
    return op->emitOpError("gives ") << what << " " << buffer.getBytes() << " bytes, but it has " << bytes;
  bool isOurs = buffer.getSpace() == resnet::Space::Arena || buffer.getSpace() == resnet::Space::Packed;
  if (isOurs && buffer.getOffset() % Arena::alignment != 0)
    return op->emitOpError("puts ") << what << " at " << text(buffer) << ", which is not on " << Arena::alignment
                                    << " bytes";
  if (buffer.getSpace() == resnet::Space::Arena && buffer.end() > int64_t(plan.getArenaBytes()))
    return op->emitOpError("puts ") << what << " at " << text(buffer) << ", beyond the arena's "
                                    << plan.getArenaBytes() << " bytes";
  return success();
}

LogicalResult PlanChecker::checkRead(resnet::RunOp run, resnet::BufferAttr buffer, const KernelArgument &argument) {
  if (buffer.getSpace() == resnet::Space::Images || buffer.getSpace() == resnet::Space::Pixels)
    return checkImages(run, buffer, argument);
  for (const PlacedTensor &tensor : tensors) {
    if (tensor.buffer != buffer)
      continue;
    if (tensor.shape.extents != argument.extents || tensor.shape.halo != argument.halo)
      return run.emitOpError("reads ") << text(buffer) << " as " << text(argument.extents) << " with halo "
                                       << argument.halo << ", but " << tensor.writer << " wrote "
                                       << text(tensor.shape.extents) << " with halo " << tensor.shape.halo;
    if (argument.halo > 0 && !tensor.haloIsZero)
      return run.emitOpError("reads the halo of ") << text(buffer) << ", which nobody zeroed since its bytes were "
                                                   << "another buffer's";
    return success();
  }
  for (const PlacedTensor &tensor : llvm::reverse(lost))
    if (tensor.buffer == buffer)
      return run.emitOpError("reads ") << text(buffer) << ", but " << tensor.writer << " has overwritten it";
  return run.emitOpError("reads ") << text(buffer) << ", where no tensor lies";
}

LogicalResult PlanChecker::checkImages(resnet::RunOp run, resnet::BufferAttr buffer, const KernelArgument &argument) {
  if (buffer.getOffset() != 0)
    return run.emitOpError("reads the caller's ") << resnet::stringifySpace(buffer.getSpace()) << " from byte "
                                                  << buffer.getOffset() << ", not from the first";
  StringRef number = plan.getSymName().rsplit('_').second;
  int64_t n = 0;
  ArrayRef<int64_t> input = net.getInput();
  int64_t channels = buffer.getSpace() == resnet::Space::Pixels ? 3 : input[2];
  number.getAsInteger(10, n);
  int64_t elements = n * input[0] * input[1] * channels;
  if (argument.elements() != elements)
    return run.emitOpError("reads ") << argument.elements() << " values, but callers of @" << plan.getSymName()
                                     << " pass " << elements;
  return success();
}

LogicalResult PlanChecker::checkWrite(resnet::RunOp run, const KernelKey &key, const KernelArgument &output) {
  resnet::BufferAttr write = run.firstWrite();
  if (!mayWrite(plan.getSymName(), write.getSpace()))
    return run.emitOpError("must not write ") << resnet::stringifySpace(write.getSpace()) << " in @"
                                              << plan.getSymName();
  if (failed(checkBuffer(run, write, output.bytes(), output.name)))
    return failure();
  std::vector<KernelArgument> arguments = argumentsOf(key);
  bool haloIsZero = output.writesHalo;
  for (auto [attribute, argument] : llvm::zip(run.getReads(), arguments)) {
    auto read = cast<resnet::BufferAttr>(attribute);
    if (!read.overlaps(write))
      continue;
    bool inPlace = run.getInPlace() && read == write && argument.name == "residual";
    if (!inPlace)
      return run.emitOpError("writes ") << text(write) << " over " << text(read) << ", which it reads";
    if (!key.has("inplace") || !key.flag("inplace") || !isInPlaceSafe(key))
      return run.emitOpError("runs in place, but its kernel is not safe for that");
    haloIsZero = true; // checkRead has seen the residual's
  }
  if (run.getInPlace() && !llvm::is_contained(run.getReads(), write))
    return run.emitOpError("runs in place, but reads nothing where it writes");
  for (auto &[buffer, shape] : zeroed)
    if (buffer == write && shape.asArrayRef() == ArrayRef(output.extents))
      haloIsZero = true;
  if (write.getSpace() == resnet::Space::Packed)
    for (const PlacedTensor &tensor : tensors)
      if (tensor.buffer.overlaps(write))
        return run.emitOpError("writes ") << text(write) << ", where " << tensor.writer << " has packed its tensor";
  std::string layer = resnet::layerName(run.getLoc()).str();
  overwrite(write, layer);
  tensors.push_back({write, output, haloIsZero, layer});
  return success();
}

LogicalResult PlanChecker::checkZeroHalo(resnet::ZeroHaloOp zero) {
  if (zero.getBuffer().getSpace() != resnet::Space::Arena)
    return zero.emitOpError("zeroes a halo outside the arena");
  if (failed(checkBuffer(zero, zero.getBuffer(), zero.getBuffer().getBytes(), "a halo")))
    return failure();
  overwrite(zero.getBuffer(), resnet::layerName(zero.getLoc()));
  zeroed.push_back({zero.getBuffer(), zero.getShapeAttr()});
  return success();
}

void PlanChecker::overwrite(resnet::BufferAttr buffer, StringRef by) {
  auto isUnder = [&](const PlacedTensor &tensor) { return tensor.buffer.overlaps(buffer); };
  for (PlacedTensor &tensor : tensors)
    if (isUnder(tensor)) {
      lost.push_back(tensor);
      lost.back().writer = by.str();
    }
  llvm::erase_if(tensors, isUnder);
  llvm::erase_if(zeroed, [&](auto &halo) { return halo.first.overlaps(buffer); });
}

} // namespace resnetc
