#include "ir/machine/Catalog.h"
#include "ir/machine/KernelArguments.h"
#include "ir/machine/KernelCost.h"
#include "ir/machine/Partition.h"
#include <algorithm>
#include <catch2/catch.hpp>

using namespace resnetc;

namespace {
KernelKey conv(int64_t size, int64_t c, int64_t k, int64_t r, bool inPlace = false) {
  KernelKey key("conv2d");
  const Padding pad = Padding::symmetric(r / 2);
  Layout in;
  in.halo = r / 2;
  key.set("n", int64_t(1)).set("h", size).set("w", size).set("c", c).set("k", k).set("r", r).set("stride", int64_t(1));
  key.set("pad", pad).set("add", int64_t(inPlace)).set("relu", int64_t(1)).set("in", in).set("out", Layout{});
  return key.set("inplace", int64_t(inPlace));
}

const Machine &machine(const char *name) { return *findMachine(name); }

std::string tileOf(const KernelKey &question, const char *name) {
  return chooseKernel(question, machine(name)).key.text("tile");
}
} // namespace

TEST_CASE("layers of ResNet-50 get the tiles that were measured best", "[machine]") {
  REQUIRE(tileOf(conv(56, 64, 64, 3), "avx2") == "2x6");
  REQUIRE(tileOf(conv(7, 512, 512, 3), "avx2") == "2x5");
  REQUIRE(tileOf(conv(56, 64, 256, 1), "avx512") == "4x6");
  REQUIRE(tileOf(conv(14, 256, 256, 3), "avx512") == "2x14");
  REQUIRE(tileOf(conv(56, 64, 64, 3), "sse41") == "2x6");
  REQUIRE(tileOf(conv(56, 64, 64, 3), "neon") == "4x6"); // not measured: the fewest loads for its sums
}

TEST_CASE("accepted candidates come first and by time, the plain loop nest last", "[machine]") {
  const auto name = GENERATE("sse41", "avx2", "avx512", "neon");
  const auto list = candidatesFor(conv(7, 17, 20, 3), machine(name));
  REQUIRE(list.back().accepted);
  REQUIRE(list.back().key.text("algorithm") == "plain");
  REQUIRE(std::is_sorted(list.begin(), list.end() - 1, [](const Candidate &a, const Candidate &b) {
    return a.accepted != b.accepted ? a.accepted : a.accepted && a.seconds < b.seconds;
  }));
  for (const Candidate &candidate : list) {
    CAPTURE(candidate.key.print(), candidate.reason);
    REQUIRE(isImplemented(candidate.key) == candidate.accepted);
    REQUIRE_FALSE(candidate.reason.empty());
    REQUIRE((candidate.seconds > 0) == candidate.accepted);
  }
}

TEST_CASE("few filters get narrow vectors", "[machine]") {
  const KernelKey key = chooseKernel(conv(32, 16, 4, 3), machine("avx512")).key;
  REQUIRE(key.integer("panel") == 4);
  REQUIRE(chooseKernel(conv(1, 1, 1, 1), machine("avx2")).key.integer("k") == 1);
}

TEST_CASE("refusals say why", "[machine]") {
  std::vector<std::string> reasons;
  for (const Candidate &candidate : candidatesFor(conv(2, 16, 16, 1, true), machine("avx512")))
    if (!candidate.accepted)
      reasons.push_back(candidate.reason);
  const auto has = [&](const char *reason) { return std::count(reasons.begin(), reasons.end(), reason) > 0; };
  REQUIRE(has("the tile of 6 pixels is wider than the map of 4"));
  KernelKey key = chooseKernel(conv(7, 16, 16, 1), machine("avx2")).key;
  key.set("tile", RegisterTile{2, 7});
  REQUIRE(whyNotImplemented(key) == "needs 17 registers of 16");
  key.set("tile", RegisterTile{4, 2}).set("panel", int64_t(32));
  REQUIRE(whyNotImplemented(key) == "a panel of 32 has a vector without any of the 16 filters");
}

TEST_CASE("in place takes only tiles that divide the map", "[machine]") {
  for (const char *name : {"sse41", "avx2", "avx512", "neon"})
    for (const Candidate &candidate : candidatesFor(conv(7, 64, 64, 1, true), machine(name)))
      if (candidate.accepted)
        REQUIRE(isInPlaceSafe(candidate.key));
  KernelKey key = chooseKernel(conv(7, 64, 64, 1, true), machine("avx512")).key;
  key.set("tile", RegisterTile{2, 10}).set("panel", int64_t(32));
  REQUIRE(whyNotImplemented(key) ==
          "in place, the last tile would add the residual twice: 49 pixels are no multiple of 10");
}

TEST_CASE("a question without a valid answer has only refusals", "[machine]") {
  const KernelKey key = conv(7, 8, 8, 3).set("in", Layout{});
  for (const Candidate &candidate : candidatesFor(key, machine("avx2")))
    REQUIRE(candidate.reason == "the input's halo of 0 is narrower than the padding of 1");
  REQUIRE_THROWS_WITH(chooseKernel(key, machine("avx2")), Catch::Contains("narrower than the padding"));
}

