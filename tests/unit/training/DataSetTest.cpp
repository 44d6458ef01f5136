#include "runtime/training/CheckPictures.h"
#include "runtime/training/DataSet.h"
#include "tests/unit/images/Pictures.h"
#include "tests/unit/training/ToyTraining.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <numeric>
#include <zlib.h>

using namespace resnetc;
namespace fs = std::filesystem;

namespace {

NetInput inputOf(int side, int channels, int classes) {
  NetInput input;
  input.height = input.width = input.resize.height = input.resize.width = side;
  input.channels = channels;
  input.classes = classes;
  return input;
}

/// A .npy file as NumPy writes it.
template <class T>
Bytes npyOf(const std::string &type, const std::string &shape, const std::vector<T> &values) {
  std::string text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
  text += std::string(117 - text.size(), ' ') + "\n";
  std::string head = std::string("\x93NUMPY\x01\x00", 8) + char(text.size()) + '\0' + text;
  Bytes bytes(head.begin(), head.end());
  size_t start = bytes.size();
  bytes.resize(start + values.size() * sizeof(T));
  if (!values.empty())
    std::memcpy(&bytes[start], values.data(), values.size() * sizeof(T));
  return bytes;
}

Bytes idxOf(const std::vector<uint32_t> &shape, const Bytes &values) {
  Bytes bytes{0, 0, 8, uint8_t(shape.size())};
  for (uint32_t axis : shape)
    bytes.insert(bytes.end(), {uint8_t(axis >> 24), uint8_t(axis >> 16), uint8_t(axis >> 8), uint8_t(axis)});
  bytes.insert(bytes.end(), values.begin(), values.end());
  return bytes;
}

Bytes gzipOf(const Bytes &bytes, const TestFolder &folder) {
  fs::path file = folder.path() / "zipped";
  gzFile zipped = gzopen(file.c_str(), "wb");
  gzwrite(zipped, bytes.data(), unsigned(bytes.size()));
  gzclose(zipped);
  std::string text = contentOf(file);
  return {text.begin(), text.end()};
}

std::string pairOf(const TestFolder &folder, const std::string &images = "x", const std::string &labels = "y") {
  return (folder.path() / images).native() + "," + (folder.path() / labels).native();
}

/// The sentence after the folder's name.
std::string refusal(const std::string &data, const NetInput &input, const std::vector<std::string> &classes = {}) {
  auto set = openDataSet(data, input, classes);
  REQUIRE(!set);
  CHECK(set.failure().blame == Blame::User);
  return set.failure().message;
}

const Bytes picture = encodePicture(drawPicture(9, 9), ".png");

} // namespace

TEST_CASE("class folders give classes in the order of their names, and pictures by Keras's rules", "[training]") {
  TestFolder folder;
  for (const char *file : {"dog/b.PNG", "dog/a.png", "Zebra/x.png", "ant/deep/y.jpg", "dog/readme.txt"})
    folder.write(file, picture);
  folder.write("beside.txt", {});
  fs::create_directory_symlink(folder.path() / "ant", folder.path() / "dog/link");
  auto set = openDataSet(folder.path().native(), inputOf(5, 3, 3));
  REQUIRE(set);
  CHECK((*set)->classNames() == std::vector<std::string>{"Zebra", "ant", "dog"});
  REQUIRE((*set)->size() == 4);
  CHECK((*set)->label(0) == 0);
  CHECK((*set)->label(1) == 1);
  CHECK((*set)->label(3) == 2);
  auto image = (*set)->readPixels(2);
  REQUIRE(image);
  CHECK(image->pixels == resizeImage(drawPicture(9, 9), inputOf(5, 3, 3).resize).pixels);
  CHECK((*set)->notices().empty());
  CHECK((*set)->check(2).empty());
}

TEST_CASE("hidden folders, empty classes and classes that are missing are told", "[training]") {
  TestFolder folder;
  folder.write("cat/a.png", picture);
  folder.write(".ipynb_checkpoints/a.png", picture);
  fs::create_directory(folder.path() / "dog");
  auto set = openDataSet(folder.path().native(), inputOf(5, 3, 4));
  REQUIRE(set);
  CHECK((*set)->size() == 1);
  REQUIRE((*set)->notices().size() == 3);
  CHECK_THAT((*set)->notices()[0], Catch::EndsWith("/.ipynb_checkpoints: begins with a dot, so it is no class"));
  CHECK_THAT((*set)->notices()[1], Catch::Contains(": 2 class folders for a net of 4 classes; write head: {classes: 2}"));
  CHECK_THAT((*set)->notices()[2], Catch::EndsWith("/dog: a class without pictures"));
}

