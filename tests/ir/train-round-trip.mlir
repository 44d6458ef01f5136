// RUN: resnetc-opt %s --mlir-print-debuginfo --mlir-print-local-scope > %t
// RUN: resnetc-opt %t --mlir-print-debuginfo --mlir-print-local-scope | diff %t -
// RUN: resnetc-opt %s | FileCheck %s

// Every op of training in every form; print, parse, print is the same bytes.
// CHECK-LABEL: resnet.net @all
// CHECK-SAME:  train <batch 2, adam, beta1 0.9, beta2 0.999, epsilon 1.0e-07, label_smoothing 0.1, moving 0.99, unbiased false> spec
resnet.net @all input 8x8x3 classes 4 train <batch 2, adam, beta1 0.9, beta2 0.999, epsilon 1.0e-7, label_smoothing 0.1, moving 0.99, unbiased false> spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.parameter @"conv1/bias" : tensor<8xf32>
  resnet.parameter @"bn1/gamma" : tensor<8xf32>
  resnet.parameter @"bn1/beta" : tensor<8xf32>
  resnet.parameter @"bn1/moving_mean" : tensor<8xf32>
  resnet.parameter @"bn1/moving_variance" : tensor<8xf32>
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  // CHECK: resnet.parameter @"fc/bias" frozen : tensor<4xf32>
  resnet.parameter @"fc/bias" frozen : tensor<4xf32>

  // CHECK: resnet.func @train_step(%images: tensor<2x8x8x3xf32>, %labels: tensor<2xsi32>, %hyper: !resnet.hyper) -> (tensor<f32>, tensor<si32>) {
  resnet.func @train_step(%images: tensor<2x8x8x3xf32>, %labels: tensor<2xsi32>, %hyper: !resnet.hyper) -> (tensor<f32>, tensor<si32>) {
    // CHECK: %batch_images = resnet.batch_images %images, %hyper : tensor<2x8x8x3xf32> -> tensor<2x8x8x3xf32>
    %i = resnet.batch_images %images, %hyper : tensor<2x8x8x3xf32> -> tensor<2x8x8x3xf32> loc("batch_images")
    // CHECK: resnet.batch_images %images, %hyper nchw : tensor<2x8x8x3xf32> -> tensor<2x8x3x8xf32>
    %n = resnet.batch_images %images, %hyper nchw : tensor<2x8x8x3xf32> -> tensor<2x8x3x8xf32> loc("batch_images")
    %0 = resnet.conv2d %i, @conv1 stride 2 pad [0, 0, 1, 1] : tensor<2x8x8x3xf32> -> tensor<2x4x4x8xf32> loc("conv1"("all.yaml":2:1))
    // CHECK: %bn1, %bn1_mean, %bn1_variance = resnet.batch_norm_train %conv1, %hyper, @bn1 epsilon 0.001 : tensor<2x4x4x8xf32>
    %1, %m, %v = resnet.batch_norm_train %0, %hyper, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32> loc("bn1"("all.yaml":2:1))
    %2 = resnet.max_pool %1 window 3 stride 2 pad 1 : tensor<2x4x4x8xf32> -> tensor<2x2x2x8xf32> loc("pool1")
    %3 = resnet.global_avg_pool %2 : tensor<2x2x2x8xf32> -> tensor<2x8xf32> loc("pool")
    %4 = resnet.dense %3, @fc : tensor<2x8xf32> -> tensor<2x4xf32> loc("fc")
    // CHECK: resnet.softmax_cross_entropy %fc, %labels, %hyper : tensor<2x4xf32>
    %l0, %c0, %d0 = resnet.softmax_cross_entropy %4, %labels, %hyper : tensor<2x4xf32> loc("softmax")
    // CHECK: resnet.softmax_cross_entropy %fc, %labels, %hyper label_smoothing 0.1 : tensor<2x4xf32>
    %l, %c, %d = resnet.softmax_cross_entropy %4, %labels, %hyper label_smoothing 0.1 : tensor<2x4xf32> loc("softmax")
    // CHECK: %fc_dx = resnet.dense_input_gradient %{{.*}}, @fc : tensor<2x4xf32> -> tensor<2x8xf32>
    %5 = resnet.dense_input_gradient %d, @fc : tensor<2x4xf32> -> tensor<2x8xf32> loc("fc")
    // CHECK: %fc_dw = resnet.dense_filter_gradient %pool, %{{.*}}, @fc : tensor<2x8xf32>, tensor<2x4xf32> -> tensor<8x4xf32>
    %6 = resnet.dense_filter_gradient %3, %d, @fc : tensor<2x8xf32>, tensor<2x4xf32> -> tensor<8x4xf32> loc("fc")
    // CHECK: %fc_db = resnet.bias_gradient %{{.*}}, @fc : tensor<2x4xf32>
    %7 = resnet.bias_gradient %d, @fc : tensor<2x4xf32> loc("fc")
    // CHECK: %pool_dx = resnet.global_avg_pool_gradient %fc_dx : tensor<2x8xf32> -> tensor<2x2x2x8xf32>
    %8 = resnet.global_avg_pool_gradient %5 : tensor<2x8xf32> -> tensor<2x2x2x8xf32> loc("pool")
    // CHECK: %pool1_dx = resnet.max_pool_gradient %pool_dx, %bn1, %pool1 window 3 stride 2 pad 1 : tensor<2x2x2x8xf32> -> tensor<2x4x4x8xf32>
    %9 = resnet.max_pool_gradient %8, %1, %2 window 3 stride 2 pad 1 : tensor<2x2x2x8xf32> -> tensor<2x4x4x8xf32> loc("pool1")
    // CHECK: %shortcut_dx = resnet.pad_channels_gradient %pool_dx stride 2 : tensor<2x2x2x8xf32> -> tensor<2x4x4x6xf32>
    %10 = resnet.pad_channels_gradient %8 stride 2 : tensor<2x2x2x8xf32> -> tensor<2x4x4x6xf32> loc("shortcut")
    // CHECK: %conv1_relu_dx = resnet.relu_gradient %pool1_dx, %bn1 : tensor<2x4x4x8xf32>, tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32>
    %11 = resnet.relu_gradient %9, %1 : tensor<2x4x4x8xf32>, tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32> loc("conv1_relu")
    // CHECK: %bn1_dx, %bn1_dgamma, %bn1_dbeta = resnet.batch_norm_gradient %conv1_relu_dx, %conv1, %bn1_mean, %bn1_variance, %hyper, @bn1 epsilon 0.001 : tensor<2x4x4x8xf32>
    %12, %g, %b = resnet.batch_norm_gradient %11, %0, %m, %v, %hyper, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32> loc("bn1")
    // CHECK: resnet.batch_norm_frozen_gradient %conv1_relu_dx, @bn1 epsilon 0.001 : tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32>
    %13 = resnet.batch_norm_frozen_gradient %11, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32> loc("bn1")
    // CHECK: %conv1_dx = resnet.conv2d_input_gradient %bn1_dx, @conv1 stride 2 pad [0, 0, 1, 1] : tensor<2x4x4x8xf32> -> tensor<2x8x8x3xf32>
    %14 = resnet.conv2d_input_gradient %12, @conv1 stride 2 pad [0, 0, 1, 1] : tensor<2x4x4x8xf32> -> tensor<2x8x8x3xf32> loc("conv1")
    // CHECK: %conv1_dw = resnet.conv2d_filter_gradient %batch_images, %bn1_dx, @conv1 stride 2 pad [0, 0, 1, 1] : tensor<2x8x8x3xf32>, tensor<2x4x4x8xf32> -> tensor<3x3x3x8xf32>
    %15 = resnet.conv2d_filter_gradient %i, %12, @conv1 stride 2 pad [0, 0, 1, 1] : tensor<2x8x8x3xf32>, tensor<2x4x4x8xf32> -> tensor<3x3x3x8xf32> loc("conv1")
    // CHECK: %conv1_db = resnet.bias_gradient %bn1_dx, @conv1 : tensor<2x4x4x8xf32>
    %16 = resnet.bias_gradient %12, @conv1 : tensor<2x4x4x8xf32> loc("conv1")
    // CHECK: resnet.sgd_update @"conv1/kernel", %conv1_dw, %hyper : tensor<3x3x3x8xf32>
    resnet.sgd_update @"conv1/kernel", %15, %hyper : tensor<3x3x3x8xf32>
    // CHECK: resnet.adam_update @"conv1/bias", %conv1_db, %hyper beta1 0.9 beta2 0.999 epsilon 1.0e-07 : tensor<8xf32>
    resnet.adam_update @"conv1/bias", %16, %hyper beta1 0.9 beta2 0.999 epsilon 1.0e-7 : tensor<8xf32>
    // CHECK: resnet.adam_update @"bn1/gamma", %bn1_dgamma, %hyper adamw beta1 0.9
    resnet.adam_update @"bn1/gamma", %g, %hyper adamw beta1 0.9 beta2 0.999 epsilon 1.0e-7 : tensor<8xf32>
    // CHECK: resnet.store_gradient @"bn1/beta", %bn1_dbeta : tensor<8xf32>
    resnet.store_gradient @"bn1/beta", %b : tensor<8xf32>
    // CHECK: resnet.update_moving @bn1, %bn1_mean, %bn1_variance, %hyper momentum 0.99 : tensor<8xf32>
    resnet.update_moving @bn1, %m, %v, %hyper momentum 0.99 : tensor<8xf32>
    // CHECK: resnet.update_moving @bn1, %bn1_mean, %bn1_variance, %hyper momentum 0.99 unbiased over 16 : tensor<8xf32>
    resnet.update_moving @bn1, %m, %v, %hyper momentum 0.99 unbiased over 16 : tensor<8xf32>

    // Those that are one kernel each, from phase 2 on.
    // CHECK: %bn2_mean, %bn2_variance = resnet.batch_norm_statistics %conv1, %hyper, @bn1 : tensor<2x4x4x8xf32>
    %m2, %v2 = resnet.batch_norm_statistics %0, %hyper, @bn1 : tensor<2x4x4x8xf32> loc("bn2")
    // CHECK: %bn2 = resnet.normalize %conv1 with %bn2_mean, %bn2_variance, @bn1 epsilon 0.001 add %bn1 then relu by "plain split=1" why "small" : tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32>
    %20 = resnet.normalize %0 with %m2, %v2, @bn1 epsilon 1.0e-3 add %1 then relu by "plain split=1" why "small" : tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32> loc("bn2")
    // CHECK: %bn3 = resnet.normalize %conv1, @bn1 epsilon 0.001 : tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32, #resnet.nhwc<halo 1>>
    %21 = resnet.normalize %0, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32, #resnet.nhwc<halo 1>> loc("bn3")
    // CHECK: %pool2, %pool2_indices = resnet.max_pool_indices %bn2 window 3 stride 2 pad 1 : tensor<2x4x4x8xf32> -> tensor<2x2x2x8xf32>, tensor<2x2x2x8xui8>
    %22, %x = resnet.max_pool_indices %20 window 3 stride 2 pad 1 : tensor<2x4x4x8xf32> -> tensor<2x2x2x8xf32>, tensor<2x2x2x8xui8> loc("pool2")
    // CHECK: %pool2_dx = resnet.max_pool_indices_gradient %pool2, %pool2_indices window 3 stride 2 pad 1 : tensor<2x2x2x8xf32>, tensor<2x2x2x8xui8> -> tensor<2x4x4x8xf32>
    %23 = resnet.max_pool_indices_gradient %22, %x window 3 stride 2 pad 1 : tensor<2x2x2x8xf32>, tensor<2x2x2x8xui8> -> tensor<2x4x4x8xf32> loc("pool2")
    // CHECK: %bn2_dgamma, %bn2_dbeta = resnet.batch_norm_sums %pool2_dx, %conv1, %bn2_mean, %bn2_variance, @bn1 epsilon 0.001 where %bn2 : tensor<2x4x4x8xf32> : tensor<2x4x4x8xf32>, tensor<2x4x4x8xf32>
    %g2, %b2 = resnet.batch_norm_sums %23, %0, %m2, %v2, @bn1 epsilon 1.0e-3 where %20 : tensor<2x4x4x8xf32> : tensor<2x4x4x8xf32>, tensor<2x4x4x8xf32> loc("bn2")
    // CHECK: %bn2_dx = resnet.normalize_gradient %pool2_dx, %conv1, %bn2_mean, %bn2_variance, %bn2_dgamma, %bn2_dbeta, %hyper, @bn1 epsilon 0.001 where %bn2 : tensor<2x4x4x8xf32> : tensor<2x4x4x8xf32>, tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32>
    %24 = resnet.normalize_gradient %23, %0, %m2, %v2, %g2, %b2, %hyper, @bn1 epsilon 1.0e-3 where %20 : tensor<2x4x4x8xf32> : tensor<2x4x4x8xf32>, tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32> loc("bn2")
    // CHECK: resnet.batch_norm_frozen_gradient %pool2_dx, @bn1 epsilon 0.001 where %bn2 : tensor<2x4x4x8xf32> : tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32>
    %25 = resnet.batch_norm_frozen_gradient %23, @bn1 epsilon 1.0e-3 where %20 : tensor<2x4x4x8xf32> : tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32> loc("bn4")
    // CHECK: %conv1_transposed_filter, %conv1_transposed_shift = resnet.pack_transposed @conv1 panel 8 rotated : tensor<1x3x3x8x8xf32>, tensor<8xf32>
    %f, %s = resnet.pack_transposed @conv1 panel 8 rotated : tensor<1x3x3x8x8xf32>, tensor<8xf32> loc("conv1")
    // CHECK: resnet.conv2d_input_gradient %bn2_dx, @conv1 with %conv1_transposed_filter : tensor<1x3x3x8x8xf32>, %conv1_transposed_shift : tensor<8xf32> stride 2 pad [0, 0, 1, 1] add %batch_images : tensor<2x4x4x8xf32> -> tensor<2x8x8x3xf32>
    %26 = resnet.conv2d_input_gradient %24, @conv1 with %f : tensor<1x3x3x8x8xf32>, %s : tensor<8xf32> stride 2 pad [0, 0, 1, 1] add %i : tensor<2x4x4x8xf32> -> tensor<2x8x8x3xf32> loc("conv1")
    resnet.return %l, %c : tensor<f32>, tensor<si32>
  }
}
