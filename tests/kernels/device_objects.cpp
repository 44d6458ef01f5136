// Objects of device kernels, as the compiler gets them: one launch and nothing else.
#include "tests/kernels/Keys.h"
#include "tests/kernels/Program.h"
#include <catch2/catch.hpp>
#include <set>
#include <sstream>

using namespace resnetc;

namespace {
struct Api {
  const char *machine, *name, *sourceEnding;
};
const Api apis[] = {{"opencl", "opencl", "cl"}, {"vulkan", "vulkan", "spv"}, {"cuda80", "cuda", "ptx"}};

const std::vector<std::string> questions = {
    "conv2d h=14 w=14 c=64 k=64 r=3 pad=1,1,1,1 add=1 relu=1 in=f32:nhwc+1 out=f32:nhwc+1",
    "conv2d h=15 w=15 c=3 k=18 r=7 stride=2 pad=3,3,3,3 in=f32:nhwc+3", "conv2d_parts h=7 w=7 c=512 k=64 parts=8",
    "dense c=512 k=1000", "sum_parts parts=8 h=7 w=7 k=64 shift=1 add=1 relu=1",
    "max_pool h=9 w=9 c=16 r=3 stride=2 pad=1,1,1,1", "global_avg_pool h=7 w=7 c=512", "softmax k=1000",
    "pad_channels h=8 w=8 c=16 k=32 stride=2 out=f32:nhwc+1", "preprocess h=32 w=32 c=3 in=u8:nhwc",
    "layout h=32 w=32 c=3 out=f32:nhwc+3", "zero_halo h=8 w=8 c=16 out=f32:nhwc+1",
    // Of these a grid has not a block for each.
    "layout h=2048 w=2048 c=3 out=f32:nhwc+3", "max_pool h=2048 w=2048 c=64 r=3 stride=2 pad=1,1,1,1"};

std::set<std::string> undefinedOf(const std::string &object) {
  std::istringstream text(shell("nm -u " + object).text);
  std::set<std::string> names;
  for (std::string kind, name; text >> kind >> name;)
    names.insert(name);
  return names;
}

std::set<std::string> namesOfDevice(const std::string &api) {
  const std::string start = "halide_" + api + "_";
  return {"halide_copy_to_device", start + "device_interface", start + "initialize_kernels", start + "run",
          start + "finalize_kernels"};
}

/// The best candidate, or of a product the small tile, which compiles fast.
KernelKey keyOf(const std::string &text, const char *machine) {
  for (const KernelKey &key : acceptedKeys(question(text), machine))
    if (!key.has("tile") || key.text("algorithm") == "slices" || key.text("tile") == "32x32")
      return key;
  FAIL("no key for " << text);
  throw;
}
} // namespace

TEST_CASE("objects of device kernels want exactly what the runtime of devices has", "[objects]") {
  const Folder folder;
  for (const Api &api : apis)
    for (const std::string &text : questions) {
      const KernelKey key = keyOf(text, api.machine);
      CAPTURE(key.print());
      const std::string object = folder.path + "/kernel.o", source = folder.path + "/kernel.source";
      const Outcome made = compile(key.print(), object + " " + source);
      CAPTURE(made.text);
      REQUIRE(made.status == 0);
      REQUIRE(made.text.find("scratch=0\nsource=" + std::string(api.sourceEnding) + "\n") == 0);
      REQUIRE(undefinedOf(object) == namesOfDevice(api.name));
      const std::string symbols = shell("nm -g --defined-only " + object).text;
      REQUIRE(symbols.find(" T " + key.symbol() + "_argv\n") != std::string::npos);
      const std::string code = bytesOf(source);
      REQUIRE(code.size() > 200);
      REQUIRE(code.find(".local ") == std::string::npos); // sums would be in memory
      REQUIRE((code.compare(0, 4, "\x03\x02\x23\x07") == 0) == (std::string(api.name) == "vulkan"));
    }
}

TEST_CASE("the same device key gives the same bytes whatever the path", "[objects]") {
  const Folder folder;
  for (const Api &api : apis) {
    const std::string key = keyOf(questions[0], api.machine).print();
    REQUIRE(compile(key, folder.path + "/a.o " + folder.path + "/a.source").status == 0);
    REQUIRE(compile(key, folder.path + "/other.o").status == 0);
    REQUIRE(bytesOf(folder.path + "/a.o") == bytesOf(folder.path + "/other.o"));
  }
}

TEST_CASE("resnetc-kernel refuses device keys that cannot be built and says why", "[objects]") {
  KernelKey key = keyOf(questions[0], "vulkan");
  const auto refusal = [](const KernelKey &wrong) { return compile(wrong.print(), "/dev/null").text; };
  const std::string start = "resnetc-kernel: no kernel for this key: ";
  REQUIRE(refusal(KernelKey(key).set("tile", RegisterTile{128, 128})) ==
          start + "a block of 256 threads, of 128\n");
  REQUIRE(refusal(KernelKey(key).set("tile", RegisterTile{64, 96})) == start + "no device has a tile of 64x96\n");
  REQUIRE(refusal(KernelKey(key).set("inplace", int64_t(1))) ==
          start + "a device's kernel reads nothing that it writes\n");
  REQUIRE(refusal(KernelKey(key).set("panel", int64_t(16))) ==
          start + "a device's choice is 'gemm tile=32x32 panel=64 parallel=none split=1 prefetch=0' and nothing else\n");
}
