#include "runtime/weights/hdf5/KerasArchive.h"
#include "runtime/weights/hdf5/Handle.h"
#include <cstring>
#include <memory>
#include <zip.h>

namespace resnetc::hdf5 {
namespace {

constexpr char member[] = "model.weights.h5";

std::vector<char> readMember(zip_t *archive, uint64_t mostBytes) {
  zip_stat_t status;
  zip_stat_init(&status);
  if (zip_stat(archive, member, 0, &status) || !(status.valid & ZIP_STAT_SIZE))
    throw Refusal(std::string("is an archive without ") + member + ": it is damaged or no Keras 3 model");
  if (status.size > mostBytes)
    throw Refusal(std::string("is refused: its ") + member + " unpacks to many times the size of the file");
  std::unique_ptr<zip_file_t, int (*)(zip_file_t *)> opened(zip_fopen(archive, member, 0), zip_fclose);
  if (!opened)
    throw Refusal(std::string("is damaged: its ") + member + " cannot be unpacked");
  std::vector<char> bytes(status.size);
  for (uint64_t at = 0; at < status.size;) {
    zip_int64_t got = zip_fread(opened.get(), bytes.data() + at, status.size - at);
    if (got <= 0)
      throw Refusal(std::string("is damaged: its ") + member + " is cut off");
    at += uint64_t(got);
  }
  char beyond; // reading the end compares the checksum
  if (zip_fread(opened.get(), &beyond, 1) != 0)
    throw Refusal(std::string("is damaged: the checksum of its ") + member + " is wrong");
  return bytes;
}

} // namespace

bool isArchive(const std::vector<char> &bytes) { return bytes.size() >= 4 && !std::memcmp(bytes.data(), "PK\3\4", 4); }

std::vector<char> takeWeights(const std::vector<char> &archive, uint64_t mostBytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source = zip_source_buffer_create(archive.data(), archive.size(), /*freep=*/0, &error);
  zip_t *opened = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
  if (!opened)
    throw Refusal("is damaged: its list of members cannot be read, it is cut off?");
  std::unique_ptr<zip_t, void (*)(zip_t *)> owner(opened, zip_discard);
  return readMember(opened, mostBytes);
}

} // namespace resnetc::hdf5
