// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-differentiate))' --split-input-file --verify-diagnostics %s | FileCheck %s

// A step: forward with the batch's statistics, the loss, and back, layer by layer; each parameter is updated after the
// last op that reads it, moving averages with their layer. Two readers' gradients of one map are added.
// CHECK-LABEL: resnet.net @net
// CHECK:       resnet.func @forward(
// CHECK:       resnet.func @train_step(%images: tensor<16x8x8x3xf32>, %labels: tensor<16xsi32>, %hyper: !resnet.hyper) -> (tensor<f32>, tensor<si32>)
// CHECK-NEXT:  %batch_images = resnet.batch_images %images, %hyper : tensor<16x8x8x3xf32> -> tensor<16x8x8x3xf32>
// CHECK-NEXT:  %conv1 = resnet.conv2d %batch_images, @conv1 stride 1 pad 1 : tensor<16x8x8x3xf32> -> tensor<16x8x8x8xf32>
// CHECK-NEXT:  %bn1, %bn1_mean, %bn1_variance = resnet.batch_norm_train %conv1, %hyper, @bn1 epsilon 0.001 : tensor<16x8x8x8xf32>
// CHECK-NEXT:  %conv1_relu = resnet.relu %bn1
// CHECK:       %fc = resnet.dense %pool, @fc
// CHECK-NEXT:  %loss, %correct, %dlogits = resnet.softmax_cross_entropy %fc, %labels, %hyper : tensor<16x4xf32>
// CHECK-NEXT:  %fc_dx = resnet.dense_input_gradient %dlogits, @fc : tensor<16x4xf32> -> tensor<16x8xf32>
// CHECK-NEXT:  %fc_dw = resnet.dense_filter_gradient %pool, %dlogits, @fc : tensor<16x8xf32>, tensor<16x4xf32> -> tensor<8x4xf32>
// CHECK-NEXT:  resnet.sgd_update @"fc/kernel", %fc_dw, %hyper : tensor<8x4xf32>
// CHECK-NEXT:  %fc_db = resnet.bias_gradient %dlogits, @fc : tensor<16x4xf32>
// CHECK-NEXT:  resnet.sgd_update @"fc/bias", %fc_db, %hyper : tensor<4xf32>
// CHECK-NEXT:  %pool_dx = resnet.global_avg_pool_gradient %fc_dx : tensor<16x8xf32> -> tensor<16x2x2x8xf32>
// CHECK-NEXT:  %res2_shortcut_dx = resnet.pad_channels_gradient %pool_dx stride 2 : tensor<16x2x2x8xf32> -> tensor<16x4x4x8xf32>
// CHECK-NEXT:  %res2a_dx = resnet.conv2d_input_gradient %pool_dx, @res2a stride 2 pad 1 : tensor<16x2x2x8xf32> -> tensor<16x4x4x8xf32>
// CHECK-NEXT:  %pool1_dy = resnet.add %res2_shortcut_dx, %res2a_dx : tensor<16x4x4x8xf32>
// CHECK-NEXT:  %res2a_dw = resnet.conv2d_filter_gradient %pool1, %pool_dx, @res2a stride 2 pad 1 :
// CHECK-NEXT:  resnet.sgd_update @"res2a/kernel", %res2a_dw, %hyper
// CHECK-NEXT:  %pool1_dx = resnet.max_pool_gradient %pool1_dy, %conv1_relu, %pool1 window 3 stride 2 pad 1 :
// CHECK-NEXT:  %conv1_relu_dx = resnet.relu_gradient %pool1_dx, %conv1_relu
// CHECK-NEXT:  %bn1_dx, %bn1_dgamma, %bn1_dbeta = resnet.batch_norm_gradient %conv1_relu_dx, %conv1, %bn1_mean, %bn1_variance, %hyper, @bn1 epsilon 0.001
// CHECK-NEXT:  resnet.sgd_update @"bn1/gamma", %bn1_dgamma, %hyper
// CHECK-NEXT:  resnet.sgd_update @"bn1/beta", %bn1_dbeta, %hyper
// CHECK-NEXT:  resnet.update_moving @bn1, %bn1_mean, %bn1_variance, %hyper momentum 0.9 unbiased over 64 : tensor<8xf32>

// The images need no gradient; the bias before a batch norm has one all the same.
// CHECK-NEXT:  %conv1_dw = resnet.conv2d_filter_gradient %batch_images, %bn1_dx, @conv1
// CHECK-NEXT:  resnet.sgd_update @"conv1/kernel", %conv1_dw, %hyper
// CHECK-NEXT:  %conv1_db = resnet.bias_gradient %bn1_dx, @conv1
// CHECK-NEXT:  resnet.sgd_update @"conv1/bias", %conv1_db, %hyper
// CHECK-NEXT:  resnet.return %loss, %correct : tensor<f32>, tensor<si32>

