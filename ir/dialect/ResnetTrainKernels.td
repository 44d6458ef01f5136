// The forms of training ops that are one kernel each (phases 2 and 3), made by passes out of
// those of ResnetTrainOps.td: batch norm in two steps, pools that remember, packed filters.
#ifndef RESNETC_IR_DIALECT_RESNETTRAINKERNELS_TD
#define RESNETC_IR_DIALECT_RESNETTRAINKERNELS_TD

include "ir/dialect/ResnetTrainOps.td"

class OptionalByChannel<string map, string vector>
    : OptionalTypesMatchWith<vector # " has a value for each channel of " # map, map, vector,
                             "::resnetc::resnet::byChannel($_self)">;

// `by` and `why` as on the layers of inference.
class Resnet_TrainKernelOp<string mnemonic, string suffixes, list<Trait> traits = []>
    : Resnet_TrainOp<mnemonic, suffixes, traits> {
  dag choice = (ins OptionalAttr<StrAttr>:$by, OptionalAttr<StrAttr>:$why);
  string choiceFormat = " (`by` $by^)? (`why` $why^)? ";
}

class Resnet_TrainSymbolKernelOp<string mnemonic, string suffixes, list<Trait> traits = []>
    : Resnet_TrainKernelOp<mnemonic, suffixes,
                           !listconcat([DeclareOpInterfaceMethods<SymbolUserOpInterface>], traits)>;

//===--- forward -------------------------------------------------------------===//

def Resnet_BatchNormStatisticsOp : Resnet_TrainSymbolKernelOp<"batch_norm_statistics", [{"_mean", "_variance"}], [
    ByChannel<"input", "mean">, ByChannel<"input", "variance">]> {
  let summary = "Mean and biased variance of each channel, as batch_norm_train has them";
  let description = "The layer's moving mean is what sums are taken around; the result does not depend on it.";
  let arguments = !con((ins Resnet_Map:$input, Resnet_HyperType:$hyper, FlatSymbolRefAttr:$layer), choice);
  let results = (outs Resnet_Vector:$mean, Resnet_Vector:$variance);
  let assemblyFormat = "$input `,` $hyper `,` $layer" # choiceFormat # "attr-dict `:` type($input)";
}

def Resnet_NormalizeOp : Resnet_TrainSymbolKernelOp<"normalize", [{""}], [
    AttrSizedOperandSegments, OptionalByChannel<"input", "mean">, OptionalByChannel<"input", "variance">,
    OptionalTypesMatchWith<"residual has the type of the result", "result", "residual", "$_self">]> {
  let summary = "Batch norm with a given mean and variance, or the moving ones, and what is done with its result";
  let description = [{
    out = epilogue(residual + gamma * (x - mean) / sqrt(variance + epsilon) + beta)
  }];
  let arguments = !con((ins Resnet_Map:$input, Optional<Resnet_Vector>:$mean, Optional<Resnet_Vector>:$variance,
                            FlatSymbolRefAttr:$layer, F64Attr:$epsilon, Optional<Resnet_Map>:$residual,
                            DefaultValuedAttr<Resnet_Epilogue, "::resnetc::resnet::Epilogue::None">:$epilogue), choice);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = [{
    $input (`with` $mean^ `,` $variance)? `,` $layer `epsilon` custom<Real>($epsilon)
    (`add` $residual^)? (`then` $epilogue^)?
  }] # choiceFormat # "attr-dict `:` type($input) `->` type($result)";
}

def Resnet_MaxPoolIndicesOp : Resnet_TrainKernelOp<"max_pool_indices", [{"", "_indices"}]> {
  let summary = "max_pool, and which value of its window won: window * row + column, the first of equals";
  let arguments = !con((ins Resnet_Map:$input, ConfinedAttr<I64Attr, [IntPositive]>:$window,
                            ConfinedAttr<I64Attr, [IntPositive]>:$stride, DenseI64ArrayAttr:$pad), choice);
  let results = (outs Resnet_Map:$result, Resnet_Pixels:$indices);
  let assemblyFormat = "$input `window` $window `stride` $stride `pad` custom<Pad>($pad)" # choiceFormat #
                       "attr-dict `:` type($input) `->` type($result) `,` type($indices)";
  let hasVerifier = 1;
}

//===--- backward ------------------------------------------------------------===//

