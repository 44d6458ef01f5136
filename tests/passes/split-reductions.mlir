// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-split-reductions{parts=4}))' %s | FileCheck %s
// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-split-reductions{parts=4},resnet-assign-algorithms,resnet-pack-filters,resnet-outline-kernels))' %s | FileCheck %s --check-prefix=KEYS

// A convolution becomes its parts and their sum, which adds shift and residual; a choice that is there already stays.
// CHECK-LABEL: resnet.net @device
// CHECK-LABEL: @infer_1
// CHECK-NEXT:  %a_parts = resnet.conv2d_parts %images, @a folded stride 1 pad 1 by "{{.*}} panel=512{{.*}}" why "{{.*}}; 4 parts and their sum {{.*}} ms, whole {{.*}} ms" : tensor<1x7x7x64xf32, #resnet.nhwc<halo 1>> -> tensor<4x1x7x7x512xf32>
// CHECK-NEXT:  %a = resnet.sum_parts %a_parts shift @a folded add %images_0 then relu by "grid panel=512" why "{{.*}}; 4 parts {{.*}}" : tensor<4x1x7x7x512xf32> -> tensor<1x7x7x512xf32, #resnet.nhwc<halo 1>>
// CHECK-NEXT:  resnet.return %a
// CHECK-LABEL: @infer_2
// CHECK-NEXT:  resnet.conv2d
// CHECK-NEXT:  resnet.return

// What training's forward makes stays; gradients of filters are split.
// CHECK-LABEL: @gradients
// CHECK-NEXT:  resnet.conv2d %images, @a stride
// CHECK-NEXT:  %a_dw_parts = resnet.conv2d_filter_gradient_parts %images, %a, @a stride 1 pad 1 by "{{.*}}" why "{{.*}}" : {{.*}} -> tensor<4x3x3x64x512xf32>
// CHECK-NEXT:  %a_dw = resnet.sum_parts %a_dw_parts by "grid panel=512" why "{{.*}}" : tensor<4x3x3x64x512xf32> -> tensor<3x3x64x512xf32>
// CHECK-NEXT:  resnet.store_gradient @"a/kernel", %a_dw

// The kernels that the ops become are those that were asked about, and the sum reads the shift of the parts' filter.
// KEYS-DAG:    "conv2d_parts n=1 h=7 w=7 c=64 k=512 r=3 stride=1 pad=1,1,1,1 in=f32:nhwc+1 parts=4 algorithm={{.*}} panel=512 machine=cuda80"
// KEYS-DAG:    "sum_parts parts=4 n=1 h=7 w=7 k=512 shift=1 add=1 relu=1 out=f32:nhwc+1 algorithm=grid panel=512 machine=cuda80"
// KEYS-DAG:    "zero_halo n=1 h=7 w=7 c=512 out=f32:nhwc+1 algorithm=grid machine=cuda80"
// KEYS-DAG:    "filter_gradient_parts n=4 h=7 w=7 c=64 k=512 r=3 stride=1 pad=1,1,1,1 in=f32:nhwc+1 dy=f32:nhwc parts=4 algorithm={{.*}} machine=cuda80"
// KEYS-DAG:    "sum_parts parts=4 n=3 h=3 w=64 k=512 shift=0 add=0 relu=0 out=f32:nhwc algorithm=grid panel=512 machine=cuda80"
// KEYS-LABEL:  @infer_1
// KEYS-NEXT:   resnet.conv2d_parts %images, @a packed stride
// KEYS-NEXT:   resnet.sum_parts %a_parts shift @a packed add

// A CPU has no such kernels.
// CHECK-LABEL: resnet.net @cpu
// CHECK-NOT:   parts
resnet.net @device input 7x7x64 classes 512 batch [1, 2] target "cuda-80" host "x86-64-v3" train <batch 4, sgd, beta1 0.9, beta2 0.999, epsilon 1.0e-07, label_smoothing 0.0, moving 0.9, unbiased true> spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x64x512xf32>
  resnet.packed @"a/filter" : tensor<3x3x64x512xf32>
  resnet.packed @"a/shift" : tensor<512xf32>
  resnet.func @prepare() {
    %f, %s = resnet.fold @a : tensor<3x3x64x512xf32>, tensor<512xf32>
    resnet.store %f, @"a/filter" : tensor<3x3x64x512xf32>
    resnet.store %s, @"a/shift" : tensor<512xf32>
    resnet.return
  }
  resnet.func @infer_1(%images: tensor<1x7x7x64xf32, #resnet.nhwc<halo 1>>, %residual: tensor<1x7x7x512xf32, #resnet.nhwc<halo 1>>) -> tensor<1x7x7x512xf32, #resnet.nhwc<halo 1>> {
    %0 = resnet.conv2d %images, @a folded stride 1 pad 1 add %residual then relu : tensor<1x7x7x64xf32, #resnet.nhwc<halo 1>> -> tensor<1x7x7x512xf32, #resnet.nhwc<halo 1>> loc("a")
    resnet.return %0 : tensor<1x7x7x512xf32, #resnet.nhwc<halo 1>>
  }
  resnet.func @infer_2(%images: tensor<2x7x7x64xf32, #resnet.nhwc<halo 1>>) -> tensor<2x7x7x512xf32> {
    %0 = resnet.conv2d %images, @a folded stride 1 pad 1 by "plain tile=1x1 panel=512 parallel=none split=1 prefetch=0" : tensor<2x7x7x64xf32, #resnet.nhwc<halo 1>> -> tensor<2x7x7x512xf32> loc("a")
    resnet.return %0 : tensor<2x7x7x512xf32>
  }
  resnet.func @gradients(%images: tensor<4x7x7x64xf32, #resnet.nhwc<halo 1>>, %labels: tensor<4xsi32>, %hyper: !resnet.hyper) {
    %0 = resnet.conv2d %images, @a stride 1 pad 1 : tensor<4x7x7x64xf32, #resnet.nhwc<halo 1>> -> tensor<4x7x7x512xf32> loc("a")
    %1 = resnet.conv2d_filter_gradient %images, %0, @a stride 1 pad 1 : tensor<4x7x7x64xf32, #resnet.nhwc<halo 1>>, tensor<4x7x7x512xf32> -> tensor<3x3x64x512xf32> loc("a")
    resnet.store_gradient @"a/kernel", %1 : tensor<3x3x64x512xf32>
    resnet.return
  }
}
resnet.net @cpu input 7x7x2048 classes 512 batch [1] target "x86-64-v3" spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x2048x512xf32>
  resnet.packed @"a/filter" : tensor<3x3x2048x512xf32>
  resnet.packed @"a/shift" : tensor<512xf32>
  resnet.func @prepare() {
    %f, %s = resnet.fold @a : tensor<3x3x2048x512xf32>, tensor<512xf32>
    resnet.store %f, @"a/filter" : tensor<3x3x2048x512xf32>
    resnet.store %s, @"a/shift" : tensor<512xf32>
    resnet.return
  }
  resnet.func @infer_1(%images: tensor<1x7x7x2048xf32, #resnet.nhwc<halo 1>>) -> tensor<1x7x7x512xf32> {
    %0 = resnet.conv2d %images, @a folded stride 1 pad 1 : tensor<1x7x7x2048xf32, #resnet.nhwc<halo 1>> -> tensor<1x7x7x512xf32> loc("a")
    resnet.return %0 : tensor<1x7x7x512xf32>
  }
}