// CHECK:       resnet.func @gradients(
// CHECK:       resnet.batch_norm_train
// CHECK-NOT:   update
// CHECK:       resnet.store_gradient @"fc/kernel", %fc_dw : tensor<8x4xf32>
// CHECK:       resnet.store_gradient @"conv1/bias", %conv1_db : tensor<8xf32>

// CHECK:       resnet.func @evaluate(
// CHECK:       resnet.batch_norm %conv1, @bn1
// CHECK:       resnet.softmax_cross_entropy
// CHECK-NEXT:  resnet.return %loss, %correct
resnet.net @net input 8x8x3 classes 4 train <batch 16, sgd, beta1 0.9, beta2 0.999, epsilon 1.0e-7, label_smoothing 0.0, moving 0.9, unbiased true> spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.parameter @"conv1/bias" : tensor<8xf32>
  resnet.parameter @"bn1/gamma" : tensor<8xf32>
  resnet.parameter @"bn1/beta" : tensor<8xf32>
  resnet.parameter @"bn1/moving_mean" : tensor<8xf32>
  resnet.parameter @"bn1/moving_variance" : tensor<8xf32>
  resnet.parameter @"res2a/kernel" : tensor<3x3x8x8xf32>
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  resnet.parameter @"fc/bias" : tensor<4xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x4xf32> {
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32> loc("conv1")
    %1 = resnet.batch_norm %0, @bn1 epsilon 1.0e-3 : tensor<1x8x8x8xf32> loc("bn1")
    %2 = resnet.relu %1 : tensor<1x8x8x8xf32> loc("conv1_relu")
    %3 = resnet.max_pool %2 window 3 stride 2 pad 1 : tensor<1x8x8x8xf32> -> tensor<1x4x4x8xf32> loc("pool1")
    %4 = resnet.conv2d %3, @res2a stride 2 pad 1 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32> loc("res2a")
    %5 = resnet.pad_channels %3 stride 2 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32> loc("res2_shortcut")
    %6 = resnet.add %4, %5 : tensor<1x2x2x8xf32> loc("res2")
    %7 = resnet.global_avg_pool %6 : tensor<1x2x2x8xf32> -> tensor<1x8xf32> loc("pool")
    %8 = resnet.dense %7, @fc : tensor<1x8xf32> -> tensor<1x4xf32> loc("fc")
    %9 = resnet.softmax %8 : tensor<1x4xf32> loc("softmax")
    resnet.return %9 : tensor<1x4xf32>
  }
}

// -----
// What is frozen stays: its batch norm is the one of inference, and the backward stops before it.
// CHECK-LABEL: resnet.net @frozen
// CHECK:       resnet.func @train_step(
// CHECK:       resnet.batch_norm %conv1, @bn1
// CHECK:       resnet.softmax_cross_entropy %fc, %labels, %hyper label_smoothing 0.1 :
// CHECK:       resnet.adam_update @"fc/kernel", %fc_dw, %hyper adamw beta1 0.9 beta2 0.999 epsilon 1.0e-07 : tensor<8x4xf32>
// CHECK:       %pool_dx = resnet.global_avg_pool_gradient
// CHECK-NEXT:  %res2a_dw = resnet.conv2d_filter_gradient %pool1, %pool_dx
// CHECK-NEXT:  resnet.adam_update @"res2a/kernel"
// CHECK-NEXT:  resnet.return
resnet.net @frozen input 8x8x3 classes 4 train <batch 16, adamw, beta1 0.9, beta2 0.999, epsilon 1.0e-7, label_smoothing 0.1, moving 0.9, unbiased false> spec "" {
  resnet.parameter @"conv1/kernel" frozen : tensor<3x3x3x8xf32>
  resnet.parameter @"conv1/bias" frozen : tensor<8xf32>
  resnet.parameter @"bn1/gamma" frozen : tensor<8xf32>
  resnet.parameter @"bn1/beta" frozen : tensor<8xf32>
  resnet.parameter @"bn1/moving_mean" frozen : tensor<8xf32>
  resnet.parameter @"bn1/moving_variance" frozen : tensor<8xf32>
  resnet.parameter @"res2a/kernel" : tensor<3x3x8x8xf32>
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  resnet.parameter @"fc/bias" : tensor<4xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x4xf32> {
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32> loc("conv1")
    %1 = resnet.batch_norm %0, @bn1 epsilon 1.0e-3 : tensor<1x8x8x8xf32> loc("bn1")
    %2 = resnet.relu %1 : tensor<1x8x8x8xf32> loc("conv1_relu")
    %3 = resnet.max_pool %2 window 3 stride 2 pad 1 : tensor<1x8x8x8xf32> -> tensor<1x4x4x8xf32> loc("pool1")
    %4 = resnet.conv2d %3, @res2a stride 2 pad 1 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32> loc("res2a")
    %5 = resnet.pad_channels %3 stride 2 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32> loc("res2_shortcut")
    %6 = resnet.add %4, %5 : tensor<1x2x2x8xf32> loc("res2")
    %7 = resnet.global_avg_pool %6 : tensor<1x2x2x8xf32> -> tensor<1x8xf32> loc("pool")
    %8 = resnet.dense %7, @fc : tensor<1x8xf32> -> tensor<1x4xf32> loc("fc")
    %9 = resnet.softmax %8 : tensor<1x4xf32> loc("softmax")
    resnet.return %9 : tensor<1x4xf32>
  }
}

