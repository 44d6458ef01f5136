#include "runtime/weights/hdf5/WriteImage.h"
#include "runtime/weights/hdf5/Handle.h"
#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

namespace resnetc::hdf5 {
namespace {

using Json = nlohmann::json;

void require(bool done, const std::string &what) {
  if (!done)
    throw Refusal(what + " cannot be made");
}

class Image {
public:
  Image();
  void addSet(const std::string &path, const std::vector<hsize_t> &shape, const float *values);
  void addStrings(const std::string &on, const std::string &name, const std::vector<std::string> &texts, bool list);
  std::vector<char> finish();

private:
  Handle file, links;
};

Handle createFile() {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "the access properties");
  require(H5Pset_fapl_core(access, 1 << 20, /*backing_store=*/0) >= 0, "a file in memory");
  return Handle(H5Fcreate("weights", H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose, "a file in memory");
}

Image::Image() : file(createFile()), links(H5Pcreate(H5P_LINK_CREATE), H5Pclose, "the link properties") {
  require(H5Pset_create_intermediate_group(links, 1) >= 0, "the link properties");
}

void Image::addSet(const std::string &path, const std::vector<hsize_t> &shape, const float *values) {
  Handle space(shape.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(int(shape.size()), shape.data(), nullptr),
               H5Sclose, "the shape of " + path);
  Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "the properties of " + path);
  require(H5Pset_obj_track_times(creation, false) >= 0, "data set " + path);
  Handle set(H5Dcreate2(file, path.c_str(), H5T_IEEE_F32LE, space, links, creation, H5P_DEFAULT), H5Dclose, path);
  require(H5Dwrite(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0, "data set " + path);
}

void Image::addStrings(const std::string &on, const std::string &name, const std::vector<std::string> &texts,
                       bool list) {
  size_t size = 1;
  for (const std::string &text : texts)
    size = std::max(size, text.size());
  std::string bytes;
  for (const std::string &text : texts)
    bytes += text + std::string(size - text.size(), '\0');
  hsize_t count = texts.size();
  std::string what = "attribute " + name;
  Handle object(H5Oopen(file, on.c_str(), H5P_DEFAULT), H5Oclose, on);
  Handle space(list ? H5Screate_simple(1, &count, nullptr) : H5Screate(H5S_SCALAR), H5Sclose, what);
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, what);
  require(H5Tset_size(type, size) >= 0 && H5Tset_strpad(type, H5T_STR_NULLPAD) >= 0, what);
  Handle attribute(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, what);
  require(H5Awrite(attribute, type, bytes.data()) >= 0, what);
}

std::vector<char> Image::finish() {
  require(H5Fflush(file, H5F_SCOPE_GLOBAL) >= 0, "the file's image");
  ssize_t size = H5Fget_file_image(file, nullptr, 0);
  require(size > 0, "the file's image");
  std::vector<char> bytes(static_cast<size_t>(size));
  require(H5Fget_file_image(file, bytes.data(), bytes.size()) == size, "the file's image");
  return bytes;
}

void addSets(Image &image, const Json &sets, const char *values, uint64_t bytes) {
  for (const Json &set : sets) {
    std::string path = set.at("path");
    std::vector<hsize_t> shape = set.at("shape");
    uint64_t needed = sizeof(float);
    for (hsize_t extent : shape)
      needed *= extent;
    require(needed <= bytes, "data set " + path);
    std::vector<float> aligned(needed / sizeof(float)); // the JSON before it has any length
    std::memcpy(aligned.data(), values, needed);
    image.addSet(path, shape, aligned.data());
    values += needed;
    bytes -= needed;
  }
}

} // namespace

std::vector<char> writeImage(const std::vector<char> &request) {
  uint64_t length = 0;
  require(request.size() >= 8, "a file without a request");
  std::memcpy(&length, request.data(), 8);
  require(length <= request.size() - 8, "a file without a whole request");
  const char *json = request.data() + 8, *values = json + length;
  try {
    Json plan = Json::parse(json, values);
    Image image;
    addSets(image, plan.at("sets"), values, request.size() - 8 - length);
    for (const Json &text : plan.at("texts"))
      image.addStrings(text.at("on"), text.at("name"), {text.at("text").get<std::string>()}, false);
    for (const Json &list : plan.at("lists"))
      image.addStrings(list.at("on"), list.at("name"), list.at("strings"), true);
    return image.finish();
  } catch (const Json::exception &error) {
    throw Refusal("a file for a wrong request cannot be made");
  }
}

} // namespace resnetc::hdf5
