// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-fuse-pool-indices))' --split-input-file --verify-diagnostics %s | FileCheck %s

// CHECK-LABEL: resnet.func @train_step
// CHECK:       %pool, %pool_indices = resnet.max_pool_indices %images window 3 stride 2 pad 1 : tensor<2x8x8x8xf32> -> tensor<2x4x4x8xf32>, tensor<2x4x4x8xui8>
// CHECK-NEXT:  %pool_dx = resnet.max_pool_indices_gradient %pool, %pool_indices window 3 stride 2 pad 1 : tensor<2x4x4x8xf32>, tensor<2x4x4x8xui8> -> tensor<2x8x8x8xf32>

// A pool without a way back stays as it is.
// CHECK-LABEL: resnet.func @evaluate
// CHECK:       resnet.max_pool %images
resnet.net @net input 8x8x8 classes 4 spec "" {
  resnet.func @train_step(%x: tensor<2x8x8x8xf32>) -> tensor<2x8x8x8xf32> {
    %0 = resnet.max_pool %x window 3 stride 2 pad 1 : tensor<2x8x8x8xf32> -> tensor<2x4x4x8xf32> loc("pool")
    %1 = resnet.max_pool_gradient %0, %x, %0 window 3 stride 2 pad 1 : tensor<2x4x4x8xf32> -> tensor<2x8x8x8xf32> loc("pool")
    resnet.return %1 : tensor<2x8x8x8xf32>
  }
  resnet.func @evaluate(%x: tensor<2x8x8x8xf32>) -> tensor<2x4x4x8xf32> {
    %0 = resnet.max_pool %x window 3 stride 2 pad 1 : tensor<2x8x8x8xf32> -> tensor<2x4x4x8xf32> loc("pool")
    resnet.return %0 : tensor<2x4x4x8xf32>
  }
}

// -----
resnet.net @other input 8x8x8 classes 4 spec "" {
  resnet.func @train_step(%x: tensor<2x8x8x8xf32>, %y: tensor<2x4x4x8xf32>) -> tensor<2x8x8x8xf32> {
    // expected-error @below {{must read the result of the max_pool that it goes back through}}
    %0 = resnet.max_pool_gradient %y, %x, %y window 3 stride 2 pad 1 : tensor<2x4x4x8xf32> -> tensor<2x8x8x8xf32>
    resnet.return %0 : tensor<2x8x8x8xf32>
  }
}
