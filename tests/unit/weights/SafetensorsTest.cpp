// Safetensors: torchvision's names, what this project writes, hostile headers.
#include "runtime/weights/Safetensors.h"
#include "runtime/weights/LoadWeights.h"
#include "runtime/weights/ParameterBlob.h"
#include "tests/unit/weights/MiniNet.h"
#include <catch2/catch.hpp>
#include <cstring>
#include <limits>

using namespace resnetc;
using namespace resnetc::tests;
using Catch::Contains;

namespace {

std::string fileOf(const std::string &json, const std::string &data) {
  uint64_t length = json.size();
  return std::string(reinterpret_cast<const char *>(&length), 8) + json + data;
}

std::string openErrors(const std::string &bytes) {
  ScratchFolder folder;
  std::string path = folder.file("net.safetensors");
  writeFile(path, bytes);
  WeightsError error;
  auto file = openWeights(path, {}, error);
  CHECK((file != nullptr) == error.text.empty());
  if (!file)
    CHECK_THAT(error.text, Catch::StartsWith(path + ": "));
  return error.text;
}

template <typename Element> std::string bytesOf(std::vector<Element> values) {
  return {reinterpret_cast<const char *>(values.data()), values.size() * sizeof(Element)};
}

} // namespace

TEST_CASE("torchvision's names and layout load, batch counters are ignored", "[weights]") {
  std::string path = dataFile("train/resnet20b_w4_init.safetensors");
  ParameterList parameters = listNarrowResnet20();
  std::vector<float> blob;
  MatchReport report = loadWeights(path, parameters, {}, blob);
  REQUIRE(printErrors(report) == "");
  CHECK(report.matched.size() == parameters.size());
  CHECK(report.ignored.size() == 21);
  CHECK_THAT(printSummary(report), Contains("PyTorch, kernels transposed") && Contains("21 num_batches_tracked"));

  WeightsError error;
  auto file = openWeights(path, {}, error);
  REQUIRE(file);
  for (size_t i = 0; i < file->tensors().size(); ++i)
    if (file->tensors()[i].name == "conv1.weight") { // OIHW 4x3x3x3 against HWIO 3x3x3x4
      std::vector<float> oihw;
      REQUIRE(file->read(i, oihw, error));
      int64_t r = 2, s = 1, c = 0, k = 3;
      CHECK(blob[size_t(((r * 3 + s) * 3 + c) * 4 + k)] == oihw[size_t(((k * 3 + c) * 3 + r) * 3 + s)]);
    } else if (file->tensors()[i].name == "fc.weight") { // 10 x 16 against 16 x 10, before 10 biases
      std::vector<float> matrix;
      REQUIRE(file->read(i, matrix, error));
      CHECK(blob[blob.size() - 170 + 5 * 10 + 7] == matrix[7 * 16 + 5]);
    }
}

TEST_CASE("a written file is the blob to the byte, on 64 bytes, and loads back", "[weights]") {
  ScratchFolder folder;
  std::string path = folder.file("net.safetensors");
  ParameterList parameters = listNarrowResnet20();
  std::vector<float> blob = countUp(parameters), again;
  WeightsError error;
  REQUIRE(writeSafetensors(path, parameters, blob.data(), {{"net", "resnet20"}, {"spec_hash", "abc"}}, error));
  CHECK(folder.list() == std::vector<std::string>{"net.safetensors"});

  std::string bytes = readFile(path);
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  CHECK((8 + length) % 64 == 0);
  CHECK(bytes.substr(8, 60) == R"({"__metadata__":{"net":"resnet20","spec_hash":"abc"},"conv1/)");
  CHECK(bytes.substr(8 + length) == bytesOf(blob));

  MatchReport report = loadWeights(path, parameters, {}, again);
  CHECK(printErrors(report) == "");
  CHECK(again == blob);
}

TEST_CASE("a file that is the blob is mapped, any other is copied", "[weights]") {
  ScratchFolder folder;
  std::string path = folder.file("net.safetensors");
  ParameterList parameters = listNarrowResnet20();
  std::vector<float> blob = countUp(parameters);
  WeightsError error;
  MatchReport report;
  REQUIRE(writeSafetensors(path, parameters, blob.data(), {}, error));
  ParameterBlob mapped = ParameterBlob::open(path, parameters, {}, report);
  REQUIRE(mapped.data());
  CHECK(mapped.isMapped());
  CHECK(reinterpret_cast<uintptr_t>(mapped.data()) % 64 == 0);
  CHECK(!std::memcmp(mapped.data(), blob.data(), 4 * blob.size()));

  ParameterBlob copied = ParameterBlob::open(dataFile("train/resnet20b_w4_init.safetensors"), parameters, {}, report);
  REQUIRE(copied.data());
  CHECK(!copied.isMapped());
  CHECK(reinterpret_cast<uintptr_t>(copied.data()) % 64 == 0);

  blob[0] = std::numeric_limits<float>::quiet_NaN();
  REQUIRE(writeSafetensors(path, parameters, blob.data(), {}, error));
  CHECK(!ParameterBlob::open(path, parameters, {}, report).data());
  CHECK_THAT(printErrors(report), Contains("conv1/kernel holds 1 of 108 values that are NaN"));
  CHECK(mapped.data()[1] == blob[1]); // the old file stays mapped, it was replaced and not overwritten
  CHECK(!ParameterBlob::open(folder.file("none"), parameters, {}, report).data());
}

