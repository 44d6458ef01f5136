// The dialect, its attributes and types, and the base classes of its ops.
#ifndef RESNETC_IR_DIALECT_RESNETDIALECT_TD
#define RESNETC_IR_DIALECT_RESNETDIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/TensorEncoding.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Resnet_Dialect : Dialect {
  let name = "resnet";
  let summary = "Residual networks, from the paper's words to a memory plan";
  let description = [{
    One module holds one net. A reference such as `@conv1` names a layer: the op finds
    `conv1/kernel`, `conv1/bias` … itself and checks their shapes. Every op of a
    function carries `NameLoc(layer, FileLineCol(spec))` and takes the name of its
    result from it. Maps are N x H x W x C.
  }];
  let cppNamespace = "::resnetc::resnet";
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
}

class Resnet_Op<string mnemonic, list<Trait> traits = []> : Op<Resnet_Dialect, mnemonic, traits>;

// An op that is a layer or belongs to one: its result is called after it, so a dump
// reads `%res2a_branch2a = …` and does not renumber when a block is added.
class Resnet_LayerOp<string mnemonic, list<Trait> traits = []>
    : Resnet_Op<mnemonic, !listconcat([Pure, DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>],
                                      traits)> {
  let extraClassDefinition = [{
    void $cppClass::getAsmResultNames(::mlir::OpAsmSetValueNameFn setName) {
      ::resnetc::resnet::nameAfterLayer(*this, setName);
    }
  }];
}

class Resnet_Attr<string name, string mnemonicText, list<Trait> traits = []>
    : AttrDef<Resnet_Dialect, name, traits> {
  let mnemonic = mnemonicText;
}

//===--- layout: the encoding of a tensor ----------------------------------===//

def Resnet_NhwcAttr : Resnet_Attr<"Nhwc", "nhwc", [DeclareAttrInterfaceMethods<VerifiableTensorEncoding>]> {
  let summary = "`tensor<1x16x16x32xf32, #resnet.nhwc<halo 1>>`: a frame of zero pixels around each map";
  let parameters = (ins "int64_t":$halo);
  let assemblyFormat = "`<` `halo` $halo `>`";
}

//===--- preprocessing -----------------------------------------------------===//

def Resnet_ChannelOrder : I32EnumAttr<"ChannelOrder", "order of colours", [
  I32EnumAttrCase<"Rgb", 0, "rgb">, I32EnumAttrCase<"Bgr", 1, "bgr">, I32EnumAttrCase<"Gray", 2, "gray">]> {
  let cppNamespace = "::resnetc::resnet";
  let genSpecializedAttr = 0;
}

def Resnet_PreprocessAttr : Resnet_Attr<"Preprocess", "preprocess"> {
  let summary = "8-bit R, G, B pixels to the net's input: v * scale, minus mean, divided by std, in `order`";
  let description = "How a picture of another size becomes height x width before that: resize, interpolation.";
  // A plain double has no llvm::hash_value, so it cannot be a parameter.
  let parameters = (ins EnumParameter<Resnet_ChannelOrder>:$order, "::mlir::FloatAttr":$scale,
                        "::mlir::DenseF64ArrayAttr":$mean, "::mlir::DenseF64ArrayAttr":$deviation,
                        "::mlir::StringAttr":$resize, "int64_t":$shortSide, "::mlir::StringAttr":$interpolation);
  let assemblyFormat = [{
    `<` $order `,` `scale` custom<Real>($scale) `,` `mean` custom<Reals>($mean) `,` `std` custom<Reals>($deviation)
    `,` `resize` $resize `,` `short_side` $shortSide `,` `interpolation` $interpolation `>`
  }];
}

//===--- training ----------------------------------------------------------===//

def Resnet_HyperType : TypeDef<Resnet_Dialect, "Hyper"> {
  let mnemonic = "hyper";
  let summary = "What is chosen anew for each step of training";
  let description = [{
    n, the images that count in this step (1 .. N; in place of the others stand zero
    images); rate, momentum, nesterov, weight decay; step, how many were taken before.
  }];
}

def Resnet_Optimizer : I32EnumAttr<"Optimizer", "rule of the update", [
  I32EnumAttrCase<"Sgd", 0, "sgd">, I32EnumAttrCase<"Adam", 1, "adam">, I32EnumAttrCase<"AdamW", 2, "adamw">]> {
  let cppNamespace = "::resnetc::resnet";
  let genSpecializedAttr = 0;
}

def Resnet_TrainAttr : Resnet_Attr<"Train", "train"> {
  let summary = "What a net's training functions are compiled for: images of a step, update, loss, moving averages";
  let description = [{
    `beta1`, `beta2`, `epsilon` are Adam's; `moving` is the weight of the old moving
    average, `unbiased` whether it is of the variance over count - 1.
  }];
  let parameters = (ins "int64_t":$batch, EnumParameter<Resnet_Optimizer>:$optimizer,
                        "::mlir::FloatAttr":$beta1, "::mlir::FloatAttr":$beta2, "::mlir::FloatAttr":$epsilon,
                        "::mlir::FloatAttr":$labelSmoothing, "::mlir::FloatAttr":$moving, "bool":$unbiased);
  let assemblyFormat = [{
    `<` `batch` $batch `,` $optimizer `,` `beta1` custom<Real>($beta1) `,` `beta2` custom<Real>($beta2) `,`
    `epsilon` custom<Real>($epsilon) `,` `label_smoothing` custom<Real>($labelSmoothing) `,`
    `moving` custom<Real>($moving) `,` `unbiased` $unbiased `>`
  }];
  let genVerifyDecl = 1;
}

//===--- buffers of a plan: `arena[0 : 65536]` -----------------------------===//

def Resnet_Space : I32EnumAttr<"Space", "what a buffer lies in", [
  I32EnumAttrCase<"Parameters", 0, "parameters">, I32EnumAttrCase<"Packed", 1, "packed">,
  I32EnumAttrCase<"Pixels", 2, "pixels">, I32EnumAttrCase<"Images", 3, "images">,
  I32EnumAttrCase<"Arena", 4, "arena">, I32EnumAttrCase<"Probabilities", 5, "probabilities">,
  I32EnumAttrCase<"Labels", 6, "labels">, I32EnumAttrCase<"Hyper", 7, "hyper">,
  I32EnumAttrCase<"Metrics", 8, "metrics">, I32EnumAttrCase<"Optimizer", 9, "optimizer">,
  I32EnumAttrCase<"Gradients", 10, "gradients">]> {
  let cppNamespace = "::resnetc::resnet";
  let genSpecializedAttr = 0;
}

def Resnet_BufferAttr : Resnet_Attr<"Buffer", "buffer"> {
  let summary = "`bytes` bytes at byte `offset` of a space";
  let parameters = (ins EnumParameter<Resnet_Space>:$space, "int64_t":$offset, "int64_t":$bytes);
  let assemblyFormat = "`<` $space `,` $offset `,` $bytes `>`";
  let extraClassDeclaration = [{
    int64_t end() const { return getOffset() + getBytes(); }
    bool overlaps(BufferAttr other) const {
      return getSpace() == other.getSpace() && getOffset() < other.end() && other.getOffset() < end();
    }
  }];
}

//===--- what is done with a sum before it is stored -----------------------===//

// Taken as it is (not wrapped in EnumAttr, which prints a second space): `then relu`.
def Resnet_Epilogue : I32EnumAttr<"Epilogue", "function applied before the store", [
  I32EnumAttrCase<"None", 0, "none">, I32EnumAttrCase<"Relu", 1, "relu">]> {
  let cppNamespace = "::resnetc::resnet";
}

#endif
