// KerasH5: turns the frames of resnetc-hdf5 into a WeightsFile, believing none of them
// before it is checked: the child may have been taken over by the file it read.
#include "runtime/weights/KerasH5.h"
#include "runtime/weights/Hdf5Process.h"
#include "runtime/weights/ParameterList.h"
#include <cassert>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace resnetc {
namespace {

using Json = nlohmann::json;

bool isPrintable(const std::string &text) {
  for (char byte : text)
    if (byte < 0x20 || byte > 0x7e)
      return false;
  return true;
}

/// A member that is a string of printable ASCII; false if it is anything else.
bool takeString(const Json &object, const char *key, std::string &text) {
  auto found = object.find(key);
  if (found == object.end() || !found->is_string())
    return false;
  text = found->get<std::string>();
  return isPrintable(text);
}

bool takeStrings(const Json &object, const char *key, std::vector<std::string> &texts) {
  auto found = object.find(key);
  if (found == object.end() || !found->is_array())
    return false;
  for (const Json &text : *found) {
    if (!text.is_string() || !isPrintable(text.get_ref<const std::string &>()))
      return false;
    texts.push_back(text.get<std::string>());
  }
  return true;
}

bool takeTensor(const Json &object, FileTensor &tensor) {
  if (!object.is_object() || !takeString(object, "name", tensor.name) || !takeString(object, "layer", tensor.layer) ||
      !takeString(object, "type", tensor.type))
    return false;
  auto shape = object.find("shape");
  if (shape == object.end() || !shape->is_array() || shape->size() > size_t(hdf5::mostDimensions))
    return false;
  uint64_t elements = 1;
  for (const Json &extent : *shape) {
    if (!extent.is_number_unsigned())
      return false;
    uint64_t value = extent.get<uint64_t>();
    if (value > hdf5::mostElements || (value && elements > hdf5::mostElements / value))
      return false;
    elements *= value;
    tensor.shape.push_back(int64_t(value));
  }
  return true;
}

class KerasH5 final : public WeightsFile {
public:
  KerasH5(const std::string &path, const std::string &format) {
    filePath = path;
    formatName = format;
  }

  bool receive(Hdf5Process &child, uint64_t fileBytes, bool withValues);

  bool read(size_t index, std::vector<float> &out, WeightsError &) const override {
    assert(index < values.size() && isReadableType(entries[index].type) && "opened without values, or not a float");
    out = values[index];
    return true;
  }

private:
  bool takeDescription(const std::string &text);
  std::vector<std::vector<float>> values; // empty for types that cannot be read
};

bool KerasH5::takeDescription(const std::string &text) {
  Json description = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!description.is_object() || !takeString(description, "backend", backendName) ||
      !takeString(description, "keras_version", kerasVersionText) ||
      !takeStrings(description, "layer_names", layers) || !takeStrings(description, "skipped", skipped))
    return false;
  auto tensors = description.find("tensors");
  if (tensors == description.end() || !tensors->is_array() || tensors->size() > hdf5::mostTensors)
    return false;
  for (const Json &object : *tensors) {
    entries.emplace_back();
    if (!takeTensor(object, entries.back()))
      return false;
  }
  return true;
}

bool KerasH5::receive(Hdf5Process &child, uint64_t fileBytes, bool withValues) {
  hdf5::FrameHeader header;
  if (!child.expectFrame(hdf5::FrameKind::Loaded, header) || !child.expectFrame(hdf5::FrameKind::Description, header))
    return false;
  if (header.bytes > hdf5::mostDescriptionBytes)
    return child.fail("is refused: its description is too long");
  std::string text(size_t(header.bytes), '\0');
  if (!child.read(text.data(), text.size()))
    return false;
  if (!takeDescription(text))
    return child.fail("cannot be read: the program for HDF5 described it wrongly");
  uint64_t bytesLeft = hdf5::mostTensorBytes(fileBytes);
  values.resize(withValues ? entries.size() : 0);
  for (size_t i = 0; i < values.size(); ++i) {
    if (!isReadableType(entries[i].type))
      continue;
    if (!child.expectFrame(hdf5::FrameKind::Tensor, header))
      return false;
    uint64_t bytes = 4 * uint64_t(countElements(entries[i].shape));
    if (header.bytes != bytes || bytes > bytesLeft)
      return child.fail("cannot be read: the program for HDF5 sent a tensor of the wrong size");
    bytesLeft -= bytes;
    values[i].resize(size_t(bytes / 4));
    if (!child.read(values[i].data(), bytes))
      return false;
  }
  return child.expectFrame(hdf5::FrameKind::End, header);
}

} // namespace

std::unique_ptr<WeightsFile> openKerasH5(const std::string &path, FileDescriptor file, const std::string &format,
                                         const OpenOptions &options, WeightsError &error) {
  struct stat status = {};
  ::fstat(file.number(), &status);
  Hdf5Process child(options, path);
  auto weights = std::make_unique<KerasH5>(path, format);
  Hdf5Request request = options.values ? Hdf5Request::Read : Hdf5Request::Describe;
  if (child.start(request, file) && weights->receive(child, uint64_t(status.st_size), options.values))
    return weights;
  error = child.error();
  return nullptr;
}

} // namespace resnetc