TEST_CASE("class folders that do not fit the net are refused by name", "[training]") {
  TestFolder folder;
  CHECK_THAT(refusal(folder.path(), inputOf(5, 3, 2)),
             Catch::EndsWith(": no class folders; each class has a sub-folder of its own"));
  folder.write("x.png", picture);
  CHECK_THAT(refusal(folder.path(), inputOf(5, 3, 2)), Catch::Contains(": pictures without class folders"));
  fs::create_directory(folder.path() / "cat");
  CHECK_THAT(refusal(folder.path(), inputOf(5, 3, 2)), Catch::Contains(": no pictures (.bmp .gif"));
  for (const char *file : {"cat/a.png", "dog/a.png", "emu/a.png"})
    folder.write(file, picture);
  CHECK_THAT(refusal(folder.path(), inputOf(5, 3, 2)),
             Catch::EndsWith(": 3 class folders, but the net has 2 classes; the first too many is emu\n"
                             "hint: write head: {classes: 3} into the spec, or begin with `resnetc init --classes 3`"));
  CHECK_THAT(refusal(folder.path() / "absent", inputOf(5, 3, 2)), Catch::Contains("absent: no such folder"));
}

TEST_CASE("a validation folder has the training's classes by name, not by position", "[training]") {
  TestFolder folder;
  folder.write("dog/a.png", picture);
  auto set = openDataSet(folder.path().native(), inputOf(5, 3, 3), {"ant", "cat", "dog"});
  REQUIRE(set);
  CHECK((*set)->label(0) == 2);
  CHECK((*set)->classNames().size() == 3);
  CHECK_THAT(refusal(folder.path(), inputOf(5, 3, 3), {"ant", "cat"}),
             Catch::EndsWith(": class folder dog is none of the 2 classes the net was trained with"));
}

TEST_CASE("pictures that cannot be read are all found before the first step", "[training]") {
  TestFolder folder;
  Bytes jpeg = encodePicture(drawPicture(64, 64), ".jpg"), cut(jpeg.begin(), jpeg.begin() + long(jpeg.size() / 2));
  folder.write("cat/a.jpg", jpeg);
  folder.write("cat/b.jpg", cut);
  folder.write("dog/c.jpg", {'<', 'h', 't', 'm', 'l', '>'});
  folder.write("dog/d.gif", {'G', 'I', 'F', '8', '9', 'a'});
  folder.write("dog/e.png", {});
  auto set = openDataSet(folder.path().native(), inputOf(5, 3, 2));
  REQUIRE(set);
  std::vector<Failure> failures = (*set)->check(3);
  REQUIRE(failures.size() == 4);
  CHECK_THAT(failures[0].message, Catch::Contains("cat/b.jpg: "));
  CHECK_THAT(failures[1].message, Catch::Contains("dog/c.jpg: this is an HTML"));
  CHECK_THAT(failures[2].message, Catch::Contains("dog/d.gif: this is a GIF"));
  CHECK_THAT(failures[3].message, Catch::Contains("dog/e.png: the file is empty"));
}

TEST_CASE("of a large set the ends of each file are looked at", "[training]") {
  TestFolder folder;
  Bytes jpeg = encodePicture(drawPicture(64, 64), ".jpg"), cut(jpeg.begin(), jpeg.end() - 9), hurt = picture;
  hurt[hurt.size() / 2] ^= 1; // only decoding would find it
  std::vector<fs::path> files(picturesDecodedAhead, folder.write("a.jpg", jpeg));
  files.push_back(folder.write("cut.jpg", cut));
  files.push_back(folder.write("hurt.png", hurt));
  files.push_back(folder.write("short.png", {1, 2, 3}));
  std::vector<Failure> failures = checkPictures(files, 2);
  REQUIRE(failures.size() == 2);
  CHECK_THAT(failures[0].message, Catch::Contains("cut.jpg"));
  CHECK_THAT(failures[1].message, Catch::Contains("short.png"));
}

TEST_CASE("train and val in one folder are both sets at once", "[training]") {
  TestFolder folder;
  folder.write("train/cat/a.png", picture);
  folder.write("val/cat/a.png", picture);
  auto split = findSplitFolders(folder.path());
  REQUIRE(split);
  CHECK(split->train == folder.path() / "train");
  CHECK(split->validation == folder.path() / "val");
  folder.write("bus/a.png", picture);
  CHECK(!findSplitFolders(folder.path())); // then train is a class
  CHECK(!findSplitFolders(folder.path() / "train"));
  CHECK(!findSplitFolders("absent"));
}

