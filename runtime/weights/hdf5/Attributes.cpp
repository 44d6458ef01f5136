// Attributes: string lists of Keras files, with limits before each allocation.
#include "runtime/weights/hdf5/Attributes.h"
#include "runtime/weights/hdf5/Frames.h"
#include <cstring>

namespace resnetc::hdf5 {
namespace {

constexpr size_t longestString = 256;

void checkLength(size_t length, const std::string &attribute) {
  if (length > longestString)
    throw Refusal("is refused: attribute " + attribute + " holds a string of more than 256 bytes");
}

std::vector<std::string> readVariable(hid_t attribute, hid_t type, hid_t space, size_t count, const std::string &name) {
  Handle memory(H5Tcopy(H5T_C_S1), H5Tclose, "attribute " + name);
  H5Tset_size(memory, H5T_VARIABLE);
  H5Tset_cset(memory, H5Tget_cset(type));
  std::vector<char *> pointers(count, nullptr);
  if (H5Aread(attribute, memory, pointers.data()) < 0)
    throw Refusal("is damaged: attribute " + name + " cannot be read");
  std::vector<std::string> strings;
  for (const char *text : pointers) {
    checkLength(text ? strnlen(text, longestString + 1) : 0, name);
    strings.push_back(text ? text : "");
  }
  H5Dvlen_reclaim(memory, space, H5P_DEFAULT, pointers.data());
  return strings;
}

std::vector<std::string> readFixed(hid_t attribute, hid_t type, size_t count, const std::string &name) {
  size_t size = H5Tget_size(type);
  checkLength(size, name);
  std::vector<char> bytes(count * size);
  if (H5Aread(attribute, type, bytes.data()) < 0)
    throw Refusal("is damaged: attribute " + name + " cannot be read");
  std::vector<std::string> strings;
  for (size_t i = 0; i < count; ++i) {
    const char *text = bytes.data() + i * size;
    strings.emplace_back(text, strnlen(text, size));
    if (H5Tget_strpad(type) == H5T_STR_SPACEPAD)
      while (!strings.back().empty() && strings.back().back() == ' ')
        strings.back().pop_back();
  }
  return strings;
}

} // namespace

std::vector<std::string> readStrings(hid_t object, const std::string &name) {
  htri_t exists = H5Aexists(object, name.c_str());
  if (exists < 0)
    throw Refusal("is damaged: its attributes cannot be read");
  if (!exists)
    return {};
  Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, "attribute " + name);
  Handle type(H5Aget_type(attribute), H5Tclose, "the type of attribute " + name);
  Handle space(H5Aget_space(attribute), H5Sclose, "the shape of attribute " + name);
  hssize_t count = H5Sget_simple_extent_npoints(space);
  if (count < 0 || uint64_t(count) > mostTensors)
    throw Refusal("is refused: attribute " + name + " has more than " + std::to_string(mostTensors) + " strings");
  if (!count)
    return {};
  if (H5Tget_class(type) != H5T_STRING)
    throw Refusal("is refused: attribute " + name + " does not hold strings");
  return H5Tis_variable_str(type) > 0 ? readVariable(attribute, type, space, size_t(count), name)
                                      : readFixed(attribute, type, size_t(count), name);
}

std::vector<std::string> readSplitStrings(hid_t object, const std::string &name) {
  std::vector<std::string> all = readStrings(object, name);
  for (int part = 0; all.size() <= mostTensors; ++part) {
    std::vector<std::string> more = readStrings(object, name + std::to_string(part));
    if (more.empty())
      break;
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

} // namespace resnetc::hdf5
