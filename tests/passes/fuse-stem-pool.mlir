// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-fuse-stem-pool))' %s | FileCheck %s

resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.packed @"conv1/filter" : tensor<3x3x3x8xf32>
  resnet.packed @"conv1/shift" : tensor<8xf32>
  resnet.parameter @"wide/kernel" : tensor<3x3x8x8xf32>
  resnet.packed @"wide/filter" : tensor<3x3x8x8xf32>
  resnet.packed @"wide/shift" : tensor<8xf32>

  // CHECK-LABEL: @stem
  // CHECK-NEXT:  resnet.stem %images, @conv1 folded stride 2 pad 1 then relu then max_pool 3 stride 2 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x2x2x8xf32>
  // CHECK-NEXT:  resnet.return
  resnet.func @stem(%images: tensor<1x8x8x3xf32>) -> tensor<1x2x2x8xf32> {
    %0 = resnet.conv2d %images, @conv1 folded stride 2 pad 1 then relu : tensor<1x8x8x3xf32> -> tensor<1x4x4x8xf32>
    %1 = resnet.max_pool %0 window 3 stride 2 pad 1 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32>
    resnet.return %1 : tensor<1x2x2x8xf32>
  }

  // A map of many channels is not a picture.
  // CHECK-LABEL: @wide
  // CHECK:       resnet.conv2d
  // CHECK-NEXT:  resnet.max_pool
  resnet.func @wide(%images: tensor<1x8x8x8xf32>) -> tensor<1x2x2x8xf32> {
    %0 = resnet.conv2d %images, @wide folded stride 2 pad 1 then relu : tensor<1x8x8x8xf32> -> tensor<1x4x4x8xf32>
    %1 = resnet.max_pool %0 window 3 stride 2 pad 1 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32>
    resnet.return %1 : tensor<1x2x2x8xf32>
  }
}
