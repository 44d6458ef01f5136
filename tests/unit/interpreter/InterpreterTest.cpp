#include "ir/interpreter/Interpreter.h"
#include "ir/interpreter/SeededValues.h"
#include "mlir/IR/Verifier.h"
#include "tests/unit/interpreter/ParsedNet.h"
#include "tests/unit/interpreter/TinyNet.h"
#include <cstring>

using namespace resnetc;

namespace {
// 2x2x1 images; a 1x1 convolution with two filters, a dense layer.
const char *smallNet = R"(
resnet.net @small input 2x2x1 classes 2 spec "" {
  resnet.parameter @"conv/kernel" : tensor<1x1x1x2xf32>
  resnet.parameter @"conv/bias" : tensor<2xf32>
  resnet.parameter @"norm/gamma" : tensor<2xf32>
  resnet.parameter @"norm/beta" : tensor<2xf32>
  resnet.parameter @"norm/moving_mean" : tensor<2xf32>
  resnet.parameter @"norm/moving_variance" : tensor<2xf32>
  resnet.parameter @"fc/kernel" : tensor<2x2xf32>
  PACKED
  resnet.func @run(%images: tensor<1x2x2x1xf32>) -> tensor<1x2xf32> {
    CONV loc("conv")
    %pool = resnet.global_avg_pool %conv : tensor<1x2x2x2xf32> -> tensor<1x2xf32>
    FC loc("fc")
    resnet.return %fc : tensor<1x2xf32>
  }
}
)";

const ParameterValues smallParameters = {
    {"conv/kernel", {{1, 1, 1, 2}, {2, -1}}}, {"conv/bias", {{2}, {0, 1}}},
    {"norm/gamma", {{2}, {1, 3}}},            {"norm/beta", {{2}, {1, 0}}},
    {"norm/moving_mean", {{2}, {0, 1}}},      {"norm/moving_variance", {{2}, {0, 8}}},
    {"fc/kernel", {{2, 2}, {1, 10, 2, 20}}}};

std::string small(const std::string &packed, const std::string &conv, const std::string &fc) {
  std::string text = smallNet;
  for (const auto &[mark, with] : {std::pair("PACKED", packed), std::pair("CONV", conv), std::pair("FC", fc)})
    text.replace(text.find(mark), strlen(mark), with);
  return text;
}

Tensor run(const std::string &text, PackedValues packed = {}) {
  ParsedNet parsed(text);
  return take(interpret(parsed.function("run"), {{{1, 2, 2, 1}, {1, 2, 3, 6}}}, smallParameters, packed))[0];
}

std::string faultOfTiny(const std::function<void(ParameterValues &)> &spoil,
                        std::vector<int64_t> shape = {1, 16, 16, 3}) {
  ParsedNet parsed(tinyNet());
  ParameterValues parameters = seededParameters(parsed.net(), 1);
  spoil(parameters);
  PackedValues packed;
  return messageOf(interpret(parsed.function("forward"), {seededImages(shape, 1)}, parameters, packed));
}
} // namespace

TEST_CASE("a function of the paper's words gives the numbers that a hand gives") {
  // conv 2x and 1 - x: means 6 and -2
  requireClose(run(small("", R"(%conv = resnet.conv2d %images, @conv stride 1 pad 0
                                : tensor<1x2x2x1xf32> -> tensor<1x2x2x2xf32>)",
                         "%fc = resnet.dense %pool, @fc : tensor<1x2xf32> -> tensor<1x2xf32>")),
               {{1, 2}, {2, 20}});
}

TEST_CASE("folded layers read LAYER/filter and LAYER/shift, which a prepare function stores") {
  const std::string text = small(R"(
  resnet.packed @"conv/filter" : tensor<1x1x1x2xf32>
  resnet.packed @"conv/shift" : tensor<2xf32>
  resnet.func @prepare() {
    %filter, %shift = resnet.fold @conv norm @norm epsilon 1.0 : tensor<1x1x1x2xf32>, tensor<2xf32>
    resnet.store %filter, @"conv/filter" : tensor<1x1x1x2xf32>
    resnet.store %shift, @"conv/shift" : tensor<2xf32>
    resnet.return
  })",
                                 R"(%conv = resnet.conv2d %images, @conv folded stride 1 pad 0 then relu
                                    : tensor<1x2x2x1xf32> -> tensor<1x2x2x2xf32>)",
                                 "%fc = resnet.dense %pool, @fc : tensor<1x2xf32> -> tensor<1x2xf32>");
  ParsedNet parsed(text);
  PackedValues packed;
  CHECK(take(interpret(parsed.function("prepare"), {}, smallParameters, packed)).empty());
  requireClose(packed.at("conv/filter"), {{1, 1, 1, 2}, {2, -1}});
  requireClose(packed.at("conv/shift"), {{2}, {1, 0}});
  requireClose(run(text, packed), {{1, 2}, {7, 70}}); // 2x + 1 and relu(-x)
}

