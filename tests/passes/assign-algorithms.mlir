// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-assign-algorithms))' --split-input-file --verify-diagnostics %s | FileCheck %s

// Each layer gets the Catalog's choice and its reason; a choice that is there stays.
// CHECK-LABEL: @infer_1
// CHECK-NEXT:  resnet.conv2d {{.*}} by "direct tile={{.*}} panel={{.*}}" why "{{[0-9.]+}} ms, {{.*}}; next: {{.*}} ms"
// CHECK-NEXT:  resnet.conv2d {{.*}} by "direct tile=1x2 panel=8 parallel=none split=1 prefetch=0" : tensor
// CHECK-NEXT:  resnet.global_avg_pool {{.*}} by "plain" why
resnet.net @net input 56x56x64 classes 4 target "x86-64-v3" spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x64x64xf32>
  resnet.packed @"a/filter" : tensor<3x3x64x64xf32>
  resnet.packed @"a/shift" : tensor<64xf32>
  resnet.func @infer_1(%images: tensor<1x56x56x64xf32, #resnet.nhwc<halo 1>>) -> tensor<1x64xf32> {
    %0 = resnet.conv2d %images, @a folded stride 1 pad 1 : tensor<1x56x56x64xf32, #resnet.nhwc<halo 1>> -> tensor<1x56x56x64xf32, #resnet.nhwc<halo 1>>
    %1 = resnet.conv2d %0, @a folded stride 1 pad 1 by "direct tile=1x2 panel=8 parallel=none split=1 prefetch=0" : tensor<1x56x56x64xf32, #resnet.nhwc<halo 1>> -> tensor<1x56x56x64xf32>
    %2 = resnet.global_avg_pool %1 : tensor<1x56x56x64xf32> -> tensor<1x64xf32>
    resnet.return %2 : tensor<1x64xf32>
  }
}

// -----
// expected-error @below {{has no target, which decides the kernels}}
resnet.net @aimless input 8x8x3 classes 4 spec "" {
}

// -----
// expected-error @below {{has a target without kernels: z80}}
resnet.net @old input 8x8x3 classes 4 target "z80" spec "" {
}