TEST_CASE("large filters are fetched ahead", "[machine]") {
  REQUIRE(chooseKernel(conv(7, 512, 512, 3), machine("avx2")).key.flag("prefetch"));
  REQUIRE_FALSE(chooseKernel(conv(56, 64, 64, 3), machine("avx2")).key.flag("prefetch"));
}

TEST_CASE("keys that are nonsense are not implemented", "[machine]") {
  KernelKey key = chooseKernel(conv(14, 32, 32, 3), machine("avx2")).key;
  const auto [field, value] = GENERATE(table<std::string, std::string>({{"algorithm", "magic"},
                                                                        {"tile", "9x9"},
                                                                        {"panel", "0"},
                                                                        {"panel", "17"},
                                                                        {"parallel", "rows"},
                                                                        {"split", "0"},
                                                                        {"split", "999"},
                                                                        {"machine", "abacus"},
                                                                        {"h", "0"},
                                                                        {"r", "99"},
                                                                        {"stride", "0"},
                                                                        {"n", "16777216"}}));
  CAPTURE(field, value);
  key.set(field, std::string_view(value));
  REQUIRE_FALSE(isImplemented(key));
}

TEST_CASE("large maps are cut by pixels and large filters by filters", "[machine]") {
  REQUIRE(chooseKernel(conv(56, 64, 64, 3), machine("avx2")).key.text("parallel") == "pixels");
  REQUIRE(chooseKernel(conv(7, 512, 512, 3), machine("avx2")).key.text("parallel") == "filters");
  REQUIRE(chooseKernel(conv(4, 8, 8, 1), machine("avx2")).key.text("parallel") == "none");
}

TEST_CASE("a cut has exactly its parts and up to eight of them", "[machine]") {
  const int64_t steps = GENERATE(range(2, 40));
  const Partition cut = choosePartition({{"pixels", steps}}, 1e-3);
  CAPTURE(steps, cut.parts);
  REQUIRE(cut.parts >= 2);
  REQUIRE(cut.parts <= 8);
  REQUIRE(isExactCut(steps, cut.parts));
}

TEST_CASE("gradients of filters of ResNet-50 get the tiles and packings that were measured best", "[machine]") {
  KernelKey key("filter_gradient");
  for (const auto &[field, value] :
       {std::pair("n", 16), std::pair("h", 14), std::pair("w", 14), std::pair("c", 1024), std::pair("k", 256),
        std::pair("r", 1), std::pair("stride", 1)})
    key.set(field, int64_t(value));
  key.set("pad", Padding()).set("in", Layout()).set("dy", Layout());
  const KernelKey narrow = chooseKernel(key, machine("avx2")).key, wide = chooseKernel(key, machine("avx512")).key;
  REQUIRE(narrow.text("tile") == "2x6");
  REQUIRE(wide.text("tile") == "4x6");
  REQUIRE(narrow.text("pack") == "both");
  key.set("h", int64_t(56)).set("w", int64_t(56)).set("c", int64_t(64));
  const KernelKey large = chooseKernel(key, machine("avx2")).key;
  REQUIRE(large.text("pack") == "none");
  REQUIRE(large.integer("rows") * 56 <= 200);
}

TEST_CASE("multiply-adds of gradients are those of their convolution", "[machine]") {
  const KernelKey forward = conv(14, 32, 48, 3);
  for (const char *operation : {"filter_gradient", "input_gradient"}) {
    KernelKey key(operation);
    for (const char *field : {"n", "h", "w", "c", "k", "r", "stride", "pad"})
      key.set(field, std::string_view(forward.text(field)));
    REQUIRE(multiplyAdds(key) == multiplyAdds(forward));
  }
}

TEST_CASE("no CPU's tile needs more registers than it has", "[machine]") {
  for (const Machine &cpu : allMachines())
    for (const Candidate &candidate : candidatesFor(conv(28, 64, 64, 3), cpu)) {
      CAPTURE(candidate.key.print());
      const RegisterTile tile = candidate.key.tile();
      const int64_t broadcasts = cpu.multipliesMemoryBroadcast ? 0 : 1;
      if (candidate.accepted)
        CHECK(tile.vectors * tile.pixels + tile.vectors + broadcasts <= cpu.vectorRegisters);
    }
}

TEST_CASE("bare metal has the kernels of Linux", "[machine]") {
  REQUIRE(findMachineOfLevel("arm-64-noos"));
  CHECK(findMachineOfLevel("arm-64-noos") == findMachineOfLevel("arm-64-linux"));
  CHECK(findMachineOfLevel("arm-64") == nullptr);
}

TEST_CASE("this computer is a machine of the table or none", "[machine]") {
  const std::string name = hostMachineName();
  REQUIRE((name.empty() || findMachine(name)));
}
