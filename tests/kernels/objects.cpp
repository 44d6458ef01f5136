// Objects of resnetc-kernel, as the compiler starts it: one process for each key.
#include "tests/kernels/Keys.h"
#include "tests/kernels/Program.h"
#include <catch2/catch.hpp>
#include <set>
#include <sstream>

using namespace resnetc;

namespace {
const std::vector<std::string> questions = {
    "conv2d h=7 w=7 c=32 k=40 r=3 pad=1,1,1,1 add=1 relu=1 in=f32:nhwc+1 out=f32:nhwc+1",
    "conv2d h=28 w=28 c=64 k=64 r=3 pad=1,1,1,1 relu=1 in=f32:nhwc+1",
    "stem h=64 w=64 c=3 k=64 r=7 stride=2 pad=3,3,3,3 relu=1 in=f32:nhwc+3 out=f32:nhwc+1",
    "max_pool h=9 w=9 c=17 r=3 stride=2 pad=1,1,1,1", "global_avg_pool h=7 w=7 c=512", "dense c=512 k=1000 n=2",
    "softmax k=1000", "softmax k=5000", "pad_channels h=8 w=8 c=16 k=32 stride=2 out=f32:nhwc+1",
    "preprocess h=32 w=32 c=3 in=u8:nhwc", "preprocess h=28 w=28 c=1 order=gray mean=0 std=1 in=u8:nhwc out=f32:nchw",
    "layout h=32 w=32 c=3 out=f32:nhwc+3", "layout h=32 w=32 c=3 in=f32:nchw out=f32:nhwc+1",
    "pack_filter c=16 k=20 r=3 fold=1 panel=16", "pack_filter c=16 k=32 r=3 panel=16",
    "fold_shift k=20 bias=1 fold=1 panel=16",
    "filter_gradient n=4 h=14 w=14 c=24 k=72 r=3 stride=2 pad=0,0,1,1 in=f32:nhwc+1",
    "filter_gradient n=2 h=28 w=28 c=64 k=64 r=3 pad=1,1,1,1 in=f32:nhwc+1", "filter_gradient n=1 h=16 w=1 c=512 k=1000",
    "input_gradient n=2 h=14 w=14 c=40 k=64 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+1 add=1",
    "input_gradient n=2 h=28 w=28 c=64 k=128 stride=2", "pack_transposed c=64 k=48 r=3 rotate=1 panel=16",
    "pack_transposed c=20 k=10 r=3 panel=16", "bias_gradient n=2 h=7 w=7 k=64 dy=f32:nhwc+1", "batch_images n=4 h=32 w=32 c=3 out=f32:nhwc+3",
    "batch_images n=4 h=32 w=32 c=3 in=f32:nchw out=f32:nhwc+1", "batch_norm_statistics n=8 h=28 w=28 c=96",
    "batch_norm n=8 h=28 w=28 c=96 add=1 relu=1 out=f32:nhwc+1",
    "batch_norm_sums n=8 h=28 w=28 c=96 relu=1 y=f32:nhwc+1",
    "batch_norm_gradient n=8 h=28 w=28 c=96 relu=1 out=f32:nhwc+1",
    "batch_norm_frozen_gradient n=8 h=28 w=28 c=96 relu=1", "relu n=8 h=28 w=28 c=96 out=f32:nhwc+1",
    "relu_gradient n=8 h=28 w=28 c=17", "add n=8 h=28 w=28 c=17 relu=1 in=f32:nhwc+1",
    "max_pool_indices n=2 h=56 w=56 c=64 r=3 stride=2 pad=1,1,1,1 out=f32:nhwc+1",
    "max_pool_gradient n=2 h=56 w=56 c=64 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+1",
    "global_avg_pool_gradient n=8 h=7 w=7 c=512 out=f32:nhwc+1",
    "pad_channels_gradient n=8 h=32 w=32 c=16 k=32 stride=2 dy=f32:nhwc+1",
    "softmax_cross_entropy n=16 k=1000 label_smoothing=0.1", "softmax_cross_entropy n=1 k=1", "sgd_update count=100001",
    "adam_update count=100001 epsilon=1e-07", "adam_update count=3 adamw=1 epsilon=1e-07",
    "update_moving c=96 pixels=49"};
} // namespace

TEST_CASE("objects define their symbol and want only what every library provides", "[kernels]") {
  const std::set<std::string> provided = {"halide_do_par_for", "halide_malloc", "halide_free", "memset", "memcpy"};
  const Folder folder;
  const std::string object = folder.path + "/kernel.o";
  for (const auto &[machine, most] : {std::pair("avx2", 2), {"avx512", 2}, {"sse41", 1}, {"neon", 1}})
    for (const std::string &text : questions)
      for (const KernelKey &key : acceptedKeys(question(text), machine, size_t(most))) { // the best and the plain one
        CAPTURE(key.print());
        const Outcome made = compile(key.print(), object);
        CAPTURE(made.text);
        REQUIRE(made.status == 0);
        REQUIRE(made.text.rfind("scratch=", 0) == 0);
        REQUIRE(shell("nm -g --defined-only " + object).text.find(" T " + key.symbol() + "\n") != std::string::npos);
        std::istringstream wanted(shell("nm -u " + object).text);
        for (std::string kind, name; wanted >> kind >> name;) {
          CAPTURE(name);
          REQUIRE(provided.count(name) == 1);
        }
      }
}

TEST_CASE("the same key gives the same bytes whatever the path", "[kernels]") {
  const Folder folder;
  const std::string key = acceptedKeys(question(questions[1]), "avx2")[0].print();
  REQUIRE(compile(key, folder.path + "/a.o").status == 0);
  REQUIRE(compile(key, folder.path + "/other.o").status == 0);
  REQUIRE(bytesOf(folder.path + "/a.o") == bytesOf(folder.path + "/other.o"));
}

TEST_CASE("a key that asks to fetch filters ahead gets the instructions", "[kernels]") {
  const Folder folder;
  const auto cut = GENERATE("none split=1", "pixels split=2", "filters split=2");
  KernelKey key = question("conv2d h=7 w=7 c=32 k=32 r=3 pad=1,1,1,1 in=f32:nhwc+1 machine=avx2");
  const std::string object = folder.path + "/kernel.o";
  for (const char *prefetch : {"1", "0"}) {
    REQUIRE(key.setChoice("direct tile=2x5 panel=16 parallel=" + std::string(cut) + " prefetch=" + prefetch) == "");
    REQUIRE(compile(key.print(), object).status == 0);
    const bool found = shell("objdump -d " + object).text.find("prefetch") != std::string::npos;
    REQUIRE(found == (prefetch[0] == '1'));
  }
}

TEST_CASE("resnetc-kernel refuses what it cannot build and says why", "[kernels]") {
  KernelKey key = acceptedKeys(question(questions[1]), "avx2")[0];
  const Outcome torn = compile("conv2d n=1", "/dev/null");
  REQUIRE(torn.status == 70);
  REQUIRE(torn.text == "resnetc-kernel: bad kernel key: field h is missing\n");
  const Outcome wide = compile(key.set("tile", RegisterTile{2, 7}).print(), "/dev/null");
  REQUIRE(wide.status == 70);
  REQUIRE(wide.text == "resnetc-kernel: no kernel for this key: needs 17 registers of 16\n");
}
