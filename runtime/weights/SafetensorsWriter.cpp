// SafetensorsWriter: the header in canonical order, the blob after it.
#include "runtime/weights/ReplacedFile.h"
#include "runtime/weights/Safetensors.h"
#include <nlohmann/json.hpp>

namespace resnetc {
namespace {

std::string writeHeader(const ParameterList &parameters,
                        const std::vector<std::pair<std::string, std::string>> &metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) {
    nlohmann::ordered_json &strings = header["__metadata__"] = nlohmann::ordered_json::object();
    for (const auto &[key, value] : metadata)
      strings[key] = value;
  }
  int64_t at = 0;
  for (const ParameterShape &parameter : parameters) {
    int64_t end = at + 4 * countElements(parameter.shape);
    header[parameter.name] = {{"dtype", "F32"}, {"shape", parameter.shape}, {"data_offsets", {at, end}}};
    at = end;
  }
  std::string text = header.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text.resize((8 + text.size() + 63) / 64 * 64 - 8, ' '); // the format allows spaces; the data start on 64 bytes
  return text;
}

} // namespace

bool writeSafetensors(const std::string &path, const ParameterList &parameters, const float *blob,
                      const std::vector<std::pair<std::string, std::string>> &metadata, WeightsError &error) {
  std::string header = writeHeader(parameters, metadata);
  uint64_t length = header.size();
  ReplacedFile file(path);
  bool written = file.open() && file.write(&length, 8) && file.write(header.data(), length) &&
                 file.write(blob, 4 * uint64_t(countElements(parameters))) && file.commit();
  if (!written)
    error = file.error();
  return written;
}

} // namespace resnetc
