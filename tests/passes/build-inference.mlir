// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-build-inference))' %s | FileCheck %s

// One function for each batch size, one that preprocesses, and none for training's sake.
// CHECK-LABEL: resnet.net @net
// CHECK:       resnet.func @preprocess_1(%pixels: tensor<1x8x8x3xui8>) -> tensor<1x8x8x3xf32>
// CHECK-NEXT:  resnet.preprocess %pixels : tensor<1x8x8x3xui8> -> tensor<1x8x8x3xf32>
// CHECK:       resnet.func @infer_1(%images: tensor<1x8x8x3xf32>) -> tensor<1x3xf32>
// CHECK:       resnet.func @infer_16(%images: tensor<16x8x8x3xf32>) -> tensor<16x3xf32>
// CHECK-NEXT:  resnet.relu %images : tensor<16x8x8x3xf32>
// CHECK-NOT:   @forward
resnet.net @net input 8x8x3 classes 3 preprocess <rgb, scale 1.0, mean [0.0, 0.0, 0.0], std [1.0, 1.0, 1.0], resize "stretch", short_side 256, interpolation "bilinear"> batch [1, 16] spec "" {
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x3xf32> {
    %0 = resnet.relu %images : tensor<1x8x8x3xf32>
    %1 = resnet.global_avg_pool %0 : tensor<1x8x8x3xf32> -> tensor<1x3xf32>
    resnet.return %1 : tensor<1x3xf32>
  }
}