def Resnet_BatchNormSumsOp : Resnet_TrainSymbolKernelOp<"batch_norm_sums", [{"_dgamma", "_dbeta"}], [
    ByChannel<"input", "mean">, ByChannel<"input", "variance">, ByChannel<"input", "dgamma">,
    ByChannel<"input", "dbeta">]> {
  let summary = "dgamma and dbeta, as batch_norm_gradient has them; with `where`, of dy where the ReLU's output y > 0";
  let arguments = !con((ins Resnet_Map:$dy, Resnet_Map:$input, Resnet_Vector:$mean, Resnet_Vector:$variance,
                            FlatSymbolRefAttr:$layer, F64Attr:$epsilon, Optional<Resnet_Map>:$y), choice);
  let results = (outs Resnet_Vector:$dgamma, Resnet_Vector:$dbeta);
  let assemblyFormat = [{
    $dy `,` $input `,` $mean `,` $variance `,` $layer `epsilon` custom<Real>($epsilon) (`where` $y^ `:` type($y))?
  }] # choiceFormat # "attr-dict `:` type($dy) `,` type($input)";
}

def Resnet_NormalizeGradientOp : Resnet_TrainSymbolKernelOp<"normalize_gradient", [{"_dx"}], [
    ByChannel<"input", "mean">, ByChannel<"input", "variance">, ByChannel<"input", "dgamma">,
    ByChannel<"input", "dbeta">]> {
  let summary = "dx of batch_norm_gradient out of its sums; 0 in images from n on";
  let arguments = !con((ins Resnet_Map:$dy, Resnet_Map:$input, Resnet_Vector:$mean, Resnet_Vector:$variance,
                            Resnet_Vector:$dgamma, Resnet_Vector:$dbeta, Resnet_HyperType:$hyper,
                            FlatSymbolRefAttr:$layer, F64Attr:$epsilon, Optional<Resnet_Map>:$y), choice);
  let results = (outs Resnet_Map:$dx);
  let assemblyFormat = [{
    $dy `,` $input `,` $mean `,` $variance `,` $dgamma `,` $dbeta `,` $hyper `,` $layer `epsilon` custom<Real>($epsilon)
    (`where` $y^ `:` type($y))?
  }] # choiceFormat # "attr-dict `:` type($dy) `,` type($input) `->` type($dx)";
}

def Resnet_MaxPoolIndicesGradientOp : Resnet_TrainKernelOp<"max_pool_indices_gradient", [{"_dx"}]> {
  let summary = "max_pool_gradient by the winners' indices";
  let arguments = !con((ins Resnet_Map:$dy, Resnet_Pixels:$indices, ConfinedAttr<I64Attr, [IntPositive]>:$window,
                            ConfinedAttr<I64Attr, [IntPositive]>:$stride, DenseI64ArrayAttr:$pad), choice);
  let results = (outs Resnet_Map:$dx);
  let assemblyFormat = "$dy `,` $indices `window` $window `stride` $stride `pad` custom<Pad>($pad)" # choiceFormat #
                       "attr-dict `:` type($dy) `,` type($indices) `->` type($dx)";
}

def Resnet_Conv2dFilterGradientPartsOp : Resnet_TrainSymbolKernelOp<"conv2d_filter_gradient_parts", [{"_dw_parts"}]> {
  let summary = "The sums of a conv2d_filter_gradient in several parts, which sum_parts adds; on devices";
  let description = "P x R x R x C x K: each part has a P-th of the terms, whichever the kernel takes.";
  let arguments = !con((ins Resnet_Map:$input, Resnet_Map:$dy, FlatSymbolRefAttr:$layer,
                            ConfinedAttr<I64Attr, [IntPositive]>:$stride, DenseI64ArrayAttr:$pad), choice);
  let results = (outs Resnet_Parts:$parts);
  let assemblyFormat = "$input `,` $dy `,` $layer `stride` $stride `pad` custom<Pad>($pad)" # choiceFormat #
                       "attr-dict `:` type($input) `,` type($dy) `->` type($parts)";
}

//===--- filters of a step ---------------------------------------------------===//

def Resnet_PackTransposedOp : Resnet_TrainSymbolOp<"pack_transposed", [{"_transposed_filter", "_transposed_shift"}]> {
  let summary = "A layer's kernel as its input gradient reads it, and a shift of zeros";
  let description = [{
    `panel` input channels lie side by side and output channels are summed: [ceil(c/panel)][r][s][k][panel], zero
    beyond c. `rotated`: the window upside down, so that the input gradient is a convolution over dy.
  }];
  let arguments = (ins FlatSymbolRefAttr:$layer, ConfinedAttr<I64Attr, [IntPositive]>:$panel, UnitAttr:$rotated);
  let results = (outs Resnet_Tensor:$filter, Resnet_Tensor:$shift);
  let assemblyFormat = "$layer `panel` $panel (`rotated` $rotated^)? attr-dict `:` type($filter) `,` type($shift)";
}

#endif
