// Wrong and hostile HDF5 files: each ends in a sentence, soon, and the parent lives.
#include "runtime/weights/LoadWeights.h"
#include "tests/unit/weights/Hdf5Builder.h"
#include "tests/unit/weights/MiniNet.h"
#include <catch2/catch.hpp>
#include <functional>
#include <random>
#include <sys/stat.h>

using namespace resnetc;
using namespace resnetc::tests;
using Catch::Contains;

namespace {

std::string loadErrors(const std::string &path, const OpenOptions &open = {}) {
  std::vector<float> blob;
  LoadOptions options;
  options.open = open;
  return printErrors(loadWeights(path, listMiniResnet50(), options, blob));
}

std::string errorsOfBytes(const std::string &bytes, const std::string &name = "net.h5") {
  ScratchFolder folder;
  writeFile(folder.file(name), bytes);
  return loadErrors(folder.file(name));
}

std::string errorsOfFile(const std::function<void(Hdf5Builder &)> &build) {
  ScratchFolder folder;
  {
    Hdf5Builder builder(folder.file("net.h5"));
    build(builder);
  }
  WeightsError error;
  auto file = openWeights(folder.file("net.h5"), {}, error);
  CHECK((file != nullptr) == error.text.empty());
  return error.text;
}

hid_t chunkedBy(hsize_t extent) {
  hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_chunk(creation, 1, &extent);
  return creation;
}

} // namespace

TEST_CASE("files of other kinds are named for what they are", "[weights]") {
  CHECK_THAT(errorsOfBytes(""), Contains("is empty"));
  CHECK_THAT(errorsOfBytes("\n <!DOCTYPE html><html><body>Not found</body></html>"), Contains("is a web page (HTML)"));
  CHECK_THAT(errorsOfBytes("version https://git-lfs.github.com/spec/v1\n"), Contains("git lfs pull"));
  CHECK_THAT(errorsOfBytes(std::string("PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0d\0\0\0", 30) +
                           "metadata.json{}"),
             Contains("its list of members cannot be read"));
  CHECK_THAT(errorsOfBytes(std::string("PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\0\0\0", 30) +
                               "archive/data.pkl\x80\x02",
                           "net.pth"),
             Contains("is a PyTorch checkpoint") && Contains("save_file"));
  CHECK_THAT(errorsOfBytes("\x80\x02}q\x01", "net.pth"), Contains("is a Python pickle"));
  CHECK_THAT(errorsOfBytes("\x1f\x8b\x08"), Contains("gunzip"));
  CHECK_THAT(errorsOfBytes("\x89HD"), Contains("is not an HDF5 file"));
  CHECK_THAT(errorsOfBytes("hello", "net.bin"), Contains("is of an unknown kind"));
  ScratchFolder folder;
  CHECK_THAT(loadErrors(folder.file("")), Contains("is a folder"));
  CHECK_THAT(loadErrors(folder.file("none.h5")), Contains("cannot be opened: No such file"));
}

TEST_CASE("a Keras file with the wrong ending still loads", "[weights]") {
  CHECK(errorsOfBytes(readFile(dataFile("keras_mini/resnet50_keras2.h5")), "net.safetensors") == "");
}

TEST_CASE("a Keras file cut off anywhere is refused", "[weights]") {
  std::string bytes = readFile(dataFile("keras_mini/resnet50_keras1_tf_dim_ordering_tf_kernels.h5"));
  for (size_t part = 0; part < 20; ++part) {
    CAPTURE(part);
    CHECK(errorsOfBytes(bytes.substr(0, bytes.size() * part / 20)) != "");
  }
  CHECK(errorsOfBytes(bytes.substr(0, bytes.size() - 1)) != "");
}

TEST_CASE("a mutated Keras file ends in its values or in a sentence", "[weights]") {
  std::string seed = readFile(dataFile("keras_mini/resnet50_keras1_tf_dim_ordering_tf_kernels.h5"));
  ScratchFolder folder;
  std::string path = folder.file("net.h5");
  std::vector<float> expected;
  writeFile(path, seed);
  REQUIRE(loadWeights(path, listMiniResnet50(), {}, expected).ok());
  std::mt19937 random(1); // its sequence is fixed by the C++ standard
  int loaded = 0, refused = 0;
  for (int n = 0; n < 300; ++n) {
    std::string bytes = seed;
    size_t mutations = 1 + random() % 4, region = n % 3 == 0 ? 4096 : n % 3 == 1 ? 65536 : bytes.size();
    for (size_t i = 0; i < mutations; ++i)
      bytes[random() % region] = char(random());
    writeFile(path, bytes);
    std::vector<float> blob;
    MatchReport report = loadWeights(path, listMiniResnet50(), {}, blob);
    CAPTURE(n, printErrors(report));
    CHECK(report.ok() == (printErrors(report) == ""));
    ++(report.ok() ? loaded : refused);
    size_t changed = 0;
    for (size_t i = 0; report.ok() && i < blob.size(); ++i)
      changed += blob[i] != expected[i];
    CHECK(changed <= mutations); // a byte of data changes one value; a byte of structure must not change many
  }
  CHECK(loaded > 0);
  CHECK(refused > 0);
}