TEST_CASE("uint8 arrays are pictures: color, grey, and resized to the net's size", "[training]") {
  TestFolder folder;
  folder.write("y", npyOf<int64_t>("<i8", "(2,)", {1, 0}));
  Bytes counted(24);
  std::iota(counted.begin(), counted.end(), uint8_t(1));
  folder.write("x", npyOf<uint8_t>("|u1", "(2, 2, 2, 3)", counted));
  auto color = openDataSet(pairOf(folder), inputOf(2, 3, 2));
  REQUIRE(color);
  CHECK((*color)->kind() == DataSet::Kind::Pixels);
  CHECK((*color)->readPixels(1)->pixels[0] == 13);
  CHECK((*color)->label(0) == 1);
  for (const char *shape : {"(2, 2, 2)", "(2, 2, 2, 1)"}) {
    folder.write("x", npyOf<uint8_t>("|u1", shape, {1, 2, 3, 4, 5, 6, 7, 8}));
    auto grey = openDataSet(pairOf(folder), inputOf(2, 1, 2));
    REQUIRE(grey);
    CHECK((*grey)->readPixels(1)->pixels == Bytes{5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8});
    auto large = openDataSet(pairOf(folder), inputOf(4, 1, 2));
    REQUIRE(large);
    CHECK((*large)->readPixels(0)->pixels.size() == 48);
  }
}

TEST_CASE("float32 arrays are taken as they are, and only in the net's shape and finite", "[training]") {
  TestFolder folder;
  folder.write("x", npyOf<float>("<f4", "(2, 1, 1, 2)", {1, 2, 3, std::nanf("")}));
  folder.write("y", npyOf<uint8_t>("|u1", "(2, 1)", {0, 1}));
  NetInput input = inputOf(1, 2, 2);
  auto set = openDataSet(pairOf(folder), input);
  REQUIRE(set);
  CHECK((*set)->kind() == DataSet::Kind::Values);
  CHECK((*set)->values(1)[0] == 3);
  REQUIRE((*set)->check(1).size() == 1);
  CHECK_THAT((*set)->check(1)[0].message, Catch::EndsWith("/x: value nan in image 1"));
  input.channelsFirst = true;
  CHECK_THAT(refusal(pairOf(folder), input),
             Catch::EndsWith("/x: an array of shape (2, 1, 1, 2), but the net takes float32 (N, 2, 1, 1)"));
}

TEST_CASE("labels of every whole type are read, others are refused with the call that makes them", "[training]") {
  TestFolder folder;
  NetInput input = inputOf(1, 1, 2);
  folder.write("x", npyOf<uint8_t>("|u1", "(2, 1, 1)", {7, 8}));
  auto firstLabel = [&] {
    auto set = openDataSet(pairOf(folder), input);
    REQUIRE(set);
    return (*set)->label(0) * 10 + (*set)->label(1);
  };
  folder.write("y", npyOf<int8_t>("|i1", "(2,)", {1, 0}));
  CHECK(firstLabel() == 10);
  folder.write("y", npyOf<uint16_t>("<u2", "(2,)", {1, 0}));
  CHECK(firstLabel() == 10);
  folder.write("y", npyOf<int32_t>("<i4", "(2, 1)", {0, 1}));
  CHECK(firstLabel() == 1);
  folder.write("y", npyOf<uint64_t>("<u8", "(2,)", {1, 1}));
  CHECK(firstLabel() == 11);
  folder.write("y", npyOf<float>("<f4", "(2,)", {0, 1}));
  CHECK_THAT(refusal(pairOf(folder), input),
             Catch::EndsWith("/y: labels of type <f4, wanted whole numbers; save y.astype(numpy.int32)"));
  folder.write("y", npyOf<int32_t>("<i4", "(2, 2)", {0, 1, 1, 0}));
  CHECK_THAT(refusal(pairOf(folder), input),
             Catch::EndsWith("wanted (N,) or (N, 1); of one-hot rows save y.argmax(axis=1)"));
}

TEST_CASE("a label outside the classes is refused with file and value", "[training]") {
  TestFolder folder;
  folder.write("x", npyOf<uint8_t>("|u1", "(2, 1, 1)", {7, 8}));
  folder.write("y", npyOf<int32_t>("<i4", "(2,)", {0, 9}));
  CHECK_THAT(refusal(pairOf(folder), inputOf(1, 1, 8)),
             Catch::EndsWith("/y: label 9 of image 1, but the net has 8 classes (0 .. 7)"));
  folder.write("y", npyOf<int32_t>("<i4", "(2,)", {-1, 0}));
  CHECK_THAT(refusal(pairOf(folder), inputOf(1, 1, 8)), Catch::Contains("label -1 of image 0"));
  folder.write("y", npyOf<uint64_t>("<u8", "(2,)", {0, ~uint64_t(0)}));
  CHECK_THAT(refusal(pairOf(folder), inputOf(1, 1, 8)), Catch::Contains("label 9223372036854775807"));
  folder.write("y", npyOf<int32_t>("<i4", "(3,)", {0, 0, 0}));
  CHECK_THAT(refusal(pairOf(folder), inputOf(1, 1, 8)), Catch::Contains("/y: 3 labels for the 2 images of "));
  folder.write("y", npyOf<int32_t>("<i4", "(4,)", {0, 0, 0}));
  CHECK_THAT(refusal(pairOf(folder), inputOf(1, 1, 8)), Catch::Contains("4 labels of 4 bytes, but the file has 12"));
}

