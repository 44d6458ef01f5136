// The ops: a net and what it holds, layers, what @prepare does, the plan.
#ifndef RESNETC_IR_DIALECT_RESNETOPS_TD
#define RESNETC_IR_DIALECT_RESNETOPS_TD

include "ir/dialect/ResnetDialect.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"

def Resnet_Map : 4DTensorOf<[F32]>;
def Resnet_Matrix : 2DTensorOf<[F32]>;
def Resnet_Pixels : 4DTensorOf<[UI8]>;
def Resnet_Tensor : RankedTensorOf<[F32]>;
def Resnet_Parts : TensorRankOf<[F32], [5]>;

//===--- the net and what it holds ------------------------------------------===//

def Resnet_NetOp : Resnet_Op<"net", [
    SymbolTable, Symbol, IsolatedFromAbove, NoTerminator, SingleBlock, NoRegionArguments]> {
  let summary = "One network: its parameters, functions and plans";
  let description = [{
    `spec` is the resolved spec, whole; `input` height, width and channels of what callers
    hand in (`nchw`: channels first); `batch` the sizes that are compiled; `target` what for;
    `train`, only where training is asked for, what its functions are compiled for.
    `target` is a list, such as "x86-64-v3,opencl", until there is a net for each of them (from
    phase 2 on); the net of a device has a `host`, the CPU on which its @prepare runs.
    With these a dump of any phase is all that is needed to go on from it.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$spec, DenseI64ArrayAttr:$input, UnitAttr:$nchw,
                       ConfinedAttr<I64Attr, [IntPositive]>:$classes, OptionalAttr<Resnet_PreprocessAttr>:$preprocess,
                       OptionalAttr<DenseI64ArrayAttr>:$batch, OptionalAttr<StrAttr>:$target,
                       OptionalAttr<StrAttr>:$host, OptionalAttr<Resnet_TrainAttr>:$train);
  let regions = (region SizedRegion<1>:$bodyRegion);
  // The region is not called body: that would hide SingleBlock's `Block *getBody()`.
  // `attr-dict` before a region is refused by mlir-tblgen: the brace is ambiguous.
  let assemblyFormat = [{
    $sym_name `input` custom<Extents>($input) (`nchw` $nchw^)? `classes` $classes (`preprocess` $preprocess^)?
    (`batch` $batch^)? (`target` $target^)? (`host` $host^)? (`train` $train^)? `spec` $spec attr-dict-with-keyword $bodyRegion
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The type of `n` images as callers hand them in.
    ::mlir::RankedTensorType imagesType(int64_t n);
  }];
}

def Resnet_ParameterOp : Resnet_Op<"parameter", [Symbol]> {
  let summary = "A trained tensor, float32 in Keras's layout, by its canonical name `layer/word`";
  let description = [{
    Their order in the net is their order in the parameter blob. `frozen`: training leaves it
    as it is; a batch norm with a frozen gamma stays in inference mode.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<Resnet_Tensor>:$type, UnitAttr:$frozen);
  let assemblyFormat = "$sym_name (`frozen` $frozen^)? attr-dict `:` $type";
  let extraClassDeclaration = [{
    ::mlir::RankedTensorType tensorType() { return ::mlir::cast<::mlir::RankedTensorType>(getType()); }
    bool isTrainable() {
      return !getSymName().ends_with("/moving_mean") && !getSymName().ends_with("/moving_variance");
    }
    /// Whether it has a gradient in this net.
    bool isTrained() { return isTrainable() && !getFrozen(); }
  }];
}

def Resnet_PackedOp : Resnet_Op<"packed", [Symbol]> {
  let summary = "A tensor that @prepare writes and @infer reads";
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<Resnet_Tensor>:$type);
  let assemblyFormat = "$sym_name attr-dict `:` $type";
  let extraClassDeclaration = [{
    ::mlir::RankedTensorType tensorType() { return ::mlir::cast<::mlir::RankedTensorType>(getType()); }
  }];
}

def Resnet_FuncOp : Resnet_Op<"func", [
    FunctionOpInterface, IsolatedFromAbove,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "A function of the net, on tensors";
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<FunctionType>:$function_type,
                       OptionalAttr<DictArrayAttr>:$arg_attrs, OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let builders = [OpBuilder<(ins "::mlir::StringRef":$name, "::mlir::FunctionType":$type)>];
  let extraClassDeclaration = [{
    // FunctionOpInterface asks for these.
    ::mlir::ArrayRef<::mlir::Type> getArgumentTypes() { return getFunctionType().getInputs(); }
    ::mlir::ArrayRef<::mlir::Type> getResultTypes() { return getFunctionType().getResults(); }
    ::mlir::Region *getCallableRegion() { return &getBody(); }
  }];
}

def Resnet_ReturnOp : Resnet_Op<"return", [Pure, HasParent<"FuncOp">, ReturnLike, Terminator]> {
  let arguments = (ins Variadic<AnyType>:$operands);
  let assemblyFormat = "attr-dict ($operands^ `:` type($operands))?";
  let hasVerifier = 1;
}

//===--- layers --------------------------------------------------------------===//

// A layer that becomes a kernel: `by` holds the Catalog's choice (the end of the
// kernel key) and `why` its reason, both from phase 3 on.
class Resnet_KernelOp<string mnemonic, list<Trait> traits = []> : Resnet_LayerOp<mnemonic, traits> {
  dag choice = (ins OptionalAttr<StrAttr>:$by, OptionalAttr<StrAttr>:$why);
  string choiceFormat = " (`by` $by^)? (`why` $why^)? ";
}

// A layer with a filter. It names its parameters' layer; from phase 2 on (`folded`)
// it reads LAYER/filter and LAYER/shift instead, from phase 3 on those of `packed`.
class Resnet_WeightedOp<string mnemonic, list<Trait> traits = []>
    : Resnet_KernelOp<mnemonic, !listconcat([DeclareOpInterfaceMethods<SymbolUserOpInterface>], traits)> {
  dag weights = (ins FlatSymbolRefAttr:$layer, UnitAttr:$folded, OptionalAttr<FlatSymbolRefAttr>:$packed);
  // In training a filter is packed anew in each step, a value like any other.
  dag stepWeights = (ins Optional<Resnet_Tensor>:$filter, Optional<Resnet_Tensor>:$shift);
  string stepWeightsFormat = " (`with` $filter^ `:` type($filter) `,` $shift `:` type($shift))? ";
  string weightsFormat = " $layer (`folded` $folded^)? `` custom<Packed>($packed, ref($layer)) ";
}

def Resnet_Conv2dOp : Resnet_WeightedOp<"conv2d", [
    AttrSizedOperandSegments,
    OptionalTypesMatchWith<"residual has the type of the result", "result", "residual", "$_self">]> {
  let summary = "2-D cross-correlation with zero padding, and what is done with its sums";
  let description = [{
    out[n,y,x,k] = epilogue(shift[k] + residual[n,y,x,k] + sum over r,s,c of
                            in[n, y*stride + r - top, x*stride + s - left, c] * filter[r,s,c,k])

    Shapes: input N x H x W x C, filter R x R x C x K, result N x Y x X x K with
    Y = (H + top + bottom - R) / stride + 1. `stride` and `pad` are in pixels; `pad 1`
    stands for the same on all sides, `pad [0, 0, 1, 1]` for top, left, bottom, right
    (He 2015, 3.3; TensorFlow's "same" puts the odd pixel bottom and right).
  }];
  let arguments = !con((ins Resnet_Map:$input), weights, stepWeights,
                       (ins ConfinedAttr<I64Attr, [IntPositive]>:$stride, DenseI64ArrayAttr:$pad,
                            Optional<Resnet_Map>:$residual,
                            DefaultValuedAttr<Resnet_Epilogue, "::resnetc::resnet::Epilogue::None">:$epilogue), choice);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = "$input `,`" # weightsFormat # stepWeightsFormat # [{
    `stride` $stride `pad` custom<Pad>($pad) (`add` $residual^)? (`then` $epilogue^)?
  }] # choiceFormat # "attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Resnet_StemOp : Resnet_WeightedOp<"stem"> {
  let summary = "A convolution whose result is max-pooled at once: the large map is never whole in memory";
  let arguments = !con((ins Resnet_Map:$input), weights,
                       (ins ConfinedAttr<I64Attr, [IntPositive]>:$stride, DenseI64ArrayAttr:$pad,
                            DefaultValuedAttr<Resnet_Epilogue, "::resnetc::resnet::Epilogue::None">:$epilogue,
                            ConfinedAttr<I64Attr, [IntPositive]>:$pool,
                            ConfinedAttr<I64Attr, [IntPositive]>:$poolStride, DenseI64ArrayAttr:$poolPad), choice);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = "$input `,`" # weightsFormat # [{
    `stride` $stride `pad` custom<Pad>($pad) (`then` $epilogue^)?
    `then` `max_pool` $pool `stride` $poolStride `pad` custom<Pad>($poolPad)
  }] # choiceFormat # "attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Resnet_BatchNormOp : Resnet_LayerOp<"batch_norm", [
    AllTypesMatch<["input", "result"]>, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "gamma * (x - moving_mean) / sqrt(moving_variance + epsilon) + beta, by channel";
  let arguments = (ins Resnet_Map:$input, FlatSymbolRefAttr:$layer, F64Attr:$epsilon);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = "$input `,` $layer `epsilon` custom<Real>($epsilon) attr-dict `:` type($result)";
}

