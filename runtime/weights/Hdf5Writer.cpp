#include "runtime/weights/Hdf5Writer.h"
#include "runtime/weights/Hdf5Process.h"
#include "runtime/weights/ReplacedFile.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sys/mman.h>

namespace resnetc {
namespace {

using Json = nlohmann::json;

std::string describePlan(const Hdf5Plan &plan) {
  Json texts = Json::array(), lists = Json::array(), sets = Json::array();
  for (const Hdf5Text &text : plan.texts)
    texts.push_back({{"on", text.on}, {"name", text.name}, {"text", text.text}});
  for (const Hdf5List &list : plan.lists)
    lists.push_back({{"on", list.on}, {"name", list.name}, {"strings", list.strings}});
  for (const Hdf5Set &set : plan.sets)
    sets.push_back({{"path", set.path}, {"shape", set.shape}});
  Json request = {{"texts", texts}, {"lists", lists}, {"sets", sets}};
  return request.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The request as a file without a name, which a child can have as its input.
FileDescriptor makeRequest(const Hdf5Plan &plan, const float *values) {
  FileDescriptor file(::memfd_create("resnetc-hdf5-request", MFD_CLOEXEC));
  std::string json = describePlan(plan);
  uint64_t length = json.size(), elements = 0;
  for (const Hdf5Set &set : plan.sets)
    elements += uint64_t(countElements(set.shape));
  if (file.number() >= 0 && writeWhole(file, &length, 8) && writeWhole(file, json.data(), length) &&
      writeWhole(file, values, 4 * elements))
    return file;
  return FileDescriptor();
}

bool receiveImage(Hdf5Process &child, ReplacedFile &file) {
  hdf5::FrameHeader header;
  if (!child.expectFrame(hdf5::FrameKind::Loaded, header) || !child.expectFrame(hdf5::FrameKind::Image, header))
    return false;
  std::vector<char> piece(size_t(std::min<uint64_t>(header.bytes, 1 << 20)));
  for (uint64_t left = header.bytes; left;) {
    uint64_t bytes = std::min<uint64_t>(left, piece.size());
    if (!child.read(piece.data(), bytes) || !file.write(piece.data(), bytes))
      return false;
    left -= bytes;
  }
  return child.expectFrame(hdf5::FrameKind::End, header) && file.commit();
}

} // namespace

bool writeHdf5(const std::string &path, const Hdf5Plan &plan, const float *values, const OpenOptions &options,
               WeightsError &error) {
  ReplacedFile file(path);
  if (!file.open()) { // before the work
    error = file.error();
    return false;
  }
  FileDescriptor request = makeRequest(plan, values);
  if (request.number() < 0) {
    error = {path + ": cannot be written: " + std::strerror(errno), true};
    return false;
  }
  Hdf5Process child(options, path);
  if (child.start(Hdf5Request::Write, request) && receiveImage(child, file))
    return true;
  error = child.error().text.empty() ? file.error() : child.error();
  return false;
}

} // namespace resnetc
