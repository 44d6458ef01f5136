// RUN: resnetc-opt %s --split-input-file --verify-diagnostics

// The net below is the frame of each case: one wrong thing, and what the verifier says of it.
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%dy: tensor<2x4x4x8xf32>) {
    // expected-error @below {{names layer @conv1, but the net has no parameter conv1/kernel}}
    %0 = resnet.conv2d_input_gradient %dy, @conv1 stride 2 pad 1 : tensor<2x4x4x8xf32> -> tensor<2x8x8x3xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.func @train_step(%dy: tensor<2x4x4x8xf32>) {
    // expected-error @below {{goes from 8 channels to 4, but conv1/kernel is 3x3x3x8}}
    %0 = resnet.conv2d_input_gradient %dy, @conv1 stride 2 pad 1 : tensor<2x4x4x8xf32> -> tensor<2x8x8x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.func @train_step(%dy: tensor<2x4x4x8xf32>) {
    // expected-error @below {{makes maps of 8x8, but its result has 4x4}}
    %0 = resnet.conv2d_input_gradient %dy, @conv1 stride 1 pad 1 : tensor<2x4x4x8xf32> -> tensor<2x8x8x3xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.func @train_step(%x: tensor<2x8x8x3xf32>, %dy: tensor<2x4x4x8xf32>, %hyper: !resnet.hyper) {
    // expected-error @below {{needs conv1/kernel of shape 5x5x3x8, but it is 3x3x3x8}}
    %0 = resnet.conv2d_filter_gradient %x, %dy, @conv1 stride 2 pad 1 : tensor<2x8x8x3xf32>, tensor<2x4x4x8xf32> -> tensor<5x5x3x8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.func @train_step(%dy: tensor<2x4x4x8xf32>, %hyper: !resnet.hyper) {
    // expected-error @below {{names layer @conv1, but the net has no parameter conv1/bias}}
    %0 = resnet.bias_gradient %dy, @conv1 : tensor<2x4x4x8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  resnet.func @train_step(%dy: tensor<2x4xf32>) {
    // expected-error @below {{needs fc/kernel of shape 9x4, but it is 8x4}}
    %0 = resnet.dense_input_gradient %dy, @fc : tensor<2x4xf32> -> tensor<2x9xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  resnet.func @train_step(%x: tensor<3x8xf32>, %dy: tensor<2x4xf32>, %hyper: !resnet.hyper) {
    // expected-error @below {{keeps rows}}
    %0 = resnet.dense_filter_gradient %x, %dy, @fc : tensor<3x8xf32>, tensor<2x4xf32> -> tensor<8x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%x: tensor<2x4x4x8xf32>, %hyper: !resnet.hyper) {
    // expected-error @below {{names layer @bn1, but the net has no parameter bn1/gamma}}
    %0, %1, %2 = resnet.batch_norm_train %x, %hyper, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%x: tensor<2x4x4x8xf32>, %m: tensor<8xf32>, %hyper: !resnet.hyper) {
    // expected-error @below {{names layer @bn1, but the net has no parameter bn1/gamma}}
    %0, %1, %2 = resnet.batch_norm_gradient %x, %x, %m, %m, %hyper, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%x: tensor<2x4x4x8xf32>) {
    // expected-error @below {{names layer @bn1, but the net has no parameter bn1/gamma}}
    %0 = resnet.batch_norm_frozen_gradient %x, @bn1 epsilon 1.0e-3 : tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%m: tensor<8xf32>, %hyper: !resnet.hyper) {
    // expected-error @below {{names layer @bn1, but the net has no parameter bn1/gamma}}
    resnet.update_moving @bn1, %m, %m, %hyper momentum 0.9 : tensor<8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%dy: tensor<2x2x2x8xf32>, %x: tensor<2x5x5x8xf32>) {
    // expected-error @below {{makes maps of 3x3, but its result has 2x2}}
    %0 = resnet.max_pool_gradient %dy, %x, %dy window 3 stride 2 pad 1 : tensor<2x2x2x8xf32> -> tensor<2x5x5x8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%dy: tensor<2x2x2x8xf32>, %x: tensor<2x5x5x4xf32>) {
    // expected-error @below {{keeps channels: 8 in, 4 out}}
    %0 = resnet.max_pool_gradient %dy, %x, %dy window 2 stride 2 pad 0 : tensor<2x2x2x8xf32> -> tensor<2x5x5x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%dy: tensor<2x4x4x8xf32>, %x: tensor<2x4x4x8xf32>) {
    // expected-error @below {{has windows that lie in the padding alone}}
    %0 = resnet.max_pool_gradient %dy, %x, %dy window 1 stride 2 pad 2 : tensor<2x4x4x8xf32> -> tensor<2x4x4x8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%dy: tensor<2x8xf32>) {
    // expected-error @below {{spreads 2x8 over maps of as many images and channels, not 2x4x4x4}}
    %0 = resnet.global_avg_pool_gradient %dy : tensor<2x8xf32> -> tensor<2x4x4x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%dy: tensor<2x2x2x8xf32>) {
    // expected-error @below {{so their number must be even and not negative, not 3}}
    %0 = resnet.pad_channels_gradient %dy stride 2 : tensor<2x2x2x8xf32> -> tensor<2x4x4x5xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%dy: tensor<2x2x2x8xf32>) {
    // expected-error @below {{makes maps of 3x3, but its result has 2x2}}
    %0 = resnet.pad_channels_gradient %dy stride 2 : tensor<2x2x2x8xf32> -> tensor<2x5x5x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%x: tensor<2x4xf32>, %labels: tensor<2xsi32>, %hyper: !resnet.hyper) {
    // expected-error @below {{needs a label_smoothing from 0 to below 1}}
    %0, %1, %2 = resnet.softmax_cross_entropy %x, %labels, %hyper label_smoothing 1.0 : tensor<2x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @train_step(%dw: tensor<3x3x3x8xf32>, %hyper: !resnet.hyper) {
    // expected-error @below {{names no parameter: @conv1/kernel}}
    resnet.sgd_update @"conv1/kernel", %dw, %hyper : tensor<3x3x3x8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"bn1/moving_mean" : tensor<8xf32>
  resnet.func @train_step(%dw: tensor<8xf32>, %hyper: !resnet.hyper) {
    // expected-error @below {{names @bn1/moving_mean, which has no gradient}}
    resnet.sgd_update @"bn1/moving_mean", %dw, %hyper : tensor<8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"bn1/gamma" frozen : tensor<8xf32>
  resnet.func @train_step(%dw: tensor<8xf32>, %hyper: !resnet.hyper) {
    // expected-error @below {{names @bn1/gamma, which is frozen}}
    resnet.adam_update @"bn1/gamma", %dw, %hyper beta1 0.9 beta2 0.9 epsilon 1.0e-7 : tensor<8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"bn1/gamma" : tensor<8xf32>
  resnet.func @train_step(%dw: tensor<4xf32>) {
    // expected-error @below {{has a gradient of 'tensor<4xf32>' for a parameter of 'tensor<8xf32>'}}
    resnet.store_gradient @"bn1/gamma", %dw : tensor<4xf32>
    resnet.return
  }
}

// -----
// expected-error @below {{training needs a batch of 1 or more}}
resnet.net @net input 8x8x3 classes 4 train <batch 0, sgd, beta1 0.9, beta2 0.999, epsilon 1.0e-7, label_smoothing 0.0, moving 0.9, unbiased true> spec "" {
}

// -----
// expected-error @below {{beta1 must be from 0 to below 1}}
resnet.net @net input 8x8x3 classes 4 train <batch 2, adam, beta1 1.0, beta2 0.999, epsilon 1.0e-7, label_smoothing 0.0, moving 0.9, unbiased true> spec "" {
}

// -----
// expected-error @below {{epsilon must be positive}}
resnet.net @net input 8x8x3 classes 4 train <batch 2, adam, beta1 0.9, beta2 0.999, epsilon 0.0, label_smoothing 0.0, moving 0.9, unbiased true> spec "" {
}

// -----
// expected-error @below {{moving, the weight of the old average, must be from 0 to 1}}
resnet.net @net input 8x8x3 classes 4 train <batch 2, sgd, beta1 0.9, beta2 0.999, epsilon 1.0e-7, label_smoothing 0.0, moving 2.0, unbiased true> spec "" {
}