def Resnet_ReluOp : Resnet_LayerOp<"relu", [AllTypesMatch<["input", "result"]>]> {
  let summary = "max(x, 0)";
  let arguments = (ins Resnet_Map:$input);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
}

def Resnet_AddOp : Resnet_LayerOp<"add", [AllTypesMatch<["branch", "shortcut", "result"]>]> {
  let summary = "F(x) + shortcut(x) (He 2015, eq. 1)";
  let arguments = (ins Resnet_Map:$branch, Resnet_Map:$shortcut);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = "$branch `,` $shortcut attr-dict `:` type($result)";
}

def Resnet_PadChannelsOp : Resnet_KernelOp<"pad_channels"> {
  let summary = "Option A's shortcut: every stride-th pixel, zero channels added, half before and half after";
  let arguments = !con((ins Resnet_Map:$input, ConfinedAttr<I64Attr, [IntPositive]>:$stride), choice);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = "$input `stride` $stride" # choiceFormat # "attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Resnet_MaxPoolOp : Resnet_KernelOp<"max_pool"> {
  let summary = "The largest value of each window; what lies in the padding does not count";
  let arguments = !con((ins Resnet_Map:$input, ConfinedAttr<I64Attr, [IntPositive]>:$window,
                            ConfinedAttr<I64Attr, [IntPositive]>:$stride, DenseI64ArrayAttr:$pad), choice);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = "$input `window` $window `stride` $stride `pad` custom<Pad>($pad)" # choiceFormat #
                       "attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Resnet_GlobalAvgPoolOp : Resnet_KernelOp<"global_avg_pool"> {
  let summary = "The mean of each channel's map: N x H x W x C to N x C";
  let arguments = !con((ins Resnet_Map:$input), choice);
  let results = (outs Resnet_Matrix:$result);
  let assemblyFormat = "$input" # choiceFormat # "attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Resnet_DenseOp : Resnet_WeightedOp<"dense", [AttrSizedOperandSegments]> {
  let summary = "x * kernel + bias: N x C to N x K, kernel C x K";
  let arguments = !con((ins Resnet_Matrix:$input), weights, stepWeights, choice);
  let results = (outs Resnet_Matrix:$result);
  let assemblyFormat = "$input `,`" # weightsFormat # stepWeightsFormat # choiceFormat # "attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Resnet_SoftmaxOp : Resnet_KernelOp<"softmax", [AllTypesMatch<["input", "result"]>]> {
  let summary = "exp(x - max) / sum of exp(x - max), by row";
  let arguments = !con((ins Resnet_Matrix:$input), choice);
  let results = (outs Resnet_Matrix:$result);
  let assemblyFormat = "$input" # choiceFormat # "attr-dict `:` type($result)";
}

