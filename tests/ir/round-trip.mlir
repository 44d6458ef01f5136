// RUN: resnetc-opt %s --mlir-print-debuginfo --mlir-print-local-scope > %t
// RUN: resnetc-opt %t --mlir-print-debuginfo --mlir-print-local-scope | diff %t -
// RUN: resnetc-opt %s | FileCheck %s

// Every op in every form that a phase can print; print, parse, print is the same bytes.
// CHECK-LABEL: resnet.net @all input 8x8x3 nchw classes 4
// CHECK-SAME:  preprocess <bgr, scale 0.5, mean [103.939, 116.779, 123.68], std [1.0, 1.0, 1.001e-05], resize "stretch", short_side 256, interpolation "bilinear"> batch [1, 2] target "x86-64-v3" spec "resnetc: 1"
resnet.net @all input 8x8x3 nchw classes 4 preprocess <bgr, scale 0.5, mean [103.939, 116.779, 123.68], std [1.0, 1.0, 1.001e-5], resize "stretch", short_side 256, interpolation "bilinear"> batch [1, 2] target "x86-64-v3" spec "resnetc: 1" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.parameter @"bn_conv1/gamma" : tensor<8xf32>
  resnet.parameter @"bn_conv1/beta" : tensor<8xf32>
  resnet.parameter @"bn_conv1/moving_mean" : tensor<8xf32>
  resnet.parameter @"bn_conv1/moving_variance" : tensor<8xf32>
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  resnet.parameter @"fc/bias" : tensor<4xf32>
  resnet.packed @"conv1/filter" : tensor<1x3x3x3x8xf32>
  resnet.packed @"conv1/shift" : tensor<8xf32>
  resnet.packed @"conv1.panel4/filter" : tensor<2x3x3x3x4xf32>
  resnet.packed @"conv1.panel4/shift" : tensor<8xf32>
  resnet.packed @"fc/filter" : tensor<8x4xf32>
  resnet.packed @"fc/shift" : tensor<4xf32>

  resnet.func @forward(%images: tensor<1x3x8x8xf32>) -> tensor<1x4xf32> {
    // CHECK: %images_nhwc = resnet.layout %images nchw : tensor<1x3x8x8xf32> -> tensor<1x8x8x3xf32>
    %0 = resnet.layout %images nchw : tensor<1x3x8x8xf32> -> tensor<1x8x8x3xf32> loc("images_nhwc"("all.yaml":1:1))
    // CHECK: %conv1 = resnet.conv2d %images_nhwc, @conv1 stride 2 pad [0, 0, 1, 1] :
    %1 = resnet.conv2d %0, @conv1 stride 2 pad [0, 0, 1, 1] : tensor<1x8x8x3xf32> -> tensor<1x4x4x8xf32> loc("conv1"("all.yaml":2:1))
    // CHECK: %bn_conv1 = resnet.batch_norm %conv1, @bn_conv1 epsilon 0.001 : tensor<1x4x4x8xf32>
    %2 = resnet.batch_norm %1, @bn_conv1 epsilon 1.0e-3 : tensor<1x4x4x8xf32> loc("bn_conv1"("all.yaml":2:1))
    %3 = resnet.relu %2 : tensor<1x4x4x8xf32> loc("conv1_relu")
    %4 = resnet.max_pool %3 window 3 stride 2 pad 1 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32> loc("pool1")
    %5 = resnet.pad_channels %3 stride 2 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32> loc("res2a_shortcut")
    // CHECK: %res2a = resnet.add %pool1, %res2a_shortcut : tensor<1x2x2x8xf32>
    %6 = resnet.add %4, %5 : tensor<1x2x2x8xf32> loc("res2a")
    %7 = resnet.global_avg_pool %6 : tensor<1x2x2x8xf32> -> tensor<1x8xf32> loc("pool5")
    %8 = resnet.dense %7, @fc : tensor<1x8xf32> -> tensor<1x4xf32> loc("fc")
    %9 = resnet.softmax %8 : tensor<1x4xf32> loc("softmax")
    resnet.return %9 : tensor<1x4xf32>
  }

  resnet.func @prepare() {
    // CHECK: %conv1_filter, %conv1_shift = resnet.fold @conv1 norm @bn_conv1 epsilon 0.001 : tensor<3x3x3x8xf32>, tensor<8xf32>
    %f, %s = resnet.fold @conv1 norm @bn_conv1 epsilon 1.0e-3 : tensor<3x3x3x8xf32>, tensor<8xf32> loc("conv1")
    // CHECK: resnet.pack %conv1_filter, %conv1_shift panel 8 : tensor<3x3x3x8xf32>, tensor<8xf32> -> tensor<1x3x3x3x8xf32>, tensor<8xf32>
    %pf, %ps = resnet.pack %f, %s panel 8 : tensor<3x3x3x8xf32>, tensor<8xf32> -> tensor<1x3x3x3x8xf32>, tensor<8xf32> loc("conv1")
    // CHECK: resnet.store %conv1_packed_filter, @"conv1/filter" : tensor<1x3x3x3x8xf32>
    resnet.store %pf, @"conv1/filter" : tensor<1x3x3x3x8xf32>
    resnet.return
  }

  resnet.func @preprocess_1(%pixels: tensor<1x8x8x3xui8>) -> tensor<1x3x8x8xf32> {
    // CHECK: %preprocess = resnet.preprocess %pixels nchw by "plain" why "bound by memory" :
    %0 = resnet.preprocess %pixels nchw by "plain" why "bound by memory" : tensor<1x8x8x3xui8> -> tensor<1x3x8x8xf32> loc("preprocess")
    resnet.return %0 : tensor<1x3x8x8xf32>
  }

  resnet.func @infer_1(%images: tensor<1x8x8x3xf32, #resnet.nhwc<halo 1>>) -> tensor<1x2x2x8xf32> {
    // CHECK: %conv1 = resnet.stem %images, @conv1 packed stride 2 pad 1 then relu then max_pool 3 stride 2 pad 1 by "direct tile=1x4 panel=8 split=1" why "0.001 ms" : tensor<1x8x8x3xf32, #resnet.nhwc<halo 1>> -> tensor<1x2x2x8xf32>
    %0 = resnet.stem %images, @conv1 packed stride 2 pad 1 then relu then max_pool 3 stride 2 pad 1 by "direct tile=1x4 panel=8 split=1" why "0.001 ms" : tensor<1x8x8x3xf32, #resnet.nhwc<halo 1>> -> tensor<1x2x2x8xf32> loc("conv1")
    // CHECK: resnet.conv2d %images, @conv1 packed @conv1.panel4 stride 4 pad 1 add %conv1 then relu :
    %1 = resnet.conv2d %images, @conv1 packed @conv1.panel4 stride 4 pad 1 add %0 then relu : tensor<1x8x8x3xf32, #resnet.nhwc<halo 1>> -> tensor<1x2x2x8xf32> loc("res2a")
    resnet.return %1 : tensor<1x2x2x8xf32>
  }

  resnet.func @infer_2(%x: tensor<2x8xf32>) -> tensor<2x4xf32> {
    // CHECK: resnet.dense %{{.*}}, @fc folded : tensor<2x8xf32> -> tensor<2x4xf32>
    %0 = resnet.dense %x, @fc folded : tensor<2x8xf32> -> tensor<2x4xf32> loc("fc")
    resnet.return %0 : tensor<2x4xf32>
  }

  // CHECK: resnet.kernel @resnet_softmax_
  resnet.kernel @resnet_softmax_k4_plain_avx2_993843ac "softmax n=1 k=4 algorithm=plain machine=avx2"
  resnet.plan @infer_3 arena 4608 {
    // CHECK: resnet.zero_halo arena[0 : 512] 1x2x2x8 halo 1
    resnet.zero_halo arena[0 : 512] 1x2x2x8 halo 1
    // CHECK: resnet.run @resnet_softmax_{{.*}} (arena[512 : 16]) -> probabilities[0 : 16]
    resnet.run @resnet_softmax_k4_plain_avx2_993843ac (arena[512 : 16]) -> probabilities[0 : 16]
    // CHECK: resnet.run @resnet_softmax_{{.*}} (arena[512 : 16]) -> arena[512 : 16] in place
    resnet.run @resnet_softmax_k4_plain_avx2_993843ac (arena[512 : 16]) -> arena[512 : 16] in place
  }
}

