// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-assign-layouts))' %s | FileCheck %s

resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x3x8xf32>
  resnet.parameter @"b/kernel" : tensor<1x1x8x8xf32>
  resnet.parameter @"c/kernel" : tensor<3x3x8x8xf32>

  // Only what a window reads beyond the edge has a halo; a sum and its residual agree.
  // CHECK-LABEL: @infer_1
  // CHECK-NEXT:  %[[X:.*]] = resnet.layout %images : tensor<1x8x8x3xf32> -> tensor<1x8x8x3xf32, #resnet.nhwc<halo 1>>
  // CHECK-NEXT:  %[[A:.*]] = resnet.conv2d %[[X]], @a {{.*}} -> tensor<1x8x8x8xf32>
  // CHECK-NEXT:  %[[B:.*]] = resnet.conv2d %[[A]], @b {{.*}} tensor<1x8x8x8xf32> -> tensor<1x8x8x8xf32, #resnet.nhwc<halo 1>>
  // CHECK-NEXT:  %[[C:.*]] = resnet.conv2d %[[B]], @c {{.*}} -> tensor<1x8x8x8xf32, #resnet.nhwc<halo 1>>
  // CHECK-NEXT:  resnet.conv2d %[[C]], @c stride 1 pad 1 add %[[B]] : tensor<1x8x8x8xf32, #resnet.nhwc<halo 1>> -> tensor<1x8x8x8xf32, #resnet.nhwc<halo 1>>
  // CHECK-NEXT:  resnet.global_avg_pool
  resnet.func @infer_1(%images: tensor<1x8x8x3xf32>) -> tensor<1x8xf32> {
    %0 = resnet.conv2d %images, @a stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32>
    %1 = resnet.conv2d %0, @b stride 1 pad 0 : tensor<1x8x8x8xf32> -> tensor<1x8x8x8xf32>
    %2 = resnet.conv2d %1, @c stride 1 pad 1 : tensor<1x8x8x8xf32> -> tensor<1x8x8x8xf32>
    %3 = resnet.conv2d %2, @c stride 1 pad 1 add %1 : tensor<1x8x8x8xf32> -> tensor<1x8x8x8xf32>
    %4 = resnet.global_avg_pool %3 : tensor<1x8x8x8xf32> -> tensor<1x8xf32>
    resnet.return %4 : tensor<1x8xf32>
  }

  // A first layer without padding reads the caller's images as they are.
  // CHECK-LABEL: @infer_2
  // CHECK-NEXT:  resnet.conv2d %images
  resnet.func @infer_2(%images: tensor<2x8x8x3xf32>) -> tensor<2x6x6x8xf32> {
    %0 = resnet.conv2d %images, @a stride 1 pad 0 : tensor<2x8x8x3xf32> -> tensor<2x6x6x8xf32>
    resnet.return %0 : tensor<2x6x6x8xf32>
  }
}