TEST_CASE("features of HDF5 that weights do not need are refused", "[weights]") {
  struct Case {
    const char *sentence;
    std::function<void(Hdf5Builder &)> build;
  };
  const std::vector<float> four = {1, 2, 3, 4};
  const Case cases[] = {
      {"conv1 is a soft or external link",
       [](Hdf5Builder &f) { H5Lcreate_soft("/elsewhere", f.handle(), "conv1", H5P_DEFAULT, H5P_DEFAULT); }},
      {"conv1 is a soft or external link",
       [](Hdf5Builder &f) { H5Lcreate_external("/etc/passwd", "/", f.handle(), "conv1", H5P_DEFAULT, H5P_DEFAULT); }},
      {"model_weights is a soft or external link",
       [](Hdf5Builder &f) { H5Lcreate_soft("/", f.handle(), "model_weights", H5P_DEFAULT, H5P_DEFAULT); }},
      {"is reached in two ways",
       [](Hdf5Builder &f) {
         f.addGroup("a/b");
         H5Lcreate_hard(f.handle(), "a", f.handle(), "a/b/c", H5P_DEFAULT, H5P_DEFAULT);
       }},
      {"keeps its data in another file",
       [](Hdf5Builder &f) {
         hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
         H5Pset_external(creation, "/etc/passwd", 0, 16);
         f.addSet("w", {4}, {}, H5T_IEEE_F32LE, creation);
         H5Pclose(creation);
       }},
      {"is virtual",
       [](Hdf5Builder &f) {
         hsize_t extent = 4;
         hid_t creation = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &extent, nullptr);
         H5Pset_virtual(creation, space, "/etc/passwd", "w", space);
         f.addSet("w", {4}, {}, H5T_IEEE_F32LE, creation);
         H5Sclose(space);
         H5Pclose(creation);
       }},
      {"has filter 6",
       [=](Hdf5Builder &f) {
         hid_t creation = chunkedBy(4);
         H5Pset_scaleoffset(creation, H5Z_SO_FLOAT_DSCALE, 2);
         f.addSet("w", {4}, four, H5T_IEEE_F32LE, creation);
         H5Pclose(creation);
       }},
      {"has filter 5",
       [=](Hdf5Builder &f) {
         hid_t creation = chunkedBy(4);
         H5Pset_nbit(creation);
         f.addSet("w", {4}, four, H5T_IEEE_F32LE, creation);
         H5Pclose(creation);
       }},
      {"is of a compound or otherwise foreign type",
       [](Hdf5Builder &f) {
         hid_t type = H5Tcreate(H5T_COMPOUND, 8);
         H5Tinsert(type, "x", 0, H5T_IEEE_F64LE);
         f.addSet("w", {4}, {}, type);
         H5Tclose(type);
       }},
      {"is of a compound or otherwise foreign type",
       [](Hdf5Builder &f) { f.addSet("w", {4}, {}, H5T_STD_REF_OBJ); }},
      {"floats that are not IEEE",
       [=](Hdf5Builder &f) {
         hid_t type = H5Tcopy(H5T_IEEE_F32LE);
         H5Tset_ebias(type, 126);
         f.addSet("w", {4}, four, type);
         H5Tclose(type);
       }},
      {"has another byte order",
       [=](Hdf5Builder &f) {
         f.addSet("v", {4}, four);
         f.addSet("w", {4}, four, H5T_IEEE_F32BE);
       }},
      {"has more than 2^31 elements",
       [](Hdf5Builder &f) {
         hid_t creation = chunkedBy(4);
         f.addSet("w", {int64_t(1) << 60}, {}, H5T_IEEE_F32LE, creation);
         H5Pclose(creation);
       }},
      {"has a shape but no data", [](Hdf5Builder &f) { f.addSet("w", {1 << 20}, {}); }},
      {"grow to many times the size of the file",
       [](Hdf5Builder &f) {
         hid_t creation = chunkedBy(1 << 20);
         H5Pset_deflate(creation, 9);
         f.addSet("w", {24 << 20}, std::vector<float>(24 << 20), H5T_IEEE_F32LE, creation);
         H5Pclose(creation);
       }},
      {"has no shape of at most 8 dimensions",
       [](Hdf5Builder &f) { f.addSet("w", std::vector<int64_t>(9, 1), {1}); }},
      {"more than 256 attributes",
       [](Hdf5Builder &f) {
         f.addGroup("g");
         for (int i = 0; i < 300; ++i)
           f.addText("g", "a" + std::to_string(i), "x");
       }},
      {"nested more than 12 deep", [](Hdf5Builder &f) { f.addGroup("a/a/a/a/a/a/a/a/a/a/a/a/a/a/a"); }},
      {"cannot be listed", [](Hdf5Builder &f) { f.addGroup(std::string(300, 'n')); }},
      {"more than 256 bytes",
       [](Hdf5Builder &f) { f.addVariableList("/", "layer_names", {std::string(300, 'n')}); }},
      {"more than 256 bytes", [](Hdf5Builder &f) { f.addFixedList("/", "layer_names", {std::string(300, 'n')}); }},
  };
  for (const Case &c : cases) {
    CAPTURE(c.sentence);
    CHECK_THAT(errorsOfFile(c.build), Contains(c.sentence));
  }
}