// -----
// A frozen batch norm after a convolution that is trained lets the gradient through.
// CHECK-LABEL: resnet.net @between
// CHECK:       resnet.func @train_step(
// CHECK:       %bn1_dx = resnet.batch_norm_frozen_gradient %conv1_relu_dx, @bn1 epsilon 0.001 : tensor<16x8x8x8xf32> -> tensor<16x8x8x8xf32>
// CHECK-NEXT:  resnet.conv2d_filter_gradient %batch_images, %bn1_dx
// CHECK-NOT:   update_moving
// CHECK:       resnet.func @gradients(
resnet.net @between input 8x8x3 classes 4 train <batch 16, sgd, beta1 0.9, beta2 0.999, epsilon 1.0e-7, label_smoothing 0.0, moving 0.9, unbiased false> spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.parameter @"conv1/bias" : tensor<8xf32>
  resnet.parameter @"bn1/gamma" frozen : tensor<8xf32>
  resnet.parameter @"bn1/beta" frozen : tensor<8xf32>
  resnet.parameter @"bn1/moving_mean" : tensor<8xf32>
  resnet.parameter @"bn1/moving_variance" : tensor<8xf32>
  resnet.parameter @"res2a/kernel" : tensor<3x3x8x8xf32>
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  resnet.parameter @"fc/bias" : tensor<4xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x4xf32> {
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32> loc("conv1")
    %1 = resnet.batch_norm %0, @bn1 epsilon 1.0e-3 : tensor<1x8x8x8xf32> loc("bn1")
    %2 = resnet.relu %1 : tensor<1x8x8x8xf32> loc("conv1_relu")
    %3 = resnet.max_pool %2 window 3 stride 2 pad 1 : tensor<1x8x8x8xf32> -> tensor<1x4x4x8xf32> loc("pool1")
    %4 = resnet.conv2d %3, @res2a stride 2 pad 1 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32> loc("res2a")
    %5 = resnet.pad_channels %3 stride 2 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32> loc("res2_shortcut")
    %6 = resnet.add %4, %5 : tensor<1x2x2x8xf32> loc("res2")
    %7 = resnet.global_avg_pool %6 : tensor<1x2x2x8xf32> -> tensor<1x8xf32> loc("pool")
    %8 = resnet.dense %7, @fc : tensor<1x8xf32> -> tensor<1x4xf32> loc("fc")
    %9 = resnet.softmax %8 : tensor<1x4xf32> loc("softmax")
    resnet.return %9 : tensor<1x4xf32>
  }
}

// -----
// expected-error @below {{needs a `train` clause to make training functions from}}
resnet.net @untrained input 8x8x3 classes 4 spec "" {
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  resnet.parameter @"fc/bias" : tensor<4xf32>
  resnet.func @forward(%x: tensor<1x8xf32>) -> tensor<1x4xf32> {
    %0 = resnet.dense %x, @fc : tensor<1x8xf32> -> tensor<1x4xf32>
    %1 = resnet.softmax %0 : tensor<1x4xf32>
    resnet.return %1 : tensor<1x4xf32>
  }
}

// -----
resnet.net @lossless input 8x8x3 classes 4 train <batch 16, sgd, beta1 0.9, beta2 0.999, epsilon 1.0e-7, label_smoothing 0.0, moving 0.9, unbiased false> spec "" {
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  resnet.parameter @"fc/bias" : tensor<4xf32>
  // expected-error @below {{must take images and return a softmax that nothing else reads, to have a loss}}
  resnet.func @forward(%x: tensor<1x8xf32>) -> tensor<1x4xf32> {
    %0 = resnet.dense %x, @fc : tensor<1x8xf32> -> tensor<1x4xf32>
    resnet.return %0 : tensor<1x4xf32>
  }
}

// -----
resnet.net @fused input 8x8x3 classes 4 train <batch 16, sgd, beta1 0.9, beta2 0.999, epsilon 1.0e-7, label_smoothing 0.0, moving 0.9, unbiased false> spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  resnet.parameter @"fc/bias" : tensor<4xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x4xf32> {
    // expected-error @below {{is fused; differentiate the net before}}
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 then relu : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32>
    %1 = resnet.global_avg_pool %0 : tensor<1x8x8x8xf32> -> tensor<1x8xf32>
    %2 = resnet.dense %1, @fc : tensor<1x8xf32> -> tensor<1x4xf32>
    %3 = resnet.softmax %2 : tensor<1x4xf32>
    resnet.return %3 : tensor<1x4xf32>
  }
}
