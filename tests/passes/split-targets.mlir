// RUN: resnetc-opt --resnet-split-targets --split-input-file --verify-diagnostics %s | FileCheck %s

// A net for each target; those of devices know the weakest CPU, which prepares for them.
// CHECK-LABEL: resnet.net @net input {{.*}} target "x86-64-v3" spec
// CHECK:       resnet.func @forward
// CHECK-LABEL: resnet.net @"net.x86-64-v4" input {{.*}} target "x86-64-v4" spec
// CHECK:       resnet.func @forward
// CHECK-LABEL: resnet.net @net.opencl input {{.*}} target "opencl" host "x86-64-v3" spec
// CHECK:       resnet.func @forward
// CHECK-LABEL: resnet.net @"net.cuda-80" input {{.*}} target "cuda-80" host "x86-64-v3" spec
// CHECK:       resnet.func @forward
resnet.net @net input 8x8x3 classes 3 target "x86-64-v3,x86-64-v4,opencl,cuda-80" spec "" {
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x8x8x3xf32> {
    resnet.return %images : tensor<1x8x8x3xf32>
  }
}

// -----
// One target: nothing to do.
// CHECK-LABEL: resnet.net @one input {{.*}} target "x86-64-v3" spec
// CHECK-NOT:   resnet.net
resnet.net @one input 8x8x3 classes 3 target "x86-64-v3" spec "" {
}

// -----
// CHECK-LABEL: resnet.net @none input {{.*}} classes 3 spec
resnet.net @none input 8x8x3 classes 3 spec "" {
}

// -----
// A net that stands alone for a device, as after this pass.
// CHECK-LABEL: resnet.net @device input {{.*}} target "vulkan" host "x86-64-v3" spec
resnet.net @device input 8x8x3 classes 3 target "vulkan" host "x86-64-v3" spec "" {
}

// -----
// expected-error @below {{has no CPU among its targets, on which to prepare for a device}}
resnet.net @net input 8x8x3 classes 3 target "opencl,vulkan" spec "" {
}

// -----
// expected-error @below {{has no CPU among its targets, on which to prepare for a device}}
resnet.net @net input 8x8x3 classes 3 target "opencl" spec "" {
}

// -----
// expected-error @below {{has a target without kernels: riscv}}
resnet.net @net input 8x8x3 classes 3 target "x86-64-v3,riscv" spec "" {
}
