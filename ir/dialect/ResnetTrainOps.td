// The ops of training (phase 1): batch statistics, loss, the gradient of each layer, updates.
#ifndef RESNETC_IR_DIALECT_RESNETTRAINOPS_TD
#define RESNETC_IR_DIALECT_RESNETTRAINOPS_TD

include "ir/dialect/ResnetOps.td"

// A step has n images, n <= N, and N is the extent of all maps. The caller's images from n on
// are never read: batch_images puts zeros there, so all activations are finite, and their
// gradients are zeros: sums over images need not know n, only what divides by it takes %hyper.

def Resnet_Vector : 1DTensorOf<[F32]>;
def Resnet_Labels : 1DTensorOf<[SI32]>;
def Resnet_Loss : 0DTensorOf<[F32]>;
def Resnet_Count : 0DTensorOf<[SI32]>;
def Resnet_MapOrMatrix : AnyTypeOf<[Resnet_Map, Resnet_Matrix]>;

// The op's location has the name of the layer that it belongs to; its results are called
// after the layer with these suffixes: `%conv1_dx`.
class Resnet_TrainOp<string mnemonic, string suffixes, list<Trait> traits = []>
    : Resnet_Op<mnemonic, !listconcat([Pure, DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>],
                                      traits)> {
  let extraClassDefinition = [{
    void $cppClass::getAsmResultNames(::mlir::OpAsmSetValueNameFn setName) {
      ::resnetc::resnet::nameAfterLayer(*this, setName, {}] # suffixes # [{});
    }
  }];
}

// One that reads the parameters of a layer, or is checked against them.
class Resnet_TrainSymbolOp<string mnemonic, string suffixes, list<Trait> traits = []>
    : Resnet_TrainOp<mnemonic, suffixes,
                     !listconcat([DeclareOpInterfaceMethods<SymbolUserOpInterface>], traits)>;

class ByChannel<string map, string vector>
    : TypesMatchWith<vector # " has a value for each channel of " # map, map, vector,
                     "::resnetc::resnet::byChannel($_self)">;

//===--- forward -------------------------------------------------------------===//

def Resnet_BatchImagesOp : Resnet_TrainOp<"batch_images", [{""}]> {
  let summary = "The caller's first n images, channels last (from `nchw`); zeros from n on";
  let arguments = (ins Resnet_Map:$images, Resnet_HyperType:$hyper, UnitAttr:$nchw);
  let results = (outs Resnet_Map:$result);
  let assemblyFormat = "$images `,` $hyper (`nchw` $nchw^)? attr-dict `:` type($images) `->` type($result)";
  let hasVerifier = 1;
}

def Resnet_BatchNormTrainOp : Resnet_TrainSymbolOp<"batch_norm_train", [{"", "_mean", "_variance"}], [
    AllTypesMatch<["input", "result"]>, ByChannel<"input", "mean">, ByChannel<"input", "variance">]> {
  let summary = "gamma * (x - mean) / sqrt(variance + epsilon) + beta with the statistics of the batch";
  let description = [{
    mean and variance of each channel over rows, columns and the first n images; the
    variance is the biased one, the mean of (x - mean)^2.
  }];
  let arguments = (ins Resnet_Map:$input, Resnet_HyperType:$hyper, FlatSymbolRefAttr:$layer, F64Attr:$epsilon);
  let results = (outs Resnet_Map:$result, Resnet_Vector:$mean, Resnet_Vector:$variance);
  let assemblyFormat = "$input `,` $hyper `,` $layer `epsilon` custom<Real>($epsilon) attr-dict `:` type($input)";
}

