// Which kernels of training the Catalog gives: how they are cut, and what it refuses.
#include "ir/machine/Catalog.h"
#include <catch2/catch.hpp>

using namespace resnetc;

namespace {
/// `text` is a key without choice and machine.
std::string refusalOf(const std::string &text, const std::string &choice = "algorithm=plain split=1") {
  std::string wrong;
  const auto key = KernelKey::parse(text + " " + choice + " machine=avx2", wrong);
  REQUIRE(wrong == "");
  return whyNotImplemented(*key);
}

int64_t splitOf(const std::string &text) {
  std::string wrong;
  const auto key = KernelKey::parse(text + " algorithm=plain split=1 machine=avx2", wrong);
  REQUIRE(wrong == "");
  return chooseKernel(*key, *findMachine("avx2")).key.integer("split");
}
} // namespace

TEST_CASE("maps of a batch are cut by the rows of all images, updates by steps of 64", "[machine]") {
  REQUIRE(splitOf("relu n=16 h=56 w=56 c=256 in=f32:nhwc out=f32:nhwc") == 8);
  REQUIRE(splitOf("batch_norm_statistics n=128 h=8 w=8 c=64 in=f32:nhwc") == 8);
  REQUIRE(splitOf("batch_norm_statistics n=3 h=8 w=8 c=4096 in=f32:nhwc") == 3); // an image at once
  REQUIRE(splitOf("relu n=1 h=2 w=2 c=8 in=f32:nhwc out=f32:nhwc") == 1); // too little to share
  REQUIRE(splitOf("sgd_update count=2359296") == 8);
  REQUIRE(splitOf("sgd_update count=64") == 1);
}

TEST_CASE("kernels of training are refused with the reason", "[machine]") {
  REQUIRE(refusalOf("relu n=1 h=3 w=2 c=8 in=f32:nhwc out=f32:nhwc", "algorithm=plain split=4") ==
          "3 steps of rows are not cut into 4 parts");
  REQUIRE(refusalOf("sgd_update count=100", "algorithm=plain split=3") ==
          "2 steps of 64 elements are not cut into 3 parts");
  REQUIRE(refusalOf("sgd_update count=100", "algorithm=direct split=1") == "unknown algorithm direct");
  REQUIRE(refusalOf("sgd_update count=0") == "count=0 is outside 1..1073741824");
  REQUIRE(refusalOf("adam_update count=1 adamw=0 beta1=1 beta2=0.9 epsilon=0") ==
          "beta1=1 is not from 0 to below 1");
  REQUIRE(refusalOf("softmax_cross_entropy n=1 k=2 label_smoothing=1.5", "algorithm=plain") ==
          "label_smoothing=1.5 is not from 0 to 1");
  REQUIRE(refusalOf("max_pool_indices n=1 h=20 w=20 c=1 r=16 stride=1 pad=0,0,0,0 in=f32:nhwc out=f32:nhwc") ==
          "a window of 16 has more values than a byte can number");
  REQUIRE(refusalOf("max_pool_gradient n=1 h=2 w=2 c=1 r=3 stride=1 pad=0,0,0,0 dy=f32:nhwc out=f32:nhwc") ==
          "a window of 3 does not fit into a padded map of 2 x 2");
  REQUIRE(refusalOf("pad_channels_gradient n=1 h=2 w=2 c=4 k=2 stride=1 dy=f32:nhwc out=f32:nhwc") ==
          "fewer channels out than in");
  REQUIRE(refusalOf("relu_gradient n=1 h=2 w=2 c=4 dy=f32:nhwc y=f32:nchw out=f32:nhwc") ==
          "y=f32:nchw is not float32 with channels innermost");
}