TEST_CASE("IDX files are read, plain and gzipped", "[training]") {
  TestFolder folder;
  Bytes images = idxOf({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}), labels = idxOf({2}, {1, 0});
  for (bool zipped : {false, true}) {
    folder.write("x", zipped ? gzipOf(images, folder) : images);
    folder.write("y", zipped ? gzipOf(labels, folder) : labels);
    auto set = openDataSet(pairOf(folder), inputOf(2, 1, 2));
    REQUIRE(set);
    CHECK((*set)->readPixels(1)->pixels == Bytes{5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8});
    CHECK((*set)->label(0) == 1);
  }
}

TEST_CASE("an IDX file cut anywhere, of another kind or of impossible size is refused", "[training]") {
  TestFolder folder;
  folder.write("y", idxOf({2}, {1, 0}));
  Bytes whole = idxOf({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}), zipped = gzipOf(whole, folder);
  NetInput input = inputOf(2, 1, 2);
  for (size_t length = 0; length < whole.size(); ++length) {
    folder.write("x", {whole.begin(), whole.begin() + long(length)});
    refusal(pairOf(folder), input);
  }
  for (size_t length = 0; length < zipped.size(); ++length) {
    folder.write("x", {zipped.begin(), zipped.begin() + long(length)});
    refusal(pairOf(folder), input);
  }
  zipped[zipped.size() - 6] ^= 1; // the checksum
  folder.write("x", zipped);
  CHECK_THAT(refusal(pairOf(folder), input), Catch::Contains("damaged gzip data"));
  whole.push_back(0);
  folder.write("x", whole);
  CHECK_THAT(refusal(pairOf(folder), input), Catch::EndsWith("has 8 bytes, but more are there"));
  folder.write("x", idxOf({0xffffffff, 0xffffffff, 0xffffffff}, {}));
  CHECK_THAT(refusal(pairOf(folder), input), Catch::EndsWith("more bytes than any memory has"));
  folder.write("x", idxOf({0xffff, 0xffff, 3}, {}));
  CHECK_THAT(refusal(pairOf(folder), input), Catch::EndsWith("only 0 are there"));
  folder.write("x", {0, 0, 13, 1, 0, 0, 0, 1, 0, 0, 0, 0});
  CHECK_THAT(refusal(pairOf(folder), input), Catch::Contains("another type than unsigned bytes"));
}

TEST_CASE("a pair of files is split at the comma that has files on both sides", "[training]") {
  TestFolder folder;
  folder.write("a,b.npy", npyOf<uint8_t>("|u1", "(1, 1, 1)", {7}));
  folder.write("y,z.npy", npyOf<uint8_t>("|u1", "(1,)", {0}));
  CHECK(openDataSet(pairOf(folder, "a,b.npy", "y,z.npy"), inputOf(1, 1, 1)));
  CHECK_THAT(refusal(pairOf(folder, "a,b.npy", "w"), inputOf(1, 1, 1)), Catch::EndsWith(": no such file"));
  CHECK_THAT(refusal(folder.path() / "y", inputOf(1, 1, 1)), Catch::Contains("no such folder; data are"));
}

TEST_CASE("a net without rules for pixels refuses them", "[training]") {
  TestFolder folder;
  folder.write("x", npyOf<uint8_t>("|u1", "(1, 1, 1)", {7}));
  folder.write("y", npyOf<uint8_t>("|u1", "(1,)", {0}));
  NetInput input = inputOf(1, 2, 1);
  input.takesPixels = false;
  CHECK_THAT(refusal(pairOf(folder), input), Catch::Contains("it takes float32 arrays"));
  CHECK_THAT(refusal(folder.path(), input), Catch::Contains("it takes float32 arrays"));
}

TEST_CASE("a fingerprint changes with names, labels and values", "[training]") {
  TestFolder folder;
  folder.write("cat/a.png", picture);
  folder.write("dog/b.png", picture);
  auto print = [&] { return (*openDataSet(folder.path().native(), inputOf(5, 3, 2)))->fingerprint(); };
  std::string before = print();
  CHECK(before == print());
  fs::rename(folder.path() / "dog/b.png", folder.path() / "cat/b.png");
  CHECK(print() != before);
  CHECK(toyData(5, 1)->fingerprint() == toyData(5, 1)->fingerprint());
  CHECK(toyData(5, 1)->fingerprint() != toyData(5, 2)->fingerprint());
}