def Resnet_SoftmaxCrossEntropyOp : Resnet_Op<"softmax_cross_entropy", [
    Pure, DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>,
    AllTypesMatch<["logits", "gradient"]>,
    TypesMatchWith<"there is a label for each row", "logits", "labels", "::resnetc::resnet::labelsOf($_self)">,
    TypesMatchWith<"loss is one number", "logits", "loss", "::resnetc::resnet::lossOf($_self)">,
    TypesMatchWith<"correct is one number", "logits", "correct", "::resnetc::resnet::correctOf($_self)">]> {
  let summary = "Mean loss of the first n images, how many are right, and the gradient of the logits";
  let description = [{
    With p = softmax(logits) and t = (1 - label_smoothing) * [k = label] + label_smoothing / K:
    loss = -(sum over the first n rows, and k, of t * log p) / n, gradient = (p - t) / n, in
    rows from n on 0.
    Right is a row whose first largest logit is the label's.
  }];
  let arguments = (ins Resnet_Matrix:$logits, Resnet_Labels:$labels, Resnet_HyperType:$hyper,
                       OptionalAttr<F64Attr>:$labelSmoothing);
  let results = (outs Resnet_Loss:$loss, Resnet_Count:$correct, Resnet_Matrix:$gradient);
  let assemblyFormat = [{
    $logits `,` $labels `,` $hyper (`label_smoothing` custom<Real>($labelSmoothing)^)? attr-dict `:` type($logits)
  }];
  let hasVerifier = 1;
}

//===--- backward: from dy, the gradient of a layer's result, to that of its input and parameters ---===//

def Resnet_BatchNormGradientOp : Resnet_TrainSymbolOp<"batch_norm_gradient", [{"_dx", "_dgamma", "_dbeta"}], [
    AllTypesMatch<["dy", "input", "dx"]>, ByChannel<"dy", "mean">, ByChannel<"dy", "variance">,
    ByChannel<"dy", "dgamma">, ByChannel<"dy", "dbeta">]> {
  let summary = "Backward of batch_norm_train, through the statistics too";
  let description = [{
    With z = (x - mean) / sqrt(variance + epsilon), sums and means over rows, columns and the first n images:
    dbeta = sum of dy, dgamma = sum of dy * z,
    dx = gamma / sqrt(variance + epsilon) * (dy - mean of dy - z * mean of (dy * z)), in images
    from n on 0.
  }];
  let arguments = (ins Resnet_Map:$dy, Resnet_Map:$input, Resnet_Vector:$mean, Resnet_Vector:$variance,
                       Resnet_HyperType:$hyper, FlatSymbolRefAttr:$layer, F64Attr:$epsilon);
  let results = (outs Resnet_Map:$dx, Resnet_Vector:$dgamma, Resnet_Vector:$dbeta);
  let assemblyFormat = [{
    $dy `,` $input `,` $mean `,` $variance `,` $hyper `,` $layer `epsilon` custom<Real>($epsilon) attr-dict
    `:` type($dy)
  }];
}

def Resnet_BatchNormFrozenGradientOp : Resnet_TrainSymbolOp<"batch_norm_frozen_gradient", [{"_dx"}]> {
  let summary = "Backward of batch_norm: dx = dy * gamma / sqrt(moving_variance + epsilon)";
  let description = "With `where`, of dy where the ReLU's output y > 0.";
  let arguments = (ins Resnet_Map:$dy, FlatSymbolRefAttr:$layer, F64Attr:$epsilon, Optional<Resnet_Map>:$y);
  let results = (outs Resnet_Map:$dx);
  let assemblyFormat = [{
    $dy `,` $layer `epsilon` custom<Real>($epsilon) (`where` $y^ `:` type($y))? attr-dict `:` type($dy) `->` type($dx)
  }];
}

def Resnet_ReluGradientOp : Resnet_TrainOp<"relu_gradient", [{"_dx"}]> {
  let summary = "dx = dy where the ReLU's output y > 0, else 0";
  let arguments = (ins Resnet_Map:$dy, Resnet_Map:$output);
  let results = (outs Resnet_Map:$dx);
  let assemblyFormat = "$dy `,` $output attr-dict `:` type($dy) `,` type($output) `->` type($dx)";
  let hasVerifier = 1;
}

// What the gradient of an input reads of its layer: the kernel, or from phase 3 on the filter and
// shift that pack_transposed made of it.
class Resnet_InputGradientOp<string mnemonic, list<Trait> traits = []>
    : Resnet_TrainSymbolOp<mnemonic, [{"_dx"}], !listconcat([AttrSizedOperandSegments], traits)> {
  dag weights = (ins FlatSymbolRefAttr:$layer, Optional<Resnet_Tensor>:$filter, Optional<Resnet_Tensor>:$shift);
  string weightsFormat = " $layer (`with` $filter^ `:` type($filter) `,` $shift `:` type($shift))? ";
}