TEST_CASE("a file that cannot be written leaves no trace and is the outside world's fault", "[weights]") {
  ScratchFolder folder;
  ParameterList parameters = listTinyNet();
  WeightsError error;
  CHECK(!writeSafetensors(folder.file("none/net.safetensors"), parameters, countUp(parameters).data(), {}, error));
  CHECK(error.outsideWorld);
  CHECK_THAT(error.text, Contains("cannot be written: No such file"));
  CHECK(folder.list().empty());
}

TEST_CASE("half, brain, double and single precision are read, integers are listed", "[weights]") {
  ScratchFolder folder;
  std::string path = folder.file("net.safetensors");
  std::string half = bytesOf<uint16_t>({0x3c00, 0xc000, 0x0001, 0x7bff}), brain = bytesOf<uint16_t>({0x3f80, 0xbf00});
  writeFile(path, fileOf(R"({"h":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},)"
                         R"("b":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]},)"
                         R"("d":{"dtype":"F64","shape":[],"data_offsets":[12,20]},)"
                         R"("i":{"dtype":"I32","shape":[1],"data_offsets":[20,24]}})",
                         half + brain + bytesOf<double>({0.75}) + bytesOf<int32_t>({1})));
  WeightsError error;
  auto file = openWeights(path, {}, error);
  REQUIRE(file);
  std::vector<float> values;
  REQUIRE(file->read(0, values, error));
  CHECK(values == std::vector<float>{1, -2, 5.9604645e-8f, 65504});
  REQUIRE(file->read(1, values, error));
  CHECK(values == std::vector<float>{1, -0.5f});
  REQUIRE(file->read(2, values, error));
  CHECK(values == std::vector<float>{0.75f});
  CHECK(file->tensors()[3].type == "I32");
  CHECK(!isReadableType(file->tensors()[3].type));
}

TEST_CASE("hostile headers are refused", "[weights]") {
  auto one = [](const std::string &entry) { return fileOf("{" + entry + "}", std::string(8, '\0')); };
  struct Case {
    std::string bytes, sentence;
  };
  const std::string good = R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]})";
  REQUIRE(openErrors(one(good)) == "");
  const Case cases[] = {
      {one(good + "," + good), "has \"a\" twice"},
      {one(R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})"), "its tensors need 4 bytes, it has 8"},
      {one(R"("a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]})"), "its tensors need 12 bytes, it has 8"},
      {one(R"("a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]})"), "leave a gap or overlap"},
      {one(good + R"(,"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]})"), "leave a gap or overlap"},
      {one(R"("a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]})"), "do not have the bytes of its shape"},
      {one(R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0]})"), "not two numbers"},
      {one(R"("a":{"dtype":"F32","shape":[2]})"), "lacks dtype, shape or data_offsets"},
      {one(R"("a":{"dtype":"X9","shape":[2],"data_offsets":[0,8]})"), "unknown type X9"},
      {one(R"("a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]})"), "negative number"},
      {one(R"("a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]})"), "not an integer"},
      {one(R"("a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]})"), "past 2^60"},
      {one(R"("a":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,8]})"), "number where none belongs"},
      {one(R"("a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]})"), "more than 8 dimensions"},
      {one(R"("a":{"dtype":{"x":1},"shape":[2],"data_offsets":[0,8]})"), "nests objects"},
      {one(R"("a":[)" + std::string(100000, '[')), "list where none belongs"},
      {one(R"("a":1)"), "number where none belongs"},
      {one(R"("a":null)"), "has a null"},
      {one("\"\xff\":1"), "is no JSON"},
      {one(good + ","), "is no JSON"},
      {fileOf("{\"a", ""), "is no JSON"},
  };
  for (const Case &c : cases) {
    CAPTURE(c.bytes.substr(8, 80));
    CHECK_THAT(openErrors(c.bytes), Contains(c.sentence));
  }
  uint64_t huge = 99'000'000;
  CHECK_THAT(openErrors(std::string(reinterpret_cast<char *>(&huge), 8) + "{}"), Contains("not a safetensors file"));
  CHECK_THAT(openErrors(fileOf("{}", "")), Catch::Equals(""));
}

TEST_CASE("a safetensors file cut off anywhere is refused", "[weights]") {
  std::string bytes = readFile(dataFile("train/resnet20b_w4_init.safetensors"));
  for (size_t part = 0; part < 100; ++part)
    CHECK(openErrors(bytes.substr(0, bytes.size() * part / 100)) != "");
}