TEST_CASE("packed layers read panels") {
  const std::string text = small(R"(
  resnet.packed @"conv.panel4/filter" : tensor<1x1x1x1x4xf32>
  resnet.packed @"conv.panel4/shift" : tensor<4xf32>
  resnet.packed @"fc/filter" : tensor<2x1x1x2x1xf32>
  resnet.packed @"fc/shift" : tensor<2xf32>)",
                                 R"(%conv = resnet.conv2d %images, @conv packed @conv.panel4 stride 1 pad 0
                                    : tensor<1x2x2x1xf32> -> tensor<1x2x2x2xf32>)",
                                 "%fc = resnet.dense %pool, @fc packed @fc by \"direct tile=1x1 panel=PANEL split=1\""
                                 " : tensor<1x2xf32> -> tensor<1x2xf32>");
  const auto withPanel = [&](const char *panel) { return std::string(text).replace(text.find("PANEL"), 5, panel); };
  PackedValues packed = {{"conv.panel4/filter", {{1, 1, 1, 1, 4}, {2, -1, 0, 0}}},
                         {"conv.panel4/shift", {{4}, {0, 1, 0, 0}}},
                         {"fc/filter", {{2, 1, 1, 2, 1}, {1, 2, 10, 20}}},
                         {"fc/shift", {{2}, {0, 0.5}}}};
  requireClose(run(withPanel("1"), packed), {{1, 2}, {2, 20.5}});

  ParsedNet wrong(withPanel("2"));
  CHECK_THAT(messageOf(interpret(wrong.function("run"), {filled({1, 2, 2, 1})}, smallParameters, packed)),
             Catch::Contains("resnet.dense (fc): wants panels of 2 channels"));
}

TEST_CASE("a phase 0 net with a projection and option A parses, verifies and gives probabilities") {
  ParsedNet parsed(tinyNet());
  REQUIRE(mlir::succeeded(mlir::verify(*parsed.module)));
  PackedValues packed;
  std::vector<std::string> layers;
  const auto results = take(interpret(parsed.function("forward"), {seededImages({1, 16, 16, 3}, 7)},
                                      seededParameters(parsed.net(), 7), packed,
                                      [&](llvm::StringRef layer, const Tensor &) { layers.push_back(layer.str()); }));
  REQUIRE(results.size() == 1);
  double sum = 0;
  for (const double probability : results[0].values) {
    CHECK(probability > 0.01);
    sum += probability;
  }
  CHECK(sum == Approx(1));
  CHECK(layers == std::vector<std::string>{"conv1", "bn1", "conv1_relu", "pool1", "res2a", "bn2a", "res2a_relu",
                                           "res2b", "bn2b", "res2p", "bn2p", "res2", "res2_relu", "res3a", "bn3a",
                                           "res3_shortcut", "res3", "res3_relu", "pool", "fc", "softmax"});
}

TEST_CASE("an op that the interpreter does not know is named") {
  ParsedNet parsed(tinyNet("\"other.noise\"() : () -> () loc(\"between\")"));
  PackedValues packed;
  CHECK(messageOf(interpret(parsed.function("forward"), {seededImages({1, 16, 16, 3}, 7)},
                            seededParameters(parsed.net(), 7), packed)) ==
        "other.noise (between): has no meaning in the interpreter");
}

TEST_CASE("missing and misshapen values are named with the layer that reads them") {
  CHECK(faultOfTiny([](ParameterValues &values) { values.erase("bn2a/beta"); }) ==
        "resnet.batch_norm (bn2a): reads bn2a/beta, which has no value");
  CHECK(faultOfTiny([](ParameterValues &values) { values["fc/bias"] = filled({3}); }) ==
        "resnet.dense (fc): reads fc/bias of 4, but its value is 3");
  CHECK_THAT(faultOfTiny([](ParameterValues &) {}, {1, 16, 16, 1}),
             Catch::Contains("takes 1x16x16x3, but gets 1x16x16x1"));
}
