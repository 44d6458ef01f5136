// The passes, each with what it needs and what it gives. One file, one flag, one test each.
#ifndef RESNETC_PASSES_TD
#define RESNETC_PASSES_TD

include "mlir/Pass/PassBase.td"

class NetPass<string flag> : Pass<flag, "::resnetc::resnet::NetOp">;

def Differentiate : NetPass<"resnet-differentiate"> {
  let summary = "Make @train_step, @gradients and @evaluate out of @forward, for the net's `train` clause";
  let description = [{
    Needs: @forward in phase 0 that ends in a softmax. Gives: beside it, all for N images of which the first n count,
    @train_step (batch statistics, loss, backward, updates of parameters and moving averages), @gradients (the same
    with the gradients stored and nothing updated) and @evaluate (moving averages, loss). They return the loss and
    the number of right answers. What is `frozen` has no gradients, its batch norms stay in inference mode, and the
    backward stops where nothing before is trained. Nothing is written before the loss is known; a parameter is
    written after the last op that reads it.
  }];
}

def SplitTargets : Pass<"resnet-split-targets", "::mlir::ModuleOp"> {
  let summary = "Make a net for each target of the list";
  let description = [{
    Needs: a net of phase 0 or 1 whose `target` is one or several names, with a CPU among them. Gives: the net with the
    first one, and behind it a copy @"NET.TARGET" for each other; that of a device has the first CPU as its `host`. From
    here on a pass sees one target.
  }];
}

def BuildInference : NetPass<"resnet-build-inference"> {
  let summary = "Make @infer_N for every batch size out of @forward, and @preprocess_1";
  let description = [{
    Needs: @forward for one image. Gives: @infer_N for each N of the net's `batch` (none: 1), @preprocess_1 if the
    net has preprocessing (for a device @preprocess_N, so that pixels become images in one run of all), and no @forward.
  }];
}

def FoldBatchNorm : NetPass<"resnet-fold-batch-norm"> {
  let summary = "Fold batch norm into the filter and shift of the convolution before it, once, in @prepare";
  let description = [{
    Needs: @infer_N; each batch_norm after a convolution that nothing else reads. Gives: @prepare, which makes
    LAYER/filter and LAYER/shift of every layer with weights, and layers that read these (`folded`); no batch_norm in
    @infer_N.
  }];
}

def FuseNorms : NetPass<"resnet-fuse-norms"> {
  let summary = "Make batch norm of training two kernels forward and two backward, with the ReLU's gradient in the latter";
  let description = [{
    Needs: training functions of phase 1. Gives: batch_norm_statistics and normalize in place of batch_norm_train,
    normalize in place of batch_norm, batch_norm_sums and normalize_gradient in place of batch_norm_gradient, where a
    relu_gradient that only they read has become their `where`.
  }];
}

def FusePoolIndices : NetPass<"resnet-fuse-pool-indices"> {
  let summary = "Let max pools remember which value won, so that their gradient needs no maps";
  let description = [{
    Needs: training functions of phase 1. Gives: max_pool_indices and max_pool_indices_gradient in place of a max_pool
    and its max_pool_gradient.
  }];
}

def FuseEpilogues : NetPass<"resnet-fuse-epilogues"> {
  let summary = "Move residual additions and ReLUs into the op that makes their operand";
  let description = [{
    A map is then written once and not read back. Needs: folded convolutions in inference, normalize in training.
    Gives: no add and no relu whose operand comes from a convolution or normalize that nothing else reads, and no add
    of two gradients whose later one is a convolution's.
  }];
}

def FuseStemPool : NetPass<"resnet-fuse-stem-pool"> {
  let summary = "Pool the stem's convolution while its rows are at hand";
  let description = [{
    Needs: folded convolutions with fused ReLU. Gives: a stem op in place of a convolution of at most four channels
    (pictures) and the max_pool that alone reads it. A net for a device stays as it is: its kernels have no rows at hand.
  }];
}

def AssignLayouts : NetPass<"resnet-assign-layouts"> {
  let summary = "Give maps that a window reads beyond their edge a halo of zero pixels";
  let description = [{
    Needs: phase 2. Gives: types with a halo as wide as the largest padding of their readers, which for the gradient of
    an input is what its convolutions over dy need; a residual and the sum that takes it have the same layout; the
    caller's images get their halo from a layout or batch_images op.
  }];
}

def SplitReductions : NetPass<"resnet-split-reductions"> {
  let summary = "On devices, make long sums in parts and add these, where that is predicted to be faster";
  let description = [{
    Needs: layouts, a net for a device; no other is changed. Gives: conv2d_parts and sum_parts in place of a folded
    convolution of inference, conv2d_filter_gradient_parts and sum_parts in place of a gradient of training, where the
    Catalog's best kernels for 2, 4, 8, 16 or 32 parts and their sum take less time than the best for the whole; with
    `by` and `why`. What has a `by` stays as it is.
  }];
  let options = [Option<"parts", "parts", "int64_t", "0",
                        "Split whatever kernels can split into so many parts; 0: where it is predicted to be faster">];
}

def AssignAlgorithms : NetPass<"resnet-assign-algorithms"> {
  let summary = "Let the Catalog choose each layer's kernel, with the reason";
  let description = [{
    Needs: layouts, the net's `target`. Gives: `by` and `why` on every layer. What already has a `by` keeps it, so a
    choice can be edited in a dump.
  }];
}

def PackFilters : NetPass<"resnet-pack-filters"> {
  let summary = "Rearrange filters in @prepare into the order in which the chosen kernels read them";
  let description = [{
    Needs: `by` on every layer with weights. Gives: pack ops in @prepare and packed tensors in panels. Two batch sizes
    that want other panels of one layer get two packed tensors. In training the parameters change from step to step, so
    each reader gets a fold and pack, or a pack_transposed, right before it.
  }];
}

def OutlineKernels : NetPass<"resnet-outline-kernels"> {
  let summary = "Declare every kernel once, by its key";
  let description = [{
    Needs: phase 3. Gives: a kernel symbol for each distinct key, in the order of first use.
  }];
}

def PlanMemory : NetPass<"resnet-plan-memory"> {
  let summary = "Turn functions into plans: kernel calls on byte offsets of one arena";
  let description = [{
    Needs: declared kernels. Gives: a plan for each function and no functions. A buffer takes the lowest offset whose
    bytes no live buffer has; the halo of each map is zeroed before its kernel runs, for its bytes may have been
    another's. Updates lie on what they read; loss, right answers and stored gradients go where the caller wants them.
  }];
}

def VerifyPlanned : NetPass<"resnet-verify-planned"> {
  let summary = "Prove what generated code does not check: sizes, order, liveness, halos, kernels";
  let description = [{
    Needs: phase 4. Gives: the same, or an error at the call that is wrong. It knows nothing of how PlanMemory works.
    A plan of training writes nothing that outlives it before the loss is known.
  }];
}

def VerifyTargets : Pass<"resnet-verify-targets", "::mlir::ModuleOp"> {
  let summary = "Prove that what one @prepare packs suits every device";
  let description = [{
    Needs: planned nets, verified each by itself. Gives: the same, or an error where @prepare of a device's net is not
    that of the first one: a library has one packed layout for all its devices.
  }];
}

#endif
