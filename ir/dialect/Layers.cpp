#include "ir/dialect/Layers.h"
#include "mlir/IR/Location.h"

using namespace mlir;

namespace resnetc::resnet {

StringRef layerName(Location location) {
  auto named = location->findInstanceOf<NameLoc>();
  return named ? named.getName().getValue() : StringRef();
}

unsigned specLine(Location location) {
  auto place = location->findInstanceOf<FileLineColLoc>();
  return place ? place.getLine() : 0;
}

Location renamed(Location location, const Twine &name) {
  auto named = location->findInstanceOf<NameLoc>();
  Location place = named ? named.getChildLoc() : location;
  return NameLoc::get(StringAttr::get(location.getContext(), name), place);
}

template <typename Symbol> static Symbol find(Operation *from, StringRef layer, StringRef word) {
  auto net = isa<NetOp>(from) ? cast<NetOp>(from) : from->getParentOfType<NetOp>();
  return net ? net.lookupSymbol<Symbol>((layer + "/" + word).str()) : Symbol();
}

ParameterOp findParameter(Operation *from, StringRef layer, StringRef word) {
  return find<ParameterOp>(from, layer, word);
}

PackedOp findPacked(Operation *from, StringRef layer, StringRef word) { return find<PackedOp>(from, layer, word); }

int64_t haloOf(Type type) {
  auto layout = dyn_cast_or_null<NhwcAttr>(cast<RankedTensorType>(type).getEncoding());
  return layout ? layout.getHalo() : 0;
}

RankedTensorType withHalo(RankedTensorType type, int64_t halo) {
  Attribute layout = halo ? NhwcAttr::get(type.getContext(), halo) : Attribute();
  return RankedTensorType::get(type.getShape(), type.getElementType(), layout);
}

Padding paddingOf(ArrayRef<int64_t> pad) { return {pad[0], pad[1], pad[2], pad[3]}; }

SmallVector<int64_t, 4> padOf(const Padding &padding) {
  return {padding.top, padding.left, padding.bottom, padding.right};
}

int64_t windowed(int64_t extent, int64_t before, int64_t after, int64_t window, int64_t stride) {
  int64_t room = extent + before + after - window;
  return room < 0 ? 0 : room / stride + 1;
}

static int64_t windowOfLayer(Operation *op, StringRef layer) {
  ParameterOp kernel = findParameter(op, layer, "kernel");
  return kernel && kernel.tensorType().getRank() == 4 ? kernel.tensorType().getDimSize(0) : 0;
}

int64_t windowOf(Conv2dOp conv) { return windowOfLayer(conv, conv.getLayer()); }
int64_t windowOf(StemOp stem) { return windowOfLayer(stem, stem.getLayer()); }
int64_t windowOf(Conv2dPartsOp conv) { return windowOfLayer(conv, conv.getLayer()); }

RankedTensorType sumOf(RankedTensorType parts) {
  return RankedTensorType::get(parts.getShape().drop_front(), parts.getElementType());
}

} // namespace resnetc::resnet
