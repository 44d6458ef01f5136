// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-fuse-epilogues))' %s | FileCheck %s

resnet.net @net input 8x8x8 classes 4 spec "" {
  resnet.parameter @"a/kernel" : tensor<1x1x8x8xf32>
  resnet.parameter @"b/kernel" : tensor<1x1x8x8xf32>
  resnet.packed @"a/filter" : tensor<1x1x8x8xf32>
  resnet.packed @"a/shift" : tensor<8xf32>
  resnet.packed @"b/filter" : tensor<1x1x8x8xf32>
  resnet.packed @"b/shift" : tensor<8xf32>

  // A block: the branch's last convolution adds the shortcut and applies the ReLU.
  // CHECK-LABEL: @block
  // CHECK-NEXT:  %[[A:.*]] = resnet.conv2d %images, @a folded stride 1 pad 0 then relu
  // CHECK-NEXT:  %[[B:.*]] = resnet.conv2d %[[A]], @b folded stride 1 pad 0 add %images then relu
  // CHECK-NEXT:  resnet.return %[[B]]
  resnet.func @block(%images: tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xf32> {
    %0 = resnet.conv2d %images, @a folded stride 1 pad 0 : tensor<1x8x8x8xf32> -> tensor<1x8x8x8xf32>
    %1 = resnet.relu %0 : tensor<1x8x8x8xf32>
    %2 = resnet.conv2d %1, @b folded stride 1 pad 0 : tensor<1x8x8x8xf32> -> tensor<1x8x8x8xf32>
    %3 = resnet.add %2, %images : tensor<1x8x8x8xf32>
    %4 = resnet.relu %3 : tensor<1x8x8x8xf32>
    resnet.return %4 : tensor<1x8x8x8xf32>
  }

  // A projection that comes after the branch in the text is computed before it is added.
  // CHECK-LABEL: @projection
  // CHECK-NEXT:  %[[B:.*]] = resnet.conv2d %images, @b folded stride 1 pad 0 :
  // CHECK-NEXT:  resnet.conv2d %images, @a folded stride 1 pad 0 add %[[B]] :
  resnet.func @projection(%images: tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xf32> {
    %0 = resnet.conv2d %images, @a folded stride 1 pad 0 : tensor<1x8x8x8xf32> -> tensor<1x8x8x8xf32>
    %1 = resnet.conv2d %images, @b folded stride 1 pad 0 : tensor<1x8x8x8xf32> -> tensor<1x8x8x8xf32>
    %2 = resnet.add %0, %1 : tensor<1x8x8x8xf32>
    resnet.return %2 : tensor<1x8x8x8xf32>
  }

  // A convolution that a skip connection also reads must keep its raw value.
  // CHECK-LABEL: @keeps_shared_value
  // CHECK-NEXT:  %[[A:.*]] = resnet.conv2d %images, @a folded stride 1 pad 0 :
  // CHECK-NEXT:  %[[R:.*]] = resnet.relu %[[A]]
  // CHECK-NEXT:  resnet.conv2d %[[R]], @b folded stride 1 pad 0 add %[[A]] :
  resnet.func @keeps_shared_value(%images: tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xf32> {
    %0 = resnet.conv2d %images, @a folded stride 1 pad 0 : tensor<1x8x8x8xf32> -> tensor<1x8x8x8xf32>
    %1 = resnet.relu %0 : tensor<1x8x8x8xf32>
    %2 = resnet.conv2d %1, @b folded stride 1 pad 0 : tensor<1x8x8x8xf32> -> tensor<1x8x8x8xf32>
    %3 = resnet.add %2, %0 : tensor<1x8x8x8xf32>
    resnet.return %3 : tensor<1x8x8x8xf32>
  }

  // What is added after a ReLU must not be added before it.
  // CHECK-LABEL: @keeps_order
  // CHECK-NEXT:  %[[A:.*]] = resnet.conv2d %images, @a folded stride 1 pad 0 then relu
  // CHECK-NEXT:  resnet.add %[[A]], %images
  resnet.func @keeps_order(%images: tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xf32> {
    %0 = resnet.conv2d %images, @a folded stride 1 pad 0 : tensor<1x8x8x8xf32> -> tensor<1x8x8x8xf32>
    %1 = resnet.relu %0 : tensor<1x8x8x8xf32>
    %2 = resnet.add %1, %images : tensor<1x8x8x8xf32>
    resnet.return %2 : tensor<1x8x8x8xf32>
  }
}
