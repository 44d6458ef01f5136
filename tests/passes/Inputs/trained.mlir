// A net on its way to training, in phase 0.
resnet.net @net input 8x8x3 classes 4 target "x86-64-v3" train <batch 4, sgd, beta1 0.9, beta2 0.999, epsilon 1.0e-7, label_smoothing 0.0, moving 0.9, unbiased true> spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x8xf32>
  resnet.parameter @"conv1/bias" : tensor<8xf32>
  resnet.parameter @"bn1/gamma" : tensor<8xf32>
  resnet.parameter @"bn1/beta" : tensor<8xf32>
  resnet.parameter @"bn1/moving_mean" : tensor<8xf32>
  resnet.parameter @"bn1/moving_variance" : tensor<8xf32>
  resnet.parameter @"res2a/kernel" : tensor<3x3x8x8xf32>
  resnet.parameter @"fc/kernel" : tensor<8x4xf32>
  resnet.parameter @"fc/bias" : tensor<4xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x4xf32> {
    %0 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x8xf32> loc("conv1")
    %1 = resnet.batch_norm %0, @bn1 epsilon 1.0e-3 : tensor<1x8x8x8xf32> loc("bn1")
    %2 = resnet.relu %1 : tensor<1x8x8x8xf32> loc("conv1_relu")
    %3 = resnet.max_pool %2 window 3 stride 2 pad 1 : tensor<1x8x8x8xf32> -> tensor<1x4x4x8xf32> loc("pool1")
    %4 = resnet.conv2d %3, @res2a stride 2 pad 1 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32> loc("res2a")
    %5 = resnet.pad_channels %3 stride 2 : tensor<1x4x4x8xf32> -> tensor<1x2x2x8xf32> loc("res2_shortcut")
    %6 = resnet.add %4, %5 : tensor<1x2x2x8xf32> loc("res2")
    %7 = resnet.global_avg_pool %6 : tensor<1x2x2x8xf32> -> tensor<1x8xf32> loc("pool")
    %8 = resnet.dense %7, @fc : tensor<1x8xf32> -> tensor<1x4xf32> loc("fc")
    %9 = resnet.softmax %8 : tensor<1x4xf32> loc("softmax")
    resnet.return %9 : tensor<1x4xf32>
  }
}
