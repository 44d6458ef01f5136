#include "runtime/net/Npy.h"
#include "tests/unit/net/NetFolder.h"
#include <catch2/catch.hpp>

using namespace resnetc;
using Catch::Contains;

namespace {

std::string problemOf(const Bytes &bytes) {
  TestFolder folder;
  Outcome<NpyArray> array = readNpy(folder.write("x.npy", bytes));
  return array ? "" : array.failure().message;
}

std::vector<float> floatsOf(const NpyArray &array, size_t count) { return {array.floats(), array.floats() + count}; }

} // namespace

TEST_CASE("an array that is written reads back with its shape and values", "[net]") {
  TestFolder folder;
  std::vector<float> values = {1, -2.5f, 3e-30f, 4, 5, 6};
  REQUIRE(!writeNpy(folder.path() / "y.npy", values.data(), 2, 3));
  Outcome<NpyArray> array = readNpy(folder.path() / "y.npy");
  REQUIRE(array);
  CHECK(array->type == NpyArray::Type::Float32);
  CHECK(array->shape == std::vector<int64_t>{2, 3});
  CHECK(floatsOf(*array, 6) == values);
}

TEST_CASE("an array without rows can be written and read", "[net]") {
  TestFolder folder;
  REQUIRE(!writeNpy(folder.path() / "y.npy", nullptr, 0, 3));
  Outcome<NpyArray> array = readNpy(folder.path() / "y.npy");
  REQUIRE(array);
  CHECK(array->shape == std::vector<int64_t>{0, 3});
}

TEST_CASE("bytes and Fortran order are read", "[net]") {
  TestFolder folder;
  Outcome<NpyArray> bytes = readNpy(folder.write("b.npy", makeNpy("|u1", "(3,)", {7, 8, 9})));
  REQUIRE(bytes);
  CHECK(bytes->type == NpyArray::Type::UInt8);
  CHECK(bytes->bytes()[2] == 9);

  Bytes data = bytesOfFloats({1, 4, 2, 5, 3, 6}); // the columns of 1 2 3 / 4 5 6
  Outcome<NpyArray> turned = readNpy(
      folder.write("f.npy", makeNpy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", data)));
  REQUIRE(turned);
  CHECK(floatsOf(*turned, 6) == std::vector<float>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("other types of numbers are refused with the call that converts them", "[net]") {
  CHECK_THAT(problemOf(makeNpy(">f4", "(1,)", Bytes(4))), Contains("big-endian") && Contains("astype('<f4')"));
  CHECK_THAT(problemOf(makeNpy("<f8", "(1,)", Bytes(8))), Contains("float64") && Contains("astype(numpy.float32)"));
  CHECK_THAT(problemOf(makeNpy("<i4", "(1,)", Bytes(4))), Contains("<i4"));
  CHECK_THAT(problemOf(makeNpy("|O", "(1,)", Bytes(4))), Contains("|O"));
  CHECK_THAT(problemOf(makeNpy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", Bytes(4))),
             Contains("numpy.save"));
}

TEST_CASE("a header that promises other than the file has is refused before memory is asked for", "[net]") {
  CHECK_THAT(problemOf(makeNpy("<f4", "(2, 3)", Bytes(23))), Contains("(2, 3) takes 24 bytes, the file has 23"));
  CHECK_THAT(problemOf(makeNpy("<f4", "(2, 3)", Bytes(25))), Contains("the file has 25"));
  CHECK_THAT(problemOf(makeNpy("<f4", "(1000000000000, 3)", Bytes(4))), Contains("bytes, the file has 4"));
  CHECK_THAT(problemOf(makeNpy("<f4", "(99999999999999, 99999999999999)", Bytes(4))), Contains("any memory"));
  CHECK_THAT(problemOf(makeNpy("<f4", "(18446744073709551617,)", Bytes(4))), Contains("numpy.save"));
}

TEST_CASE("hostile headers are refused", "[net]") {
  CHECK_THAT(problemOf({}), Contains("not a NumPy"));
  CHECK_THAT(problemOf(Bytes(200, 0)), Contains("not a NumPy"));
  auto dictionary = GENERATE("", "{", "{}", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)",
                             "{'shape': (1,), 'fortran_order': False, 'descr': '<f4', }",
                             "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,), }",
                             "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
                             "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2), }",
                             "{'descr': '<f4', 'fortran_order': False, 'shape': (,), }",
                             "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x",
                             "{'descr': '<f4<f4<f4<f4<f4<f4<f4<f4', 'fortran_order': False, 'shape': (1,), }");
  CAPTURE(dictionary);
  CHECK_THAT(problemOf(makeNpy(dictionary, Bytes(4))), Contains("numpy.save"));
}

TEST_CASE("a file cut short in its header or with an endless one is refused", "[net]") {
  Bytes whole = makeNpy("<f4", "(1,)", Bytes(4));
  for (size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    REQUIRE(problemOf(Bytes(whole.begin(), whole.begin() + length)) != "");
  }
  Bytes endless = whole;
  endless[6] = 2; // version 2: four bytes of length
  for (int i = 8; i < 12; ++i)
    endless[i] = 0xff;
  CHECK_THAT(problemOf(endless), Contains("longer than any"));
  endless[6] = 9;
  CHECK_THAT(problemOf(endless), Contains("version 9"));
}
