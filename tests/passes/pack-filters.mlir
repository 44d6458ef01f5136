// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-pack-filters))' %s | FileCheck %s

// One layer, two batch sizes with other panels: two packed tensors; a third with the first's panel shares it.
// CHECK-DAG:   resnet.packed @"a/filter" : tensor<2x1x1x8x8xf32>
// CHECK-DAG:   resnet.packed @"a/shift" : tensor<16xf32>
// CHECK-DAG:   resnet.packed @"a.panel16/filter" : tensor<1x1x1x8x16xf32>
// CHECK-LABEL: @prepare
// CHECK-NEXT:  %[[F:.*]], %[[S:.*]] = resnet.fold @a
// CHECK-NEXT:  %[[PF:.*]], %[[PS:.*]] = resnet.pack %[[F]], %[[S]] panel 8
// CHECK-NEXT:  resnet.store %[[PF]], @"a/filter"
// CHECK-NEXT:  resnet.store %[[PS]], @"a/shift"
// CHECK-NEXT:  resnet.pack %[[F]], %[[S]] panel 16
// CHECK-NEXT:  resnet.store {{.*}}, @"a.panel16/filter"
// CHECK-NEXT:  resnet.store {{.*}}, @"a.panel16/shift"
// CHECK-NEXT:  resnet.return
// CHECK-LABEL: @infer_1
// CHECK-NEXT:  resnet.conv2d %images, @a packed stride
// CHECK-LABEL: @infer_2
// CHECK-NEXT:  resnet.conv2d %images, @a packed @a.panel16 stride
// CHECK-LABEL: @infer_4
// CHECK-NEXT:  resnet.conv2d %images, @a packed stride
resnet.net @net input 8x8x8 classes 4 spec "" {
  resnet.parameter @"a/kernel" : tensor<1x1x8x12xf32>
  resnet.packed @"a/filter" : tensor<1x1x8x12xf32>
  resnet.packed @"a/shift" : tensor<12xf32>
  resnet.func @prepare() {
    %f, %s = resnet.fold @a : tensor<1x1x8x12xf32>, tensor<12xf32>
    resnet.store %f, @"a/filter" : tensor<1x1x8x12xf32>
    resnet.store %s, @"a/shift" : tensor<12xf32>
    resnet.return
  }
  resnet.func @infer_1(%images: tensor<1x8x8x8xf32>) -> tensor<1x8x8x12xf32> {
    %0 = resnet.conv2d %images, @a folded stride 1 pad 0 by "direct tile=1x2 panel=8 parallel=none split=1 prefetch=0" : tensor<1x8x8x8xf32> -> tensor<1x8x8x12xf32>
    resnet.return %0 : tensor<1x8x8x12xf32>
  }
  resnet.func @infer_2(%images: tensor<2x8x8x8xf32>) -> tensor<2x8x8x12xf32> {
    %0 = resnet.conv2d %images, @a folded stride 1 pad 0 by "direct tile=2x2 panel=16 parallel=none split=1 prefetch=0" : tensor<2x8x8x8xf32> -> tensor<2x8x8x12xf32>
    resnet.return %0 : tensor<2x8x8x12xf32>
  }
  resnet.func @infer_4(%images: tensor<4x8x8x8xf32>) -> tensor<4x8x8x12xf32> {
    %0 = resnet.conv2d %images, @a folded stride 1 pad 0 by "direct tile=1x4 panel=8 parallel=none split=1 prefetch=0" : tensor<4x8x8x8xf32> -> tensor<4x8x8x12xf32>
    resnet.return %0 : tensor<4x8x8x12xf32>
  }
}