//===--- long sums, on devices --------------------------------------------------===//

def Resnet_Conv2dPartsOp : Resnet_WeightedOp<"conv2d_parts"> {
  let summary = "The sums of a conv2d in several parts, which sum_parts adds";
  let description = [{
    parts P x N x Y x X x K: each has a P-th of the terms of every sum, whichever the kernel
    takes; together they are in[…] * filter[…] of conv2d, without shift and residual.
  }];
  let arguments = !con((ins Resnet_Map:$input), weights,
                       (ins ConfinedAttr<I64Attr, [IntPositive]>:$stride, DenseI64ArrayAttr:$pad), choice);
  let results = (outs Resnet_Parts:$result);
  let assemblyFormat = "$input `,`" # weightsFormat # "`stride` $stride `pad` custom<Pad>($pad)" # choiceFormat #
                       "attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let extraClassDefinition = [{
    void $cppClass::getAsmResultNames(::mlir::OpAsmSetValueNameFn setName) {
      ::resnetc::resnet::nameAfterLayer(*this, setName, {"_parts"});
    }
  }];
}

def Resnet_SumPartsOp : Resnet_KernelOp<"sum_parts", [
    DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    OptionalTypesMatchWith<"residual has the type of the result", "result", "residual", "$_self">]> {
  let summary = "The parts of a sum added, and what is done with it";
  let description = [{
    out = epilogue(shift of the layer, if one is named, + residual + sum over p of parts[p])
  }];
  let arguments = !con((ins Resnet_Parts:$parts, OptionalAttr<FlatSymbolRefAttr>:$layer, UnitAttr:$folded,
                            OptionalAttr<FlatSymbolRefAttr>:$packed, Optional<Resnet_Map>:$residual,
                            DefaultValuedAttr<Resnet_Epilogue, "::resnetc::resnet::Epilogue::None">:$epilogue), choice);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = [{
    $parts (`shift` $layer^)? (`folded` $folded^)? `` custom<Packed>($packed, ref($layer)) (`add` $residual^)?
    (`then` $epilogue^)?
  }] # choiceFormat # "attr-dict `:` type($parts) `->` type($result)";
  let hasVerifier = 1;
  let extraClassDefinition = [{
    void $cppClass::getAsmResultNames(::mlir::OpAsmSetValueNameFn setName) {
      bool isGradient = getParts().getDefiningOp<Conv2dFilterGradientPartsOp>() != nullptr;
      ::resnetc::resnet::nameAfterLayer(*this, setName, {isGradient ? "_dw" : ""});
    }
  }];
}