def Resnet_Conv2dInputGradientOp : Resnet_InputGradientOp<"conv2d_input_gradient", [
    OptionalTypesMatchWith<"residual has the type of the result", "dx", "residual", "$_self">]> {
  let summary = "Backward of conv2d to its input";
  let description = [{
    dx[n, y*stride + r - top, x*stride + s - left, c] = sum over y,x,r,s,k of dy[n,y,x,k] * kernel[r,s,c,k],
    and what else is to be added to it: the input's gradient from another reader.
  }];
  let arguments = !con((ins Resnet_Map:$dy), weights,
                       (ins ConfinedAttr<I64Attr, [IntPositive]>:$stride, DenseI64ArrayAttr:$pad,
                            Optional<Resnet_Map>:$residual));
  let results = (outs Resnet_Map:$dx);
  let assemblyFormat = "$dy `,`" # weightsFormat # [{
    `stride` $stride `pad` custom<Pad>($pad) (`add` $residual^)? attr-dict `:` type($dy) `->` type($dx)
  }];
}

def Resnet_Conv2dFilterGradientOp : Resnet_TrainSymbolOp<"conv2d_filter_gradient", [{"_dw"}]> {
  let summary = "Backward of conv2d to its filter";
  let description = [{
    dw[r,s,c,k] = sum over n,y,x of
                  in[n, y*stride + r - top, x*stride + s - left, c] * dy[n,y,x,k]
  }];
  let arguments = (ins Resnet_Map:$input, Resnet_Map:$dy, FlatSymbolRefAttr:$layer,
                       ConfinedAttr<I64Attr, [IntPositive]>:$stride, DenseI64ArrayAttr:$pad);
  let results = (outs Resnet_Map:$dw);
  let assemblyFormat = [{
    $input `,` $dy `,` $layer `stride` $stride `pad` custom<Pad>($pad) attr-dict
    `:` type($input) `,` type($dy) `->` type($dw)
  }];
}

def Resnet_BiasGradientOp : Resnet_TrainSymbolOp<"bias_gradient", [{"_db"}], [ByChannel<"dy", "db">]> {
  let summary = "db[k] = sum of dy over all images and pixels, of a convolution or a dense layer";
  let arguments = (ins Resnet_MapOrMatrix:$dy, FlatSymbolRefAttr:$layer);
  let results = (outs Resnet_Vector:$db);
  let assemblyFormat = "$dy `,` $layer attr-dict `:` type($dy)";
}

def Resnet_DenseInputGradientOp : Resnet_InputGradientOp<"dense_input_gradient"> {
  let summary = "dx[n,c] = sum over k of dy[n,k] * kernel[c,k]";
  let arguments = !con((ins Resnet_Matrix:$dy), weights);
  let results = (outs Resnet_Matrix:$dx);
  let assemblyFormat = "$dy `,`" # weightsFormat # "attr-dict `:` type($dy) `->` type($dx)";
}

def Resnet_DenseFilterGradientOp : Resnet_TrainSymbolOp<"dense_filter_gradient", [{"_dw"}]> {
  let summary = "dw[c,k] = sum over n of x[n,c] * dy[n,k]";
  let arguments = (ins Resnet_Matrix:$input, Resnet_Matrix:$dy, FlatSymbolRefAttr:$layer);
  let results = (outs Resnet_Matrix:$dw);
  let assemblyFormat = [{
    $input `,` $dy `,` $layer attr-dict `:` type($input) `,` type($dy) `->` type($dw)
  }];
}

def Resnet_MaxPoolGradientOp : Resnet_TrainOp<"max_pool_gradient", [{"_dx"}], [
    AllTypesMatch<["dy", "output"]>, AllTypesMatch<["input", "dx"]>]> {
  let summary = "Each dy goes to the largest value of its window, the first of equals row by row; what meets is added";
  let arguments = (ins Resnet_Map:$dy, Resnet_Map:$input, Resnet_Map:$output,
                       ConfinedAttr<I64Attr, [IntPositive]>:$window, ConfinedAttr<I64Attr, [IntPositive]>:$stride,
                       DenseI64ArrayAttr:$pad);
  let results = (outs Resnet_Map:$dx);
  let assemblyFormat = [{
    $dy `,` $input `,` $output `window` $window `stride` $stride `pad` custom<Pad>($pad) attr-dict
    `:` type($dy) `->` type($dx)
  }];
  let hasVerifier = 1;
}

