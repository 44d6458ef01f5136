// Hdf5Builder: thin calls of the HDF5 C API.
#include "tests/unit/weights/Hdf5Builder.h"
#include <algorithm>
#include <map>
#include <stdexcept>

namespace resnetc::tests {
namespace {

hid_t check(hid_t id) {
  if (id < 0)
    throw std::runtime_error("HDF5 call of a test failed");
  return id;
}

/// Swaps HWIO for OIHW and rotates by 180 degrees, straight from the definition.
std::vector<float> makeTheano(const std::vector<float> &hwio, const std::vector<int64_t> &shape) {
  int64_t rows = shape[0], columns = shape[1], inputs = shape[2], outputs = shape[3];
  std::vector<float> oihw(hwio.size());
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t s = 0; s < columns; ++s)
      for (int64_t c = 0; c < inputs; ++c)
        for (int64_t k = 0; k < outputs; ++k)
          oihw[size_t(((k * inputs + c) * rows + (rows - 1 - r)) * columns + (columns - 1 - s))] =
              hwio[size_t(((r * columns + s) * inputs + c) * outputs + k)];
  return oihw;
}

std::string keras1Word(const std::string &word) {
  static const std::map<std::string, std::string> words = {
      {"kernel", "W"}, {"bias", "b"}, {"moving_mean", "running_mean"}, {"moving_variance", "running_std"}};
  auto found = words.find(word);
  return found == words.end() ? word : found->second;
}

std::string keras3Number(const std::string &word) {
  static const std::map<std::string, std::string> numbers = {
      {"kernel", "0"}, {"gamma", "0"}, {"bias", "1"}, {"beta", "1"}, {"moving_mean", "2"}, {"moving_variance", "3"}};
  return numbers.at(word);
}

} // namespace

Hdf5Builder::Hdf5Builder(const std::string &path)
    : file(check(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT))) {}

Hdf5Builder Hdf5Builder::edit(const std::string &path) {
  return Hdf5Builder(check(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT)));
}

void Hdf5Builder::close() {
  if (file >= 0)
    H5Fclose(file);
  file = -1;
}

void Hdf5Builder::addGroup(const std::string &path) {
  hid_t links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  H5Gclose(check(H5Gcreate2(file, path.c_str(), links, H5P_DEFAULT, H5P_DEFAULT)));
  H5Pclose(links);
}

void Hdf5Builder::addSet(const std::string &path, const std::vector<int64_t> &shape, const std::vector<float> &values,
                         hid_t type, hid_t creation) {
  std::vector<hsize_t> extents(shape.begin(), shape.end());
  hid_t links = H5Pcreate(H5P_LINK_CREATE), space = H5Screate_simple(int(extents.size()), extents.data(), nullptr);
  H5Pset_create_intermediate_group(links, 1);
  hid_t set = check(H5Dcreate2(file, path.c_str(), type, space, links, creation, H5P_DEFAULT));
  if (!values.empty())
    check(H5Dwrite(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  H5Dclose(set);
  H5Sclose(space);
  H5Pclose(links);
}

void Hdf5Builder::addText(const std::string &object, const std::string &name, const std::string &text) {
  hid_t at = check(H5Oopen(file, object.c_str(), H5P_DEFAULT)), space = H5Screate(H5S_SCALAR);
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  hid_t attribute = check(H5Acreate2(at, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT));
  const char *pointer = text.c_str();
  H5Awrite(attribute, type, &pointer);
  H5Aclose(attribute);
  H5Tclose(type);
  H5Sclose(space);
  H5Oclose(at);
}

void Hdf5Builder::addFixedList(const std::string &object, const std::string &name,
                               const std::vector<std::string> &texts) {
  size_t size = 1;
  for (const std::string &text : texts)
    size = std::max(size, text.size());
  std::string bytes;
  for (std::string text : texts) {
    text.resize(size, '\0');
    bytes += text;
  }
  hsize_t count = texts.size();
  hid_t at = check(H5Oopen(file, object.c_str(), H5P_DEFAULT)), space = H5Screate_simple(1, &count, nullptr);
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, size);
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  hid_t attribute = check(H5Acreate2(at, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT));
  H5Awrite(attribute, type, bytes.data());
  H5Aclose(attribute);
  H5Tclose(type);
  H5Sclose(space);
  H5Oclose(at);
}

void Hdf5Builder::addVariableList(const std::string &object, const std::string &name,
                                  const std::vector<std::string> &texts) {
  std::vector<const char *> pointers;
  for (const std::string &text : texts)
    pointers.push_back(text.c_str());
  hsize_t count = texts.size();
  hid_t at = check(H5Oopen(file, object.c_str(), H5P_DEFAULT)), space = H5Screate_simple(1, &count, nullptr);
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  hid_t attribute = check(H5Acreate2(at, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT));
  H5Awrite(attribute, type, pointers.data());
  H5Aclose(attribute);
  H5Tclose(type);
  H5Sclose(space);
  H5Oclose(at);
}

void Hdf5Builder::remove(const std::string &path) { check(H5Ldelete(file, path.c_str(), H5P_DEFAULT)); }

void Hdf5Builder::rename(const std::string &from, const std::string &to) {
  check(H5Lmove(file, from.c_str(), file, to.c_str(), H5P_DEFAULT, H5P_DEFAULT));
}

void writeNet(Hdf5Builder &builder, const ParameterList &parameters, const std::vector<float> &blob, Layout layout,
              const std::string &suffix, const std::string &prefix) {
  std::map<std::string, std::string> groups; // layers of Keras 3, counted
  size_t at = 0;
  for (const ParameterShape &parameter : parameters) {
    std::string layer = layerOfParameter(parameter.name), word = wordOfParameter(parameter.name);
    std::vector<int64_t> shape = parameter.shape;
    std::vector<float> values(blob.begin() + long(at), blob.begin() + long(at) + countElements(shape));
    at += values.size();
    std::string path = prefix + layer + "/" + layer + "/" + word + suffix;
    if (layout == Layout::Keras1Tensorflow || layout == Layout::Keras1Theano)
      path = prefix + layer + "/" + layer + "_" + keras1Word(word) + suffix;
    if (layout == Layout::Keras1Theano && shape.size() == 4) {
      values = makeTheano(values, shape);
      shape = {shape[3], shape[2], shape[0], shape[1]};
    }
    if (layout == Layout::Keras3) {
      bool first = !groups.count(layer);
      if (first)
        groups[layer] = "layers/thing_" + std::to_string(groups.size()) + "/vars";
      path = groups[layer] + "/" + keras3Number(word);
      builder.addSet(path, shape, values);
      if (first)
        builder.addText(groups[layer], "name", layer);
      continue;
    }
    builder.addSet(path, shape, values);
  }
}

} // namespace resnetc::tests