TEST_CASE("chunked and compressed weights are read", "[weights]") {
  std::vector<float> values = {1, 2, 3, 4, 5, 6};
  CHECK(errorsOfFile([&](Hdf5Builder &f) {
          hid_t creation = chunkedBy(4);
          H5Pset_shuffle(creation);
          H5Pset_deflate(creation, 6);
          H5Pset_fletcher32(creation);
          f.addSet("w", {6}, values, H5T_IEEE_F32LE, creation);
          H5Pclose(creation);
        }) == "");
}

TEST_CASE("a chunk that was never written is not taken for zeros", "[weights]") {
  CHECK_THAT(errorsOfFile([](Hdf5Builder &f) {
               hid_t creation = chunkedBy(4);
               f.addSet("w", {8}, {}, H5T_IEEE_F32LE, creation);
               hsize_t start = 0, count = 4;
               hid_t set = H5Dopen2(f.handle(), "w", H5P_DEFAULT), file = H5Dget_space(set),
                     memory = H5Screate_simple(1, &count, nullptr);
               H5Sselect_hyperslab(file, H5S_SELECT_SET, &start, nullptr, &count, nullptr);
               const float four[] = {1, 2, 3, 4};
               H5Dwrite(set, H5T_NATIVE_FLOAT, memory, file, H5P_DEFAULT, four);
               H5Sclose(memory);
               H5Sclose(file);
               H5Dclose(set);
               H5Pclose(creation);
             }),
             Contains("has 1 chunks of data, its shape needs 2"));
}

TEST_CASE("names with control characters reach messages escaped", "[weights]") {
  CHECK_THAT(errorsOfFile([](Hdf5Builder &f) {
               H5Lcreate_soft("/x", f.handle(), "con\x1b[31mv", H5P_DEFAULT, H5P_DEFAULT);
             }),
             Contains("con\\x1b[31mv is a soft"));
}

TEST_CASE("whatever the reader process does, the parent gets a sentence", "[weights]") {
  ScratchFolder folder;
  std::string weights = dataFile("keras_mini/resnet50_keras2.h5");
  auto errorsWith = [&](const std::string &script) {
    OpenOptions options;
    options.hdf5Reader = folder.file("reader");
    options.stallMilliseconds = 200;
    writeFile(options.hdf5Reader, "#!/bin/sh\n" + script + "\n");
    ::chmod(options.hdf5Reader.c_str(), 0755);
    return loadErrors(weights, options);
  };
  const std::string loaded = R"(printf 'RFH5\001\000\000\000\000\000\000\000\000\000\000\000'; )";
  CHECK_THAT(errorsWith("kill -SEGV $$"), Contains("the HDF5 library crashed on it (Segmentation fault)"));
  CHECK_THAT(errorsWith("exit 7"), Contains("ended too early (exit 7)"));
  CHECK_THAT(errorsWith("cat"), Contains("wrote something else than weights"));
  CHECK_THAT(errorsWith(loaded + "exec sleep 100"), Contains("came to no end"));
  CHECK_THAT(errorsWith(loaded + loaded), Contains("in the wrong order"));
  CHECK_THAT(errorsWith(loaded + R"(printf 'RFH5\002\000\000\000\377\377\377\377\377\377\377\177')"),
             Contains("its description is too long"));
  CHECK_THAT(errorsWith(loaded + R"(printf 'RFH5\002\000\000\000\002\000\000\000\000\000\000\000[]')"),
             Contains("described it wrongly"));
  CHECK_THAT(errorsWith(loaded + R"(printf 'RFH5\005\000\000\000\003\000\000\000\000\000\000\000a\033b')"),
             Contains(": a?b"));
  OpenOptions missing;
  missing.hdf5Reader = folder.file("none");
  CHECK_THAT(loadErrors(weights, missing), Contains("cannot be started: No such file"));
}
