// A small net in phase 0 for a CPU and two devices: what the tests of targets start from.
resnet.net @small input 8x8x3 classes 10 preprocess <rgb, scale 0.00392156862745098, mean [0.0, 0.0, 0.0], std [1.0, 1.0, 1.0], resize "stretch", short_side 256, interpolation "bilinear"> batch [1, 2] target "x86-64-v3,opencl,cuda-80" spec "" {
  resnet.parameter @"conv1/kernel" : tensor<3x3x3x6xf32>
  resnet.parameter @"conv1/bias" : tensor<6xf32>
  resnet.parameter @"res2a/kernel" : tensor<3x3x6x6xf32>
  resnet.parameter @"res2a/bias" : tensor<6xf32>
  resnet.parameter @"fc/kernel" : tensor<6x10xf32>
  resnet.parameter @"fc/bias" : tensor<10xf32>
  resnet.func @forward(%images: tensor<1x8x8x3xf32>) -> tensor<1x10xf32> {
    %conv1 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<1x8x8x3xf32> -> tensor<1x8x8x6xf32> loc("conv1")
    %pool1 = resnet.max_pool %conv1 window 2 stride 2 pad 0 : tensor<1x8x8x6xf32> -> tensor<1x4x4x6xf32> loc("pool1")
    %res2a = resnet.conv2d %pool1, @res2a stride 1 pad 1 : tensor<1x4x4x6xf32> -> tensor<1x4x4x6xf32> loc("res2a")
    %res2 = resnet.add %res2a, %pool1 : tensor<1x4x4x6xf32> loc("res2")
    %res2_relu = resnet.relu %res2 : tensor<1x4x4x6xf32> loc("res2_relu")
    %pool = resnet.global_avg_pool %res2_relu : tensor<1x4x4x6xf32> -> tensor<1x6xf32> loc("pool")
    %fc = resnet.dense %pool, @fc : tensor<1x6xf32> -> tensor<1x10xf32> loc("fc")
    %softmax = resnet.softmax %fc : tensor<1x10xf32> loc("softmax")
    resnet.return %softmax : tensor<1x10xf32>
  }
}
