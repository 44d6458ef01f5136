#include "ir/machine/KernelArguments.h"
#include "ir/machine/KernelKey.h"
#include "ir/machine/KernelSchema.h"
#include <catch2/catch.hpp>

using namespace resnetc;

namespace {
const std::string conv =
    "conv2d n=1 h=56 w=56 c=64 k=64 r=3 stride=1 pad=1,1,1,1 add=1 relu=1 in=f32:nhwc+1 "
    "out=f32:nhwc+1 inplace=0 algorithm=direct tile=2x6 panel=16 parallel=pixels split=8 prefetch=0 "
    "machine=avx2";

KernelKey parsed(const std::string &text) {
  std::string error;
  const auto key = KernelKey::parse(text, error);
  CAPTURE(text, error);
  REQUIRE(key);
  return *key;
}

std::string errorOf(std::string text, const std::string &part, const std::string &by) {
  text.replace(text.find(part), part.size(), by);
  std::string error;
  REQUIRE_FALSE(KernelKey::parse(text, error));
  return error;
}
} // namespace

TEST_CASE("a key prints what it was parsed from", "[machine]") {
  const auto text =
      GENERATE_REF(as<std::string>{}, conv,
                   "preprocess n=1 h=224 w=224 c=3 order=bgr scale=0.00392156862745098 mean=103.939,116.779,123.68 "
                   "std=1,1,1 in=u8:nhwc "
                   "out=f32:nchw algorithm=plain machine=avx512",
                   "fold_shift k=64 bias=1 fold=1 epsilon=1.001e-05 algorithm=plain panel=64 machine=avx2");
  REQUIRE(parsed(text).print() == text);
}

TEST_CASE("a key's readers give the values of its fields", "[machine]") {
  const KernelKey key = parsed(conv);
  REQUIRE(key.operation() == "conv2d");
  REQUIRE(key.integer("h") == 56);
  REQUIRE(key.flag("add"));
  REQUIRE(key.layout("in").halo == 1);
  REQUIRE(key.padding("pad").largest() == 1);
  REQUIRE(key.tile().pixels == 6);
  REQUIRE(key.outputHeight() == 56);
}

TEST_CASE("numbers of a key survive as the shortest digits that read back", "[machine]") {
  KernelKey key("fold_shift");
  key.set("epsilon", 1.001e-5);
  REQUIRE(key.text("epsilon") == "1.001e-05");
  REQUIRE(key.real("epsilon") == 1.001e-5);
}

TEST_CASE("a wrong field is named with what it should be", "[machine]") {
  REQUIRE(errorOf(conv, "conv2d", "conv3d") == "unknown operation 'conv3d'");
  REQUIRE(errorOf(conv, "h=56", "h=-1") == "h='-1' is not a whole number");
  REQUIRE(errorOf(conv, "h=56", "h=056") == "h='056' is not a whole number");
  REQUIRE(errorOf(conv, "h=56", "h=99999999999999999999") == "h='99999999999999999999' is not a whole number");
  REQUIRE(errorOf(conv, "add=1", "add=2") == "add='2' is not 0 or 1");
  REQUIRE(errorOf(conv, "pad=1,1,1,1", "pad=1,1,1") == "pad='1,1,1' is not four numbers such as 1,1,1,1");
  REQUIRE(errorOf(conv, "tile=2x6", "tile=0x6") == "tile='0x6' is not a tile such as 4x6");
  REQUIRE(errorOf(conv, "in=f32:nhwc+1", "in=f32:nhwc+0") == "in='f32:nhwc+0' is not a layout such as f32:nhwc+1");
  REQUIRE(errorOf(conv, "in=f32:nhwc+1", "in=f32:nh") == "in='f32:nh' is not a layout such as f32:nhwc+1");
  REQUIRE(errorOf(conv, "algorithm=direct", "algorithm=") ==
          "algorithm='' is not a word of lower case letters and digits");
}

TEST_CASE("fields that are missing, moved or too many are refused", "[machine]") {
  REQUIRE(errorOf(conv, " machine=avx2", "") == "field machine is missing");
  REQUIRE(errorOf(conv, "h=56 w=56", "w=56 h=56") == "expected h=..., got 'w=56'");
  REQUIRE(errorOf(conv, "avx2", "avx2 more=1") == "unexpected 'more=1' after the last field");
  REQUIRE(errorOf(conv, "n=1 ", "n=1  ") == "expected h=..., got ''");
}

TEST_CASE("a choice is read back into another key of the same operation", "[machine]") {
  const KernelKey key = parsed(conv);
  REQUIRE(key.choice() == "direct tile=2x6 panel=16 parallel=pixels split=8 prefetch=0");
  KernelKey other = key;
  other.set("algorithm", "plain").set("tile", RegisterTile{1, 1});
  REQUIRE(other.setChoice(key.choice()) == "");
  REQUIRE(other == key);
  REQUIRE(other.setChoice("direct tile=2x6") == "field panel is missing");
  REQUIRE(other.setChoice("direct tile=2y6 panel=16 parallel=pixels split=8 prefetch=0") ==
          "tile='2y6' is not a tile such as 4x6");
  REQUIRE(other == key); // untouched by what is refused
}

TEST_CASE("symbols name operation, shape, algorithm and machine and differ by the whole key", "[machine]") {
  KernelKey key = parsed(conv);
  const std::string symbol = key.symbol();
  REQUIRE(symbol.substr(0, symbol.size() - 8) == "resnet_conv2d_56x56x64_k64_r3_direct_avx2_");
  REQUIRE(symbol.find("__") == std::string::npos);
  REQUIRE(key.set("relu", int64_t(0)).symbol() != symbol);
}

TEST_CASE("arguments hold panels beyond the filters and the halo", "[machine]") {
  KernelKey key = parsed(conv);
  key.set("k", int64_t(20));
  const auto arguments = argumentsOf(key);
  REQUIRE(arguments.size() == 5);
  REQUIRE(arguments[0].bytes() == 58 * 58 * 64 * 4);
  REQUIRE(arguments[1].extents == std::vector<int64_t>{2, 3, 3, 64, 16});
  REQUIRE(arguments[2].extents == std::vector<int64_t>{32});
  REQUIRE(arguments[4].written);
  REQUIRE_FALSE(arguments[4].writesHalo);
}