// A device's net: its host, and sums in parts in every form.
// CHECK-LABEL: resnet.net @device input 7x7x8 classes 4 target "cuda-80" host "x86-64-v3" train <
resnet.net @device input 7x7x8 classes 4 target "cuda-80" host "x86-64-v3" train <batch 2, sgd, beta1 0.9, beta2 0.999, epsilon 1.0e-07, label_smoothing 0.0, moving 0.9, unbiased true> spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x8x4xf32>
  resnet.packed @"a/filter" : tensor<1x3x3x8x4xf32>
  resnet.packed @"a/shift" : tensor<4xf32>
  resnet.packed @"b/filter" : tensor<3x3x8x4xf32>
  resnet.packed @"b/shift" : tensor<4xf32>
  resnet.parameter @"b/kernel" : tensor<3x3x8x4xf32>
  resnet.func @infer_1(%images: tensor<1x7x7x8xf32>, %residual: tensor<1x7x7x4xf32>) -> tensor<1x7x7x4xf32> {
    // CHECK: %a_parts = resnet.conv2d_parts %images, @a packed stride 1 pad 1 by "plain tile=1x1 panel=4" why "fast" : tensor<1x7x7x8xf32> -> tensor<2x1x7x7x4xf32>
    %0 = resnet.conv2d_parts %images, @a packed stride 1 pad 1 by "plain tile=1x1 panel=4" why "fast" : tensor<1x7x7x8xf32> -> tensor<2x1x7x7x4xf32> loc("a")
    // CHECK: %a = resnet.sum_parts %a_parts shift @a packed add %images_0 then relu by "grid panel=4" why "faster" : tensor<2x1x7x7x4xf32> -> tensor<1x7x7x4xf32>
    %1 = resnet.sum_parts %0 shift @a packed add %residual then relu by "grid panel=4" why "faster" : tensor<2x1x7x7x4xf32> -> tensor<1x7x7x4xf32> loc("a")
    // CHECK: %b_parts = resnet.conv2d_parts %images, @b folded stride 1 pad 1 : tensor<1x7x7x8xf32> -> tensor<3x1x7x7x4xf32>
    %2 = resnet.conv2d_parts %images, @b folded stride 1 pad 1 : tensor<1x7x7x8xf32> -> tensor<3x1x7x7x4xf32> loc("b")
    // CHECK: %b = resnet.sum_parts %b_parts shift @b folded add %a : tensor<3x1x7x7x4xf32> -> tensor<1x7x7x4xf32>
    %3 = resnet.sum_parts %2 shift @b folded add %1 : tensor<3x1x7x7x4xf32> -> tensor<1x7x7x4xf32> loc("b")
    resnet.return %3 : tensor<1x7x7x4xf32>
  }
  resnet.func @gradients(%images: tensor<2x7x7x8xf32>, %dy: tensor<2x7x7x4xf32>) {
    // CHECK: %a_dw_parts = resnet.conv2d_filter_gradient_parts %images, %images_0, @a stride 1 pad 1 by "plain tile=1x1" : tensor<2x7x7x8xf32>, tensor<2x7x7x4xf32> -> tensor<2x3x3x8x4xf32>
    %0 = resnet.conv2d_filter_gradient_parts %images, %dy, @a stride 1 pad 1 by "plain tile=1x1" : tensor<2x7x7x8xf32>, tensor<2x7x7x4xf32> -> tensor<2x3x3x8x4xf32> loc("a")
    // CHECK: %a_dw = resnet.sum_parts %a_dw_parts : tensor<2x3x3x8x4xf32> -> tensor<3x3x8x4xf32>
    %1 = resnet.sum_parts %0 : tensor<2x3x3x8x4xf32> -> tensor<3x3x8x4xf32> loc("a")
    resnet.store_gradient @"a/kernel", %1 : tensor<3x3x8x4xf32>
    resnet.return
  }
}
