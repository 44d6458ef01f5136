// IdxFile: see IdxFile.h.
#include "runtime/training/IdxFile.h"
#include "runtime/images/PrintableName.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <zlib.h>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

struct CloseGz {
  void operator()(gzFile_s *file) const { gzclose(file); }
};
using OwnedGz = std::unique_ptr<gzFile_s, CloseGz>;

/// Appends up to `count` bytes; false if the file is damaged.
bool readBytes(gzFile file, size_t count, std::vector<uint8_t> &bytes) {
  constexpr size_t chunk = 4 << 20; // memory grows with what the file really has
  while (count > 0) {
    size_t want = std::min(count, chunk), before = bytes.size();
    bytes.resize(before + want);
    int got = gzread(file, &bytes[before], unsigned(want));
    bytes.resize(before + size_t(std::max(got, 0)));
    if (got < 0)
      return false;
    if (got == 0)
      break;
    count -= size_t(got);
  }
  int error = Z_OK; // compressed data that are cut short are an error only here
  gzerror(file, &error);
  return error == Z_OK || error == Z_STREAM_END;
}

std::string describeDamage(gzFile file) {
  int error = Z_OK;
  const char *text = gzerror(file, &error);
  return error == Z_ERRNO ? std::strerror(errno) : "damaged gzip data" + std::string(*text ? ": " : "") + text;
}

/// The magic number and the axes; a phrase if they are none that is read here.
std::string readHeader(gzFile file, std::vector<int64_t> &shape, size_t &count) {
  std::vector<uint8_t> head;
  if (!readBytes(file, 4, head))
    return describeDamage(file);
  if (head.size() < 4 || head[0] != 0 || head[1] != 0 || head[3] < 1 || head[3] > 4)
    return "neither a .npy nor an IDX file by its first bytes";
  if (head[2] != 8)
    return "an IDX file of another type than unsigned bytes";
  size_t axes = head[3];
  if (!readBytes(file, 4 * axes, head))
    return describeDamage(file);
  if (head.size() < 4 + 4 * axes)
    return "an IDX file that is cut short";
  count = 1;
  for (size_t axis = 0; axis < axes; ++axis) {
    const uint8_t *four = &head[4 + 4 * axis];
    shape.push_back(int64_t(four[0]) << 24 | four[1] << 16 | four[2] << 8 | four[3]);
    if (shape.back() > 0 && count > (size_t(1) << 44) / size_t(shape.back()))
      return "an IDX file that claims more bytes than any memory has";
    count *= size_t(shape.back());
  }
  return "";
}

Outcome<NpyArray> readOpenFile(gzFile file, const std::string &name) {
  NpyArray array;
  array.type = NpyArray::Type::UInt8;
  size_t count = 0;
  std::string why = readHeader(file, array.shape, count);
  auto bytes = std::make_shared<std::vector<uint8_t>>();
  if (why.empty() && !readBytes(file, count + 1, *bytes)) // one more, to see the end
    why = describeDamage(file);
  if (why.empty() && bytes->size() != count)
    why = "an IDX file of shape " + printNpyShape(array.shape) + " has " + std::to_string(count) + " bytes, but " +
          (bytes->size() < count ? "only " + std::to_string(bytes->size()) + " are there" : "more are there");
  if (!why.empty())
    return Failure{Blame::User, name + ": " + why};
  array.storage = std::shared_ptr<const void>(bytes, bytes->data());
  return array;
}

} // namespace

Outcome<NpyArray> readIdx(const fs::path &file) {
  std::string name = printableName(file);
  errno = 0;
  OwnedGz opened(gzopen(file.c_str(), "rbe"));
  if (!opened)
    return Failure{Blame::User, name + ": cannot be opened: " + (errno ? std::strerror(errno) : "no memory")};
  gzbuffer(opened.get(), 1 << 17);
  try {
    return readOpenFile(opened.get(), name);
  } catch (const std::bad_alloc &) {
    return Failure{Blame::World, name + ": no memory for the array"};
  }
}

} // namespace resnetc
