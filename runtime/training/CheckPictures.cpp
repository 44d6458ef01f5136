// CheckPictures: see CheckPictures.h.
#include "runtime/training/CheckPictures.h"
#include "runtime/images/ReadImage.h"
#include "runtime/training/RunOnThreads.h"
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

constexpr std::streamoff endBytes = 12; // a PNG's last chunk

/// The first and the last bytes are those of a file that was written to its end.
bool looksWhole(const fs::path &file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error))
    return false;
  std::ifstream stream(file, std::ios::binary);
  std::string first(size_t(endBytes), '\0'), last = first;
  if (!stream.read(first.data(), endBytes) || !stream.seekg(-endBytes, std::ios::end) ||
      !stream.read(last.data(), endBytes))
    return false;
  using namespace std::string_view_literals;
  auto begins = [&](std::string_view bytes) { return std::string_view(first).substr(0, bytes.size()) == bytes; };
  if (begins("\xff\xd8\xff"sv))
    return std::string_view(last).substr(size_t(endBytes) - 2) == "\xff\xd9"sv;
  return begins("\x89PNG\r\n\x1a\n"sv) && last == "\0\0\0\0IEND\xae\x42\x60\x82"sv;
}

} // namespace

std::vector<Failure> checkPictures(const std::vector<fs::path> &files, int threads) {
  std::vector<std::optional<Failure>> found(files.size());
  const bool decodeAll = files.size() <= picturesDecodedAhead;
  runOnThreads(files.size(), threads, [&](size_t i) {
    if (!decodeAll && looksWhole(files[i]))
      return;
    Outcome<Image> image = readImage(files[i]);
    if (!image)
      found[i] = image.failure();
  });
  std::vector<Failure> failures;
  for (std::optional<Failure> &failure : found)
    if (failure)
      failures.push_back(std::move(*failure));
  return failures;
}

} // namespace resnetc
