#include "frontend/import/ImportSpec.h"
#include "frontend/import/NetLayers.h"
#include "ir/dialect/Layers.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;

namespace resnetc {
namespace {
class Importer {
public:
  Importer(MLIRContext &context, const Spec &spec, const SpecSource &source)
      : spec(spec), source(source), layers(layersOf(spec, source)), symbols(&context), ir(&context) {}

  OwningOpRef<ModuleOp> import(StringRef resolvedSpec) {
    OwningOpRef<ModuleOp> module = ModuleOp::create(symbols.getUnknownLoc());
    OpBuilder top = OpBuilder::atBlockEnd(module->getBody());
    net = top.create<resnet::NetOp>(locate(spec.name, source.preset), spec.name, resolvedSpec,
                                    ArrayRef{spec.input.height, spec.input.width, spec.input.channels},
                                    spec.input.layout == ImageLayout::Nchw, spec.head.classes, preprocessing(),
                                    DenseI64ArrayAttr(), StringAttr(), StringAttr(), resnet::TrainAttr());
    net.getBodyRegion().emplaceBlock();
    symbols.setInsertionPointToStart(net.getBody());
    auto imagesType = net.imagesType(1);
    auto resultType = RankedTensorType::get({1, spec.head.classes}, symbols.getF32Type());
    auto forward = OpBuilder(&net.getBodyRegion())
                       .create<resnet::FuncOp>(net.getLoc(), "forward",
                                               symbols.getFunctionType(imagesType, resultType));
    // Parameters stand before the function that reads them.
    symbols.setInsertionPoint(forward);
    ir.setInsertionPointToStart(&forward.getBody().front());
    value = forward.getArgument(0);
    addLayers();
    return module;
  }

private:
  void addLayers() {
    if (spec.input.layout == ImageLayout::Nchw)
      value = ir.create<resnet::LayoutOp>(locate("images_nhwc", source.preset),
                                          mapType(spec.input.height, spec.input.width, spec.input.channels), value,
                                          /*nchw=*/true, StringAttr(), StringAttr());
    addParameters(layers.stem, channelsOf(value));
    if (!layers.stem.norm.empty())
      addNormParameters(layers.stem.norm, layers.stem.filters);
    value = addConv(layers.stem, value);
    value = addRelu(layers.stem.name, layers.stem.place, value);
    if (spec.stem.pool)
      addPool(*spec.stem.pool);
    for (const BlockLayers &block : layers.blocks)
      addBlock(block);
    addHead();
  }

  void addPool(const StemPool &pool) {
    auto input = cast<RankedTensorType>(value.getType());
    const Padding &pad = layers.poolPad;
    auto type = mapType(resnet::windowed(input.getDimSize(1), pad.top, pad.bottom, pool.kernel, pool.stride),
                        resnet::windowed(input.getDimSize(2), pad.left, pad.right, pool.kernel, pool.stride),
                        input.getDimSize(3));
    value = ir.create<resnet::MaxPoolOp>(locate("pool1", source.stem), type, value, pool.kernel, pool.stride,
                                         resnet::padOf(pad), StringAttr(), StringAttr());
  }

  /// Declares in Keras's order: its loader goes by position, and a model lists its
  /// layers by depth, so the projection stands beside the branch's last convolution.
  void declareBlock(const BlockLayers &block, int64_t inputs) {
    bool projects = block.shortcut == BlockLayers::Way::Projection;
    bool shortcutFirst = spec.names == NameFamily::Applications; // _0_conv was made before _3_conv
    int64_t channels = inputs;
    for (const ConvLayer &conv : block.branch) {
      bool last = &conv == &block.branch.back();
      if (last && projects && shortcutFirst)
        addParameters(block.projection, inputs);
      addParameters(conv, channels);
      if (last && projects && !shortcutFirst)
        addParameters(block.projection, inputs);
      if (last && projects && shortcutFirst)
        addNormParameters(block.projection.norm, block.filters);
      addNormParameters(conv.norm, conv.filters);
      if (last && projects && !shortcutFirst)
        addNormParameters(block.projection.norm, block.filters);
      channels = conv.filters;
    }
  }

  void addBlock(const BlockLayers &block) {
    Value input = value;
    declareBlock(block, channelsOf(input));
    for (const ConvLayer &conv : block.branch) {
      value = addConv(conv, value);
      if (&conv != &block.branch.back())
        value = addRelu(conv.name, conv.place, value);
    }
    if (block.shortcut != BlockLayers::Way::None)
      value = ir.create<resnet::AddOp>(locate(block.name, block.place), value.getType(), value, addShortcut(block, input));
    value = addRelu(block.name, block.place, value);
  }

  Value addShortcut(const BlockLayers &block, Value input) {
    switch (block.shortcut) {
    case BlockLayers::Way::Projection:
      return addConv(block.projection, input);
    case BlockLayers::Way::PadChannels: {
      Value branch = value;
      return ir.create<resnet::PadChannelsOp>(locate(block.name + "_shortcut", block.place), branch.getType(), input,
                                              block.stride, StringAttr(), StringAttr());
    }
    default:
      return input;
    }
  }

