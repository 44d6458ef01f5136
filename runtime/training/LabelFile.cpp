// LabelFile: see LabelFile.h.
#include "runtime/training/LabelFile.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/Npy.h"
#include "runtime/net/NpyHeader.h"
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

using Decode = int64_t (*)(const char *);

template <class T> int64_t decode(const char *bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (sizeof(T) == 8 && !std::numeric_limits<T>::is_signed)
    return value > T(INT64_MAX) ? INT64_MAX : int64_t(value);
  return int64_t(value);
}

struct IntegerType {
  const char *name;
  size_t bytes;
  Decode decode;
};
const IntegerType integerTypes[] = {
    {"|b1", 1, decode<uint8_t>},  {"|i1", 1, decode<int8_t>},   {"|u1", 1, decode<uint8_t>},
    {"<i2", 2, decode<int16_t>},  {"<u2", 2, decode<uint16_t>}, {"<i4", 4, decode<int32_t>},
    {"<u4", 4, decode<uint32_t>}, {"<i8", 8, decode<int64_t>},  {"<u8", 8, decode<uint64_t>},
};

std::string describeShape(const std::vector<int64_t> &shape) {
  std::string hint = shape.size() == 2 ? "; of one-hot rows save y.argmax(axis=1)" : "";
  return "labels of shape " + printNpyShape(shape) + ", wanted (N,) or (N, 1)" + hint;
}

Outcome<std::vector<int64_t>> decodeLabels(std::string_view bytes, const NpyHeader &header) {
  bool column = header.shape.size() == 2 && header.shape[1] == 1;
  if (header.shape.size() != 1 && !column)
    return Failure{Blame::User, describeShape(header.shape)};
  for (const IntegerType &type : integerTypes) {
    if (header.type != type.name)
      continue;
    size_t have = bytes.size() - size_t(header.dataOffset), count = size_t(header.shape[0]);
    if (have % type.bytes != 0 || have / type.bytes != count)
      return Failure{Blame::User, std::to_string(count) + " labels of " + std::to_string(type.bytes) +
                                      " bytes, but the file has " + std::to_string(have) + " bytes of them"};
    std::vector<int64_t> labels(count);
    for (size_t i = 0; i < count; ++i)
      labels[i] = type.decode(&bytes[size_t(header.dataOffset) + i * type.bytes]);
    return labels;
  }
  return Failure{Blame::User, "labels of type " + printableText(header.type) +
                                  ", wanted whole numbers; save y.astype(numpy.int32)"};
}

} // namespace

Outcome<std::vector<int64_t>> readNpyLabels(const fs::path &file) {
  std::string name = printableName(file);
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}}, why;
  if (stream.bad() || !stream.is_open())
    return Failure{Blame::User, name + ": cannot be read"};
  NpyHeader header;
  if (!parseNpyHeader(std::string_view(bytes).substr(0, maxNpyHeaderBytes), header, why))
    return Failure{Blame::User, name + ": " + why};
  Outcome<std::vector<int64_t>> labels = decodeLabels(bytes, header);
  if (!labels)
    return Failure{labels.failure().blame, name + ": " + labels.failure().message};
  return labels;
}

} // namespace resnetc
