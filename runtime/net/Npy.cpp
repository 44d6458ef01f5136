// Npy: xtensor's reader behind our own look at the header; xtensor believes every size and type it reads.
#include "runtime/net/Npy.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/NpyHeader.h"
#include "runtime/net/WriteFile.h"
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xnpy.hpp>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

/// The NumPy call that makes the array readable.
std::string refuseType(const std::string &type) {
  if (type == ">f4")
    return "its numbers are big-endian; save x.astype('<f4')";
  std::string known = "; float32 and uint8 arrays are read, save x.astype(numpy.float32)";
  if (type == "<f8" || type == ">f8")
    return "its numbers are float64" + known;
  return "its numbers are of type " + printableText(type) + known;
}

/// Bytes that the data have, or -1 if no memory could hold them.
int64_t countDataBytes(const NpyHeader &header, int64_t itemBytes) {
  constexpr int64_t most = int64_t(1) << 46;
  int64_t bytes = itemBytes;
  for (int64_t length : header.shape)
    if (length == 0)
      return 0;
  for (int64_t length : header.shape) {
    if (length > most / bytes)
      return -1;
    bytes *= length;
  }
  return bytes;
}

/// Empty if the file can be handed to xtensor.
std::string checkHeader(const NpyHeader &header, int64_t fileBytes) {
  bool isFloat = header.type == "<f4", isByte = header.type == "|u1";
  if (!isFloat && !isByte)
    return refuseType(header.type);
  int64_t have = fileBytes - header.dataOffset, want = countDataBytes(header, isFloat ? 4 : 1);
  if (want != have)
    return "an array of shape " + printNpyShape(header.shape) + " takes " +
           (want < 0 ? "more than any memory" : std::to_string(want) + " bytes") + ", the file has " +
           std::to_string(have);
  return "";
}

template <class T> std::shared_ptr<const void> loadData(std::istream &stream, bool fortranOrder) {
  auto loaded = xt::load_npy<T>(stream);
  if (!stream)
    return nullptr;
  if (fortranOrder) {
    auto turned = std::make_shared<xt::xarray<T, xt::layout_type::row_major>>(loaded);
    return std::shared_ptr<const void>(turned, turned->data());
  }
  auto kept = std::make_shared<decltype(loaded)>(std::move(loaded));
  return std::shared_ptr<const void>(kept, kept->data());
}

Outcome<NpyArray> readStream(std::ifstream &stream, const fs::path &file, int64_t fileBytes) {
  std::string start(size_t(std::min<int64_t>(fileBytes, maxNpyHeaderBytes)), '\0'), why;
  stream.read(start.data(), std::streamsize(start.size()));
  NpyHeader header;
  if (!stream)
    why = "cannot be read";
  else if (parseNpyHeader(start, header, why))
    why = checkHeader(header, fileBytes);
  if (!why.empty())
    return Failure{Blame::User, printableName(file) + ": " + why};
  NpyArray array;
  array.type = header.type == "<f4" ? NpyArray::Type::Float32 : NpyArray::Type::UInt8;
  array.shape = header.shape;
  stream.seekg(0);
  bool turn = header.fortranOrder && header.shape.size() > 1;
  array.storage =
      array.type == NpyArray::Type::Float32 ? loadData<float>(stream, turn) : loadData<uint8_t>(stream, turn);
  if (!array.storage && countDataBytes(header, 1) > 0)
    return Failure{Blame::World, printableName(file) + ": the disk fails to read it"};
  return array;
}

} // namespace

std::string printNpyShape(const std::vector<int64_t> &shape) {
  std::string text = "(";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

Outcome<NpyArray> readNpy(const fs::path &file) {
  std::string name = printableName(file);
  std::error_code error;
  fs::file_status status = fs::status(file, error);
  if (!fs::exists(status))
    return Failure{Blame::User, name + ": " + (error ? error.message() : "no such file")};
  if (!fs::is_regular_file(status))
    return Failure{Blame::User, name + ": not a regular file"};
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    return Failure{Blame::User, name + ": cannot be opened: " + std::strerror(errno)};
  try {
    return readStream(stream, file, int64_t(fs::file_size(file)));
  } catch (const std::bad_alloc &) {
    return Failure{Blame::World, name + ": no memory for the array"};
  } catch (const std::exception &exception) {
    return Failure{Blame::User, name + ": " + printableText(exception.what())};
  }
}

std::optional<Failure> writeNpy(const fs::path &file, const float *values, int64_t rows, int64_t columns) {
  std::array<size_t, 2> shape{size_t(rows), size_t(columns)};
  auto view = xt::adapt(values, shape[0] * shape[1], xt::no_ownership(), shape);
  return writeFile(file, xt::dump_npy(view));
}

} // namespace resnetc