//===--- the edges of the net -------------------------------------------------===//

def Resnet_LayoutOp : Resnet_KernelOp<"layout"> {
  let summary = "The same values in another layout: channels last (from `nchw`), with or without a halo";
  let arguments = !con((ins Resnet_Map:$input, UnitAttr:$nchw), choice);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = "$input (`nchw` $nchw^)?" # choiceFormat # "attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Resnet_PreprocessOp : Resnet_KernelOp<"preprocess"> {
  let summary = "8-bit R, G, B pixels to what a caller of infer would hand in, as the net's `preprocess` says";
  let arguments = !con((ins Resnet_Pixels:$pixels, UnitAttr:$nchw), choice);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = "$pixels (`nchw` $nchw^)?" # choiceFormat # "attr-dict `:` type($pixels) `->` type($result)";
}

//===--- what @prepare does ----------------------------------------------------===//

def Resnet_FoldOp : Resnet_Op<"fold", [
    Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let summary = "A layer's filter and shift, with its batch norm folded in";
  let description = [{
    With `norm`: filter = kernel * f, shift = beta + (bias - moving_mean) * f, where
    f = gamma / sqrt(moving_variance + epsilon) by output channel. Without: the kernel
    and the bias as they are. A layer without bias has bias 0.
  }];
  let arguments = (ins FlatSymbolRefAttr:$layer, OptionalAttr<FlatSymbolRefAttr>:$norm, OptionalAttr<F64Attr>:$epsilon);
  let results = (outs Resnet_Tensor:$filter, Resnet_Tensor:$shift);
  let assemblyFormat = [{
    $layer (`norm` $norm^ `epsilon` custom<Real>($epsilon))? attr-dict `:` type($filter) `,` type($shift)
  }];
  let hasVerifier = 1;
}

