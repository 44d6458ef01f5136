// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-fold-batch-norm))' --split-input-file --verify-diagnostics %s | FileCheck %s

// @prepare folds once, whatever the number of batch sizes; a layer without norm gets a shift as well.
// CHECK-LABEL: resnet.net @twice
// CHECK:       resnet.packed @"conv1/filter" : tensor<3x3x3x8xf32>
// CHECK:       resnet.packed @"conv1/shift" : tensor<8xf32>
// CHECK:       resnet.packed @"fc/filter" : tensor<8x4xf32>
// CHECK:       resnet.func @prepare()
// CHECK-NEXT:  resnet.fold @conv1 norm @bn1 epsilon 0.001
// CHECK-NEXT:  resnet.store {{.*}}, @"conv1/filter"
// CHECK-NEXT:  resnet.store {{.*}}, @"conv1/shift"
// CHECK-NEXT:  resnet.fold @fc :
// CHECK:       resnet.return
// CHECK-LABEL: @infer_1
// CHECK-NEXT:  resnet.conv2d %images, @conv1 folded stride 1 pad 1 :
// CHECK-NEXT:  resnet.global_avg_pool
// CHECK-NEXT:  resnet.dense {{.*}}, @fc folded
// CHECK-LABEL: @infer_2
// CHECK-NEXT:  resnet.conv2d %images, @conv1 folded
// CHECK-NOT:   batch_norm
resnet.net @twice input 8x8x3 classes 4 batch [1, 2] spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.parameter @"bn1/gamma" : tensor<8xf32>
  resnet.parameter @"bn1/beta" : tensor<8xf32>
  resnet.parameter @"bn1/moving_mean" : tensor<8xf32>
  resnet.parameter @"bn1/moving_variance" : tensor<8xf32>
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  resnet.parameter @"fc/bias" : tensor<4xf32>
  resnet.func @infer_1(%images: tensor<1x8x8x3xf32>) -> tensor<1x4xf32> {
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32>
    %1 = resnet.batch_norm %0, @bn1 epsilon 1.0e-3 : tensor<1x8x8x8xf32>
    %2 = resnet.global_avg_pool %1 : tensor<1x8x8x8xf32> -> tensor<1x8xf32>
    %3 = resnet.dense %2, @fc : tensor<1x8xf32> -> tensor<1x4xf32>
    resnet.return %3 : tensor<1x4xf32>
  }
  resnet.func @infer_2(%images: tensor<2x8x8x3xf32>) -> tensor<2x8x8x8xf32> {
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<2x8x8x3xf32> -> tensor<2x8x8x8xf32>
    %1 = resnet.batch_norm %0, @bn1 epsilon 1.0e-3 : tensor<2x8x8x8xf32>
    resnet.return %1 : tensor<2x8x8x8xf32>
  }
}

// -----
// A norm whose convolution is also read elsewhere has no filter to go into.
resnet.net @shared input 8x8x3 classes 4 spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.parameter @"bn1/gamma" : tensor<8xf32>
  resnet.parameter @"bn1/beta" : tensor<8xf32>
  resnet.parameter @"bn1/moving_mean" : tensor<8xf32>
  resnet.parameter @"bn1/moving_variance" : tensor<8xf32>
  resnet.func @infer_1(%images: tensor<1x8x8x3xf32>) -> tensor<1x8x8x8xf32> {
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32>
    // expected-error @below {{cannot be folded: its input is not a convolution that it alone reads}}
    %1 = resnet.batch_norm %0, @bn1 epsilon 1.0e-3 : tensor<1x8x8x8xf32>
    %2 = resnet.add %0, %1 : tensor<1x8x8x8xf32>
    resnet.return %2 : tensor<1x8x8x8xf32>
  }
}
