// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-fuse-norms,resnet-fuse-epilogues))' %s | FileCheck %s

// Batch norm looks at all values before it changes them; the ReLU behind it is its epilogue, the ReLU's
// gradient before its gradient a mask, unless another reads that as well.
// CHECK-LABEL: resnet.func @train_step
// CHECK:       %bn1_mean, %bn1_variance = resnet.batch_norm_statistics %images, %hyper, @bn1
// CHECK-NEXT:  %bn1 = resnet.normalize %images with %bn1_mean, %bn1_variance, @bn1 epsilon 0.001 then relu
// CHECK-NEXT:  %bn1_dgamma, %bn1_dbeta = resnet.batch_norm_sums %bn1, %images, %bn1_mean, %bn1_variance, @bn1 epsilon 0.001 where %bn1
// CHECK-NEXT:  %bn1_dx = resnet.normalize_gradient %bn1, %images, %bn1_mean, %bn1_variance, %bn1_dgamma, %bn1_dbeta, %hyper, @bn1 epsilon 0.001 where %bn1
// CHECK-NEXT:  %b_dx = resnet.relu_gradient %bn1_dx, %bn1
// CHECK-NEXT:  %bn1_dgamma_0, %bn1_dbeta_1 = resnet.batch_norm_sums %b_dx, %images, %bn1_mean, %bn1_variance, @bn1 epsilon 0.001 :
// CHECK-NEXT:  %bn1_dx_2 = resnet.normalize_gradient %b_dx
// CHECK-NEXT:  resnet.batch_norm_frozen_gradient %bn1_dx_2, @bn1 epsilon 0.001 where %bn1
// CHECK-NEXT:  resnet.return %b_dx

// The moving averages need no look; a residual goes in as well.
// CHECK-LABEL: resnet.func @evaluate
// CHECK:       resnet.normalize %images, @bn1 epsilon 0.001 add %images then relu
resnet.net @net input 4x4x8 classes 4 spec "" {
  resnet.parameter @"bn1/gamma" : tensor<8xf32>
  resnet.parameter @"bn1/beta" : tensor<8xf32>
  resnet.parameter @"bn1/moving_mean" : tensor<8xf32>
  resnet.parameter @"bn1/moving_variance" : tensor<8xf32>
  resnet.func @train_step(%x: tensor<2x4x4x8xf32>, %hyper: !resnet.hyper) -> (tensor<2x4x4x8xf32>, tensor<2x4x4x8xf32>) {
    %0, %m, %v = resnet.batch_norm_train %x, %hyper, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32> loc("bn1")
    %1 = resnet.relu %0 : tensor<2x4x4x8xf32> loc("a")
    %2 = resnet.relu_gradient %1, %1 : tensor<2x4x4x8xf32>, tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32> loc("a")
    %3, %g, %b = resnet.batch_norm_gradient %2, %x, %m, %v, %hyper, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32> loc("bn1")
    %4 = resnet.relu_gradient %3, %1 : tensor<2x4x4x8xf32>, tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32> loc("b")
    %5, %g2, %b2 = resnet.batch_norm_gradient %4, %x, %m, %v, %hyper, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32> loc("bn1")
    %6 = resnet.relu_gradient %5, %1 : tensor<2x4x4x8xf32>, tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32> loc("c")
    %7 = resnet.batch_norm_frozen_gradient %6, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32> loc("d")
    resnet.return %4, %7 : tensor<2x4x4x8xf32>, tensor<2x4x4x8xf32>
  }
  resnet.func @evaluate(%x: tensor<2x4x4x8xf32>) -> tensor<2x4x4x8xf32> {
    %0 = resnet.batch_norm %x, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32> loc("bn1")
    %1 = resnet.add %0, %x : tensor<2x4x4x8xf32> loc("sum")
    %2 = resnet.relu %1 : tensor<2x4x4x8xf32> loc("a")
    resnet.return %2 : tensor<2x4x4x8xf32>
  }
}