def Resnet_GlobalAvgPoolGradientOp : Resnet_TrainOp<"global_avg_pool_gradient", [{"_dx"}]> {
  let summary = "dx[n,y,x,c] = dy[n,c] / (H * W)";
  let arguments = (ins Resnet_Matrix:$dy);
  let results = (outs Resnet_Map:$dx);
  let assemblyFormat = "$dy attr-dict `:` type($dy) `->` type($dx)";
  let hasVerifier = 1;
}

def Resnet_PadChannelsGradientOp : Resnet_TrainOp<"pad_channels_gradient", [{"_dx"}]> {
  let summary = "Option A backwards: every stride-th pixel gets its dy without the added channels, all others 0";
  let arguments = (ins Resnet_Map:$dy, ConfinedAttr<I64Attr, [IntPositive]>:$stride);
  let results = (outs Resnet_Map:$dx);
  let assemblyFormat = "$dy `stride` $stride attr-dict `:` type($dy) `->` type($dx)";
  let hasVerifier = 1;
}

//===--- what a step leaves behind -------------------------------------------===//

class Resnet_StateOp<string mnemonic, list<Trait> traits = []>
    : Resnet_Op<mnemonic, !listconcat([MemoryEffects<[MemRead, MemWrite]>,
                                       DeclareOpInterfaceMethods<SymbolUserOpInterface>], traits)>;

def Resnet_UpdateMovingOp : Resnet_StateOp<"update_moving", [AllTypesMatch<["mean", "variance"]>]> {
  let summary = "moving = momentum * moving + (1 - momentum) * the batch's, for mean and variance";
  let description = [{
    `unbiased over PIXELS`: the variance counts times m / (m - 1), m = n * PIXELS values
    a channel, pixels those of one image's map; a single value counts as it is.
  }];
  let arguments = (ins FlatSymbolRefAttr:$layer, Resnet_Vector:$mean, Resnet_Vector:$variance, Resnet_HyperType:$hyper,
                       F64Attr:$momentum, OptionalAttr<ConfinedAttr<I64Attr, [IntPositive]>>:$pixels);
  let assemblyFormat = [{
    $layer `,` $mean `,` $variance `,` $hyper `momentum` custom<Real>($momentum) (`unbiased` `over` $pixels^)?
    attr-dict `:` type($mean)
  }];
}

def Resnet_SgdUpdateOp : Resnet_StateOp<"sgd_update"> {
  let summary = "A step of gradient descent with momentum, with what %hyper holds";
  let description = [{
    g = gradient + weight_decay * p, v = momentum * v - rate * g, then p += v, or with
    nesterov p += momentum * v - rate * g. v starts at 0.
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter, Resnet_Tensor:$gradient, Resnet_HyperType:$hyper);
  let assemblyFormat = "$parameter `,` $gradient `,` $hyper attr-dict `:` type($gradient)";
}

def Resnet_AdamUpdateOp : Resnet_StateOp<"adam_update"> {
  let summary = "A step of Adam (Kingma and Ba 2015, the efficient form of section 2) or of AdamW";
  let description = [{
    g = gradient + weight_decay * p; `adamw` (Loshchilov and Hutter 2019): g = gradient, and p -= rate *
    weight_decay * p first. m = beta1 * m + (1 - beta1) * g, v = beta2 * v + (1 - beta2) * g^2, t = step + 1,
    p -= rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon). m and v start at 0.
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter, Resnet_Tensor:$gradient, Resnet_HyperType:$hyper,
                       UnitAttr:$adamw, F64Attr:$beta1, F64Attr:$beta2, F64Attr:$epsilon);
  let assemblyFormat = [{
    $parameter `,` $gradient `,` $hyper (`adamw` $adamw^)? `beta1` custom<Real>($beta1) `beta2` custom<Real>($beta2)
    `epsilon` custom<Real>($epsilon) attr-dict `:` type($gradient)
  }];
}

def Resnet_StoreGradientOp : Resnet_StateOp<"store_gradient"> {
  let summary = "Writes a parameter's gradient to where the caller wants it";
  let arguments = (ins FlatSymbolRefAttr:$parameter, Resnet_Tensor:$gradient);
  let assemblyFormat = "$parameter `,` $gradient attr-dict `:` type($gradient)";
}

#endif
