#include "tests/unit/interpreter/TinyNet.h"

namespace resnetc {
namespace {
std::string parameter(const std::string &name, const std::string &shape) {
  return "  resnet.parameter @\"" + name + "\" : tensor<" + shape + "xf32>\n";
}

std::string norm(const std::string &name, const std::string &channels) {
  std::string text;
  for (const char *word : {"/gamma", "/beta", "/moving_mean", "/moving_variance"})
    text += parameter(name + word, channels);
  return text;
}

const char *head = R"(
resnet.net @tiny input 16x16x3 classes 4
    preprocess <bgr, scale 1.0, mean [103.5, 116.25, 123.0], std [64.0, 32.0, 128.0],
                resize "stretch", short_side 0, interpolation "bilinear">
    batch [1, 2] target "x86-64-v3" spec "resnetc: 1" {
)";

const char *body = R"(
  resnet.func @forward(%images: tensor<1x16x16x3xf32>) -> tensor<1x4xf32> {
    %conv1 = resnet.conv2d %images, @conv1 stride 1 pad 1 : tensor<1x16x16x3xf32> -> tensor<1x16x16x8xf32> loc("conv1"("tiny.yaml":3:7))
    %bn1 = resnet.batch_norm %conv1, @bn1 epsilon 1.0e-3 : tensor<1x16x16x8xf32> loc("bn1"("tiny.yaml":3:7))
    %conv1_relu = resnet.relu %bn1 : tensor<1x16x16x8xf32> loc("conv1_relu"("tiny.yaml":3:7))
    %pool1 = resnet.max_pool %conv1_relu window 3 stride 2 pad 1 : tensor<1x16x16x8xf32> -> tensor<1x8x8x8xf32> loc("pool1"("tiny.yaml":3:7))
    %res2a = resnet.conv2d %pool1, @res2a stride 2 pad [0, 0, 1, 1] : tensor<1x8x8x8xf32> -> tensor<1x4x4x16xf32> loc("res2a"("tiny.yaml":4:7))
    %bn2a = resnet.batch_norm %res2a, @bn2a epsilon 1.0e-3 : tensor<1x4x4x16xf32> loc("bn2a"("tiny.yaml":4:7))
    %res2a_relu = resnet.relu %bn2a : tensor<1x4x4x16xf32> loc("res2a_relu"("tiny.yaml":4:7))
    %res2b = resnet.conv2d %res2a_relu, @res2b stride 1 pad 1 : tensor<1x4x4x16xf32> -> tensor<1x4x4x16xf32> loc("res2b"("tiny.yaml":4:7))
    %bn2b = resnet.batch_norm %res2b, @bn2b epsilon 1.0e-3 : tensor<1x4x4x16xf32> loc("bn2b"("tiny.yaml":4:7))
    %res2p = resnet.conv2d %pool1, @res2p stride 2 pad 0 : tensor<1x8x8x8xf32> -> tensor<1x4x4x16xf32> loc("res2p"("tiny.yaml":4:7))
    %bn2p = resnet.batch_norm %res2p, @bn2p epsilon 1.0e-3 : tensor<1x4x4x16xf32> loc("bn2p"("tiny.yaml":4:7))
    %res2 = resnet.add %bn2b, %bn2p : tensor<1x4x4x16xf32> loc("res2"("tiny.yaml":4:7))
    %res2_relu = resnet.relu %res2 : tensor<1x4x4x16xf32> loc("res2_relu"("tiny.yaml":4:7))
    %res3a = resnet.conv2d %res2_relu, @res3a stride 2 pad 1 : tensor<1x4x4x16xf32> -> tensor<1x2x2x24xf32> loc("res3a"("tiny.yaml":5:7))
    %bn3a = resnet.batch_norm %res3a, @bn3a epsilon 1.0e-3 : tensor<1x2x2x24xf32> loc("bn3a"("tiny.yaml":5:7))
    %res3_shortcut = resnet.pad_channels %res2_relu stride 2 : tensor<1x4x4x16xf32> -> tensor<1x2x2x24xf32> loc("res3_shortcut"("tiny.yaml":5:7))
    %res3 = resnet.add %bn3a, %res3_shortcut : tensor<1x2x2x24xf32> loc("res3"("tiny.yaml":5:7))
    %res3_relu = resnet.relu %res3 : tensor<1x2x2x24xf32> loc("res3_relu"("tiny.yaml":5:7))
    NOISE
    %pool = resnet.global_avg_pool %res3_relu : tensor<1x2x2x24xf32> -> tensor<1x24xf32> loc("pool"("tiny.yaml":6:7))
    %fc = resnet.dense %pool, @fc : tensor<1x24xf32> -> tensor<1x4xf32> loc("fc"("tiny.yaml":6:7))
    %softmax = resnet.softmax %fc : tensor<1x4xf32> loc("softmax"("tiny.yaml":6:7))
    resnet.return %softmax : tensor<1x4xf32>
  }
}
)";
} // namespace

std::string tinyNet(const std::string &noise) {
  std::string text = head;
  text += parameter("conv1/kernel", "3x3x3x8") + parameter("conv1/bias", "8") + norm("bn1", "8");
  text += parameter("res2a/kernel", "3x3x8x16") + norm("bn2a", "16");
  text += parameter("res2b/kernel", "3x3x16x16") + norm("bn2b", "16");
  text += parameter("res2p/kernel", "1x1x8x16") + norm("bn2p", "16");
  text += parameter("res3a/kernel", "3x3x16x24") + norm("bn3a", "24");
  text += parameter("fc/kernel", "24x4") + parameter("fc/bias", "4");
  std::string functions = body;
  return text + functions.replace(functions.find("NOISE"), 5, noise);
}

} // namespace resnetc