def Resnet_PackOp : Resnet_Op<"pack", [
    Pure, DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let summary = "A filter and shift in the order in which kernels read them";
  let description = [{
    `panel` output channels lie side by side: filter [ceil(k/panel)][r][s][c][panel] from
    R x S x C x K or C x K, shift [ceil(k/panel)*panel]; what lies beyond k is zero.
  }];
  let arguments = (ins Resnet_Tensor:$filter, Resnet_Tensor:$shift, ConfinedAttr<I64Attr, [IntPositive]>:$panel);
  let results = (outs Resnet_Tensor:$packedFilter, Resnet_Tensor:$packedShift);
  let assemblyFormat = [{
    $filter `,` $shift `panel` $panel attr-dict `:` type($filter) `,` type($shift) `->`
    type($packedFilter) `,` type($packedShift)
  }];
  let hasVerifier = 1;
}

def Resnet_StoreOp : Resnet_Op<"store", [MemoryEffects<[MemWrite]>, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "Writes a packed tensor";
  let arguments = (ins Resnet_Tensor:$value, FlatSymbolRefAttr:$packed);
  let assemblyFormat = "$value `,` $packed attr-dict `:` type($value)";
}

//===--- the plan --------------------------------------------------------------===//

def Resnet_KernelSymbolOp : Resnet_Op<"kernel", [Symbol]> {
  let summary = "A kernel by its key; its symbol is a function of the key, so nothing renumbers";
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$key);
  let assemblyFormat = "$sym_name $key attr-dict";
  let hasVerifier = 1;
}

def Resnet_PlanOp : Resnet_Op<"plan", [Symbol, IsolatedFromAbove, NoTerminator, SingleBlock, NoRegionArguments]> {
  let summary = "Kernels in order, on byte offsets: what the backend reads, and all that it reads";
  let arguments = (ins SymbolNameAttr:$sym_name, ConfinedAttr<I64Attr, [IntNonNegative]>:$arenaBytes);
  let regions = (region SizedRegion<1>:$bodyRegion);
  let assemblyFormat = "$sym_name `arena` $arenaBytes attr-dict-with-keyword $bodyRegion";
}

def Resnet_RunOp : Resnet_Op<"run", [HasParent<"PlanOp">, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "Calls a kernel: buffers that it reads, in the kernel's order, and those that it writes";
  let arguments = (ins FlatSymbolRefAttr:$kernel, TypedArrayAttrBase<Resnet_BufferAttr, "buffers">:$reads,
                       TypedArrayAttrBase<Resnet_BufferAttr, "buffers">:$writes, UnitAttr:$inPlace);
  let assemblyFormat = [{
    $kernel custom<Arguments>($reads) `->` custom<Buffers>($writes) (`in` `place` $inPlace^)? attr-dict
  }];
  let extraClassDeclaration = [{
    auto writtenBuffers() { return getWrites().getAsRange<::resnetc::resnet::BufferAttr>(); }
    /// The first of the written buffers, which is the only one of all kernels but some of training.
    BufferAttr firstWrite() { return ::mlir::cast<BufferAttr>(getWrites()[0]); }
  }];
}

def Resnet_ZeroHaloOp : Resnet_Op<"zero_halo", [HasParent<"PlanOp">]> {
  let summary = "Zeroes the frame around each map of N x H x W x C; its bytes held something else before";
  let arguments = (ins Resnet_BufferAttr:$buffer, DenseI64ArrayAttr:$shape, ConfinedAttr<I64Attr, [IntPositive]>:$halo);
  let assemblyFormat = "custom<OneBuffer>($buffer) custom<Extents>($shape) `halo` $halo attr-dict";
  let hasVerifier = 1;
}

#endif
