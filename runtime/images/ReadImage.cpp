// ReadImage: reads the file, lets its first bytes choose the decoder. See ReadImage.h.
#include "runtime/images/Decoders.h"
#include "runtime/images/PrintableName.h"
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <sys/stat.h>
#include <unistd.h>

namespace resnetc {
namespace {

constexpr int64_t maxFileBytes = int64_t(512) << 20; // 64 megapixels of 32-bit BMP are half of it

/// First bytes of files that often carry a picture's name and are none that is read here.
struct Refused {
  const char *magic;
  size_t at;
  const char *what;
};
const Refused refusedKinds[] = {
    {"GIF8", 0, "a GIF picture"},          {"WEBP", 8, "a WebP picture"},
    {"II*", 0, "a TIFF picture"},          {"MM\0*", 0, "a TIFF picture"},
    {"ftyphei", 4, "a HEIC picture"},      {"ftypmif1", 4, "a HEIC picture"},
    {"ftypavif", 4, "an AVIF picture"},    {"%PDF", 0, "a PDF document"},
    {"PK\x03\x04", 0, "a zip archive"},    {"\x1f\x8b", 0, "a gzip archive"},
    {"\x89HDF", 0, "an HDF5 file"},        {"\x93NUMPY", 0, "a NumPy array, which `run` takes"},
    {"version https://git-lfs", 0, "a Git LFS pointer: the picture itself was not fetched"},
};

bool hasAt(const ImageBytes &bytes, size_t at, const char *magic, size_t length) {
  return bytes.size() >= at + length && std::memcmp(&bytes[at], magic, length) == 0;
}

/// Servers answer "not found" with a page, which is then saved under the picture's name.
bool looksLikeMarkup(const ImageBytes &bytes) {
  size_t at = bytes.size() >= 3 && hasAt(bytes, 0, "\xef\xbb\xbf", 3) ? 3 : 0;
  while (at < bytes.size() && std::strchr(" \t\r\n", bytes[at]) && bytes[at] != 0)
    ++at;
  return at + 1 < bytes.size() && bytes[at] == '<' && (std::isalpha(bytes[at + 1]) || std::strchr("!?", bytes[at + 1]));
}

std::string describeUnknown(const ImageBytes &bytes) {
  const std::string rule = "JPEG, PNG and BMP are read";
  for (const Refused &kind : refusedKinds) {
    size_t length = std::strncmp(kind.magic, "MM", 2) == 0 ? 4 : std::strlen(kind.magic);
    if (hasAt(bytes, kind.at, kind.magic, length))
      return std::string("this is ") + kind.what + "; " + rule;
  }
  if (looksLikeMarkup(bytes))
    return "this is an HTML or XML page, not a picture; " + rule;
  return "not a picture by its first bytes; " + rule;
}

Outcome<Image> decodeByMagic(const ImageBytes &bytes) {
  if (bytes.empty())
    return Failure{Blame::User, "the file is empty"};
  if (hasAt(bytes, 0, "\xff\xd8\xff", 3))
    return decodeJpeg(bytes);
  if (hasAt(bytes, 0, "\x89PNG\r\n\x1a\n", 8))
    return decodePng(bytes);
  if (hasAt(bytes, 0, "BM", 2))
    return decodeBmp(bytes);
  return Failure{Blame::User, describeUnknown(bytes)};
}

Failure systemFailure(int error) {
  bool world = error == EIO || error == ENOMEM || error == EMFILE || error == ENFILE || error == ESTALE;
  return {world ? Blame::World : Blame::User, std::string("cannot be read: ") + std::strerror(error)};
}

Outcome<ImageBytes> readOpenFile(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0)
    return systemFailure(errno);
  if (S_ISDIR(status.st_mode))
    return Failure{Blame::User, "this is a folder, not a picture"};
  if (!S_ISREG(status.st_mode))
    return Failure{Blame::User, "not a regular file"};
  if (status.st_size > maxFileBytes)
    return Failure{Blame::User, "larger than 512 MiB, which no picture of 64 megapixels is"};
  ImageBytes bytes(size_t(status.st_size));
  size_t have = 0;
  while (have < bytes.size()) {
    ssize_t got = read(descriptor, &bytes[have], bytes.size() - have);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return systemFailure(errno);
    if (got == 0)
      break;
    have += size_t(got);
  }
  bytes.resize(have);
  return bytes;
}

Outcome<ImageBytes> readBytes(const std::filesystem::path &file) {
  int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // non-blocking: a pipe would wait for ever
  if (descriptor < 0)
    return systemFailure(errno);
  Outcome<ImageBytes> bytes = readOpenFile(descriptor);
  close(descriptor);
  return bytes;
}

Failure named(const std::string &name, const Failure &failure) {
  return {failure.blame, name + ": " + failure.message};
}

} // namespace

std::optional<Failure> checkImageSize(int64_t height, int64_t width) {
  if (height < 1 || width < 1)
    return Failure{Blame::User, "damaged picture (its header says " + std::to_string(width) + " x " +
                                    std::to_string(height) + " pixels)"};
  if (height > maxImageSide || width > maxImageSide || height * width > maxImagePixels)
    return Failure{Blame::User, "too large: " + std::to_string(width) + " x " + std::to_string(height) +
                                    " pixels, at most 64 megapixels and 65535 a side are decoded"};
  return std::nullopt;
}

Outcome<Image> decodeImage(const ImageBytes &bytes, const std::string &name) {
  try {
    Outcome<Image> image = decodeByMagic(bytes);
    return image ? std::move(image) : Outcome<Image>(named(name, image.failure()));
  } catch (const std::bad_alloc &) {
    return named(name, {Blame::World, "no memory to decode it"});
  }
}

Outcome<Image> readImage(const std::filesystem::path &file) {
  std::string name = printableName(file);
  try {
    Outcome<ImageBytes> bytes = readBytes(file);
    return bytes ? decodeImage(*bytes, name) : Outcome<Image>(named(name, bytes.failure()));
  } catch (const std::bad_alloc &) {
    return named(name, {Blame::World, "no memory to read it"});
  }
}

} // namespace resnetc
