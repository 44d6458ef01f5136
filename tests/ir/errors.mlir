// RUN: resnetc-opt %s --split-input-file --verify-diagnostics

// The net below is the frame of each case: one wrong thing, and what the verifier says of it.
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x8x8x8xf32> {
    // expected-error @below {{names layer @conv1, but the net has no parameter conv1/kernel}}
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32>
    resnet.return %0 : tensor<1x8x8x8xf32>
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x4x8xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x8x8x8xf32> {
    // expected-error @below {{input has 3 channels but filter expects 4}}
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32>
    resnet.return %0 : tensor<1x8x8x8xf32>
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x8x8x8xf32> {
    // expected-error @below {{makes maps of 4x4, but its result has 8x8}}
    %0 = resnet.conv2d %images, @conv1 stride 2 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32>
    resnet.return %0 : tensor<1x8x8x8xf32>
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.parameter @"conv1/bias" : tensor<4xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x8x8x8xf32> {
    // expected-error @below {{needs conv1/bias of shape 8, but it is 4}}
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32>
    resnet.return %0 : tensor<1x8x8x8xf32>
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x8x8x8xf32> {
    // expected-error @below {{is folded, but the net has no conv1/filter}}
    %0 = resnet.conv2d %images, @conv1 folded stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32>
    resnet.return %0 : tensor<1x8x8x8xf32>
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x8x8x8xf32> {
    // expected-error @below {{has a choice that does not read}}
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 by "direct tile=4" : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32>
    resnet.return %0 : tensor<1x8x8x8xf32>
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"bn/gamma" : tensor<3xf32>
  resnet.parameter @"bn/beta" : tensor<3xf32>
  resnet.parameter @"bn/moving_mean" : tensor<3xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x8x8x3xf32> {
    // expected-error @below {{names layer @bn, but the net has no parameter bn/moving_variance}}
    %0 = resnet.batch_norm %images, @bn epsilon 1.0e-3 : tensor<1x8x8x3xf32>
    resnet.return %0 : tensor<1x8x8x3xf32>
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x4x4x6xf32> {
    // expected-error @below {{their difference must be even and not negative, not 3}}
    %0 = resnet.pad_channels %images stride 2 : tensor<1x8x8x3xf32> -> tensor<1x4x4x6xf32>
    resnet.return %0 : tensor<1x4x4x6xf32>
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x6x6x3xf32> {
    // expected-error @below {{has windows that lie in the padding alone}}
    %0 = resnet.max_pool %images window 3 stride 2 pad 3 : tensor<1x8x8x3xf32> -> tensor<1x6x6x3xf32>
    resnet.return %0 : tensor<1x6x6x3xf32>
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x3xf32> {
    %0 = resnet.relu %images : tensor<1x8x8x3xf32>
    // expected-error @below {{returns other types than its function}}
    resnet.return %0 : tensor<1x8x8x3xf32>
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"fc/kernel" : tensor<3x4xf32>
  resnet.packed @"fc/filter" : tensor<4x3xf32>
  resnet.func @prepare() {
    %f, %s = resnet.fold @fc : tensor<3x4xf32>, tensor<4xf32>
    // expected-error @below {{stores 'tensor<3x4xf32>' into 'tensor<4x3xf32>'}}
    resnet.store %f, @"fc/filter" : tensor<3x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.parameter @"fc/kernel" : tensor<3x4xf32>
  resnet.func @prepare() {
    %f, %s = resnet.fold @fc : tensor<3x4xf32>, tensor<4xf32>
    // expected-error @below {{makes a filter of 1x1x1x3x8, but its result has 1x1x1x3x4}}
    %pf, %ps = resnet.pack %f, %s panel 8 : tensor<3x4xf32>, tensor<4xf32> -> tensor<1x1x1x3x4xf32>, tensor<8xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  // expected-error @below {{has a key that does not read}}
  resnet.kernel @k "softmax n=1 k=many algorithm=plain machine=avx2"
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.plan @infer_1 arena 64 {
    // expected-error @below {{names no kernel: @k}}
    resnet.run @k (arena[0 : 16]) -> probabilities[0 : 16]
  }
}

// -----
resnet.net @net input 8x8x3 classes 4 spec "" {
  resnet.plan @infer_1 arena 64 {
    // expected-error @below {{covers 512 bytes, but its buffer has 256}}
    resnet.zero_halo arena[0 : 256] 1x2x2x8 halo 1
  }
}

// -----
// expected-error @below {{input must be HEIGHTxWIDTHxCHANNELS}}
resnet.net @net input 8x8 classes 4 spec "" {
}

// -----
// expected-error @below {{batch sizes must be 1 or more}}
resnet.net @net input 8x8x3 classes 4 batch [1, 0] spec "" {
}

// -----
resnet.net @net input 7x7x8 classes 4 spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x8x4xf32>
  resnet.packed @"a/filter" : tensor<3x3x8x4xf32>
  resnet.packed @"a/shift" : tensor<4xf32>
  resnet.func @infer_1(%images: tensor<1x7x7x8xf32>, %parts: tensor<2x1x7x7x4xf32>) {
    // expected-error @below {{makes maps of 7x7, but its result has 6x7}}
    %0 = resnet.conv2d_parts %images, @a folded stride 1 pad 1 : tensor<1x7x7x8xf32> -> tensor<2x1x6x7x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 7x7x8 classes 4 spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x8x4xf32>
  resnet.packed @"a/filter" : tensor<3x3x8x4xf32>
  resnet.packed @"a/shift" : tensor<4xf32>
  resnet.func @infer_1(%images: tensor<1x7x7x8xf32>, %parts: tensor<2x1x7x7x4xf32>) {
    // expected-error @below {{result has 5 channels but filter makes 4}}
    %0 = resnet.conv2d_parts %images, @a folded stride 1 pad 1 : tensor<1x7x7x8xf32> -> tensor<2x1x7x7x5xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 7x7x8 classes 4 spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x8x4xf32>
  resnet.packed @"a/filter" : tensor<3x3x8x4xf32>
  resnet.packed @"a/shift" : tensor<4xf32>
  resnet.func @infer_1(%images: tensor<1x7x7x8xf32>, %parts: tensor<2x1x7x7x4xf32>) {
    // expected-error @below {{has a choice that does not read}}
    %0 = resnet.conv2d_parts %images, @a folded stride 1 pad 1 by "direct" : tensor<1x7x7x8xf32> -> tensor<2x1x7x7x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 7x7x8 classes 4 spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x8x4xf32>
  resnet.packed @"a/filter" : tensor<3x3x8x4xf32>
  resnet.packed @"a/shift" : tensor<4xf32>
  resnet.func @infer_1(%images: tensor<1x7x7x8xf32>, %parts: tensor<2x1x7x7x4xf32>) {
    // expected-error @below {{adds parts of 1x7x7x4, but its result has 2x7x7x4}}
    %0 = resnet.sum_parts %parts : tensor<2x1x7x7x4xf32> -> tensor<2x7x7x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 7x7x8 classes 4 spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x8x4xf32>
  resnet.packed @"a/filter" : tensor<3x3x8x4xf32>
  resnet.packed @"a/shift" : tensor<4xf32>
  resnet.func @infer_1(%images: tensor<1x7x7x8xf32>, %parts: tensor<2x1x7x7x4xf32>) {
    // expected-error @below {{needs a folded or packed tensor b/shift}}
    %0 = resnet.sum_parts %parts shift @b folded : tensor<2x1x7x7x4xf32> -> tensor<1x7x7x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 7x7x8 classes 4 spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x8x4xf32>
  resnet.packed @"a/filter" : tensor<3x3x8x4xf32>
  resnet.packed @"a/shift" : tensor<4xf32>
  resnet.func @infer_1(%images: tensor<1x7x7x8xf32>, %parts: tensor<2x1x7x7x4xf32>) {
    // expected-error @below {{needs a folded or packed tensor a/shift}}
    %0 = resnet.sum_parts %parts shift @a : tensor<2x1x7x7x4xf32> -> tensor<1x7x7x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 7x7x8 classes 4 spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x8x4xf32>
  resnet.packed @"a/filter" : tensor<3x3x8x4xf32>
  resnet.packed @"a/shift" : tensor<4xf32>
  resnet.func @infer_1(%images: tensor<1x7x7x8xf32>, %parts: tensor<2x1x7x7x4xf32>) {
    // expected-error @below {{has no layer whose shift it could add}}
    %0 = resnet.sum_parts %parts folded : tensor<2x1x7x7x4xf32> -> tensor<1x7x7x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 7x7x8 classes 4 spec "" {
  resnet.packed @"a/shift" : tensor<3xf32>
  resnet.func @infer_1(%parts: tensor<2x1x7x7x4xf32>) {
    // expected-error @below {{needs a shift of 4 values, but a/shift has 3}}
    %0 = resnet.sum_parts %parts shift @a folded : tensor<2x1x7x7x4xf32> -> tensor<1x7x7x4xf32>
    resnet.return
  }
}

// -----
resnet.net @net input 7x7x8 classes 4 spec "" {
  resnet.parameter @"a/kernel" : tensor<3x3x8x4xf32>
  resnet.func @gradients(%images: tensor<2x7x7x8xf32>, %dy: tensor<2x7x7x4xf32>) {
    // expected-error @below {{needs a/kernel of shape 3x3x4x8, but it is 3x3x8x4}}
    %0 = resnet.conv2d_filter_gradient_parts %images, %dy, @a stride 1 pad 1 : tensor<2x7x7x8xf32>, tensor<2x7x7x4xf32> -> tensor<2x3x3x4x8xf32>
    resnet.return
  }
}