  void addHead() {
    auto map = cast<RankedTensorType>(value.getType());
    std::string pool = spec.names == NameFamily::Torchvision ? "avgpool" : "avg_pool";
    value = ir.create<resnet::GlobalAvgPoolOp>(locate(pool, source.head), matrixType(map.getDimSize(3)), value,
                                               StringAttr(), StringAttr());
    addParameter(spec.head.name + "/kernel", {map.getDimSize(3), spec.head.classes}, source.head);
    addParameter(spec.head.name + "/bias", {spec.head.classes}, source.head);
    value = ir.create<resnet::DenseOp>(locate(spec.head.name, source.head), matrixType(spec.head.classes), value,
                                       spec.head.name, false, FlatSymbolRefAttr(), Value(), Value(), StringAttr(), StringAttr());
    value = ir.create<resnet::SoftmaxOp>(locate("softmax", source.head), value.getType(), value, StringAttr(), StringAttr());
    ir.create<resnet::ReturnOp>(locate("softmax", source.head), value);
  }

  Value addConv(const ConvLayer &conv, Value input) {
    auto map = cast<RankedTensorType>(input.getType());
    auto type = mapType(
        resnet::windowed(map.getDimSize(1), conv.pad.top, conv.pad.bottom, conv.window, conv.stride),
        resnet::windowed(map.getDimSize(2), conv.pad.left, conv.pad.right, conv.window, conv.stride), conv.filters);
    Value result = ir.create<resnet::Conv2dOp>(locate(conv.name, conv.place), type, input, conv.name, false,
                                               FlatSymbolRefAttr(), Value(), Value(), conv.stride,
                                               resnet::padOf(conv.pad), Value(), resnet::Epilogue::None, StringAttr(),
                                               StringAttr());
    if (conv.norm.empty())
      return result;
    return ir.create<resnet::BatchNormOp>(locate(conv.norm, conv.place), type, result, conv.norm,
                                          APFloat(spec.batchNorm->epsilon));
  }

  Value addRelu(const std::string &after, SpecPlace place, Value input) {
    return ir.create<resnet::ReluOp>(locate(after + "_relu", place), input.getType(), input);
  }

  void addParameters(const ConvLayer &conv, int64_t inputs) {
    addParameter(conv.name + "/kernel", {conv.window, conv.window, inputs, conv.filters}, conv.place);
    if (spec.convBias)
      addParameter(conv.name + "/bias", {conv.filters}, conv.place);
  }

  void addNormParameters(const std::string &norm, int64_t channels) {
    if (norm.empty())
      return;
    for (const char *word : {"/gamma", "/beta", "/moving_mean", "/moving_variance"})
      addParameter(norm + word, {channels}, {});
  }

  void addParameter(const std::string &name, ArrayRef<int64_t> shape, SpecPlace place) {
    symbols.create<resnet::ParameterOp>(locate(name, place), name, RankedTensorType::get(shape, symbols.getF32Type()));
  }

  resnet::PreprocessAttr preprocessing() {
    const PreprocessSpec &from = spec.preprocess;
    if (spec.input.channels != 1 && spec.input.channels != 3)
      return {}; // no 8-bit pictures have two or four colours here
    static const char *resizes[] = {"stretch", "shorter-side-and-crop"};
    static const char *interpolations[] = {"nearest", "bilinear", "area"};
    return resnet::PreprocessAttr::get(
        symbols.getContext(), static_cast<resnet::ChannelOrder>(from.order), symbols.getF64FloatAttr(from.scale),
        symbols.getDenseF64ArrayAttr(from.mean), symbols.getDenseF64ArrayAttr(from.std),
        symbols.getStringAttr(resizes[int(from.resize)]), from.shortSide,
        symbols.getStringAttr(interpolations[int(from.interpolation)]));
  }

  Location locate(const std::string &layer, SpecPlace place) {
    SpecPlace at = place.line ? place : source.preset; // what a preset says stands where the preset is named
    Location file = FileLineColLoc::get(symbols.getStringAttr(source.file), at.line, at.column);
    return NameLoc::get(symbols.getStringAttr(layer), file);
  }

  RankedTensorType mapType(int64_t height, int64_t width, int64_t channels) {
    return RankedTensorType::get({1, height, width, channels}, symbols.getF32Type());
  }
  RankedTensorType matrixType(int64_t columns) { return RankedTensorType::get({1, columns}, symbols.getF32Type()); }
  static int64_t channelsOf(Value map) { return cast<RankedTensorType>(map.getType()).getDimSize(3); }

  const Spec &spec;
  const SpecSource &source;
  NetLayers layers;
  OpBuilder symbols, ir;
  resnet::NetOp net;
  Value value;
};
} // namespace

OwningOpRef<ModuleOp> importSpec(MLIRContext &context, const Spec &spec, const SpecSource &source,
                                 StringRef resolvedSpec) {
  context.loadDialect<resnet::ResnetDialect>();
  OwningOpRef<ModuleOp> module = Importer(context, spec, source).import(resolvedSpec);
  assert(succeeded(verify(*module)) && "an imported spec verifies");
  return module;
}

} // namespace resnetc
