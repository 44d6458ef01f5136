// FileKind: signatures, and for each kind that cannot be read the way to one that can.
#include "runtime/weights/FileKind.h"
#include <algorithm>
#include <cctype>
#include <cstring>

namespace resnetc {
namespace {

constexpr char hdf5Signature[] = "\x89HDF\r\n\x1a\n";
constexpr uint64_t largestHeader = 100'000'000; // of safetensors, by its format

bool startsWith(const std::string &text, const std::string &prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

bool endsWith(const std::string &text, const std::string &suffix) {
  return text.size() >= suffix.size() && text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

bool hasHdf5Signature(const std::string &start) {
  // The superblock lies at 0, 512, 1024, 2048 … (HDF5 file format specification, II.A).
  for (size_t at = 0; at + 8 <= start.size(); at = at ? 2 * at : 512)
    if (!start.compare(at, 8, hdf5Signature, 8))
      return true;
  return false;
}

bool looksLikeSafetensors(const std::string &start, uint64_t fileBytes) {
  if (start.size() < 10 || start[8] != '{')
    return false;
  uint64_t header = 0;
  std::memcpy(&header, start.data(), 8);
  return header >= 2 && header <= largestHeader && header <= fileBytes - 8;
}

/// Text that a browser or git left in place of the file.
std::string recognizeText(const std::string &start) {
  size_t at = startsWith(start, "\xef\xbb\xbf") ? 3 : 0;
  at = std::min(start.find_first_not_of(" \t\r\n", at), start.size());
  std::string lower = start.substr(at, 64);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  for (const char *tag : {"<!doctype", "<html", "<head", "<?xml", "<body", "<!--", "<script"})
    if (startsWith(lower, tag))
      return "is a web page (HTML), not weights: the download went wrong; download the file itself, not its page";
  if (startsWith(lower, "version https://git-lfs"))
    return "is a Git LFS pointer, not weights: run `git lfs pull`";
  return {};
}

/// The name of a zip archive's first member.
std::string firstMember(const std::string &start) {
  uint16_t length = 0;
  if (start.size() >= 30)
    std::memcpy(&length, start.data() + 26, 2);
  return start.size() > 30 ? start.substr(30, length) : std::string();
}

bool isZip(const std::string &start) { return startsWith(start, "PK\x03\x04"); }

bool looksLikeKeras(const std::string &start, const std::string &path) {
  std::string name = firstMember(start);
  return isZip(start) && (name == "metadata.json" || name == "config.json" || name == "model.weights.h5" ||
                          endsWith(path, ".keras"));
}

std::string recognizeZip(const std::string &start, const std::string &path) {
  std::string name = firstMember(start);
  if (endsWith(name, "data.pkl") || endsWith(path, ".pth") || endsWith(path, ".pt") || endsWith(path, ".bin"))
    return "is a PyTorch checkpoint, whose pickle is code and is not run: in Python, `safetensors.torch.save_file("
           "torch.load(F, weights_only=True), \"net.safetensors\")` and take that file";
  if (endsWith(name, ".npy"))
    return "is a NumPy archive (.npz): weights are read from Keras .h5, .keras and .safetensors files";
  return "is a zip archive: unpack it, weights are read from Keras .h5, .keras and .safetensors files";
}

} // namespace

FileKind recognizeWeights(const std::string &start, uint64_t fileBytes, const std::string &path,
                          std::string &sentence) {
  if (start.empty()) {
    sentence = "is empty";
    return FileKind::Unreadable;
  }
  if (hasHdf5Signature(start))
    return FileKind::Hdf5;
  if (looksLikeKeras(start, path))
    return FileKind::KerasArchive;
  if (looksLikeSafetensors(start, fileBytes))
    return FileKind::Safetensors;
  sentence = recognizeText(start);
  if (!sentence.empty())
    return FileKind::Unreadable;
  if (isZip(start))
    sentence = recognizeZip(start, path);
  else if (start[0] == '\x80' && start.size() > 1 && start[1] >= 2 && start[1] <= 5)
    sentence = "is a Python pickle (an old PyTorch checkpoint?), which is code and is not run: in Python, "
               "`safetensors.torch.save_file(torch.load(F, weights_only=True), \"net.safetensors\")` and take "
               "that file";
  else if (startsWith(start, "\x1f\x8b"))
    sentence = "is compressed with gzip: run `gunzip` on it first";
  else if (endsWith(path, ".onnx"))
    sentence = "is an ONNX model, which cannot be read: weights are read from Keras .h5, .keras and .safetensors files";
  else if (endsWith(path, ".h5") || endsWith(path, ".hdf5"))
    sentence = "is not an HDF5 file: it lacks the HDF5 signature, the download was cut off or went wrong";
  else if (endsWith(path, ".safetensors"))
    sentence = "is not a safetensors file: its first 8 bytes are no length of a JSON header inside the file";
  else
    sentence = "is of an unknown kind: weights are read from Keras .h5, .keras and .safetensors files";
  return FileKind::Unreadable;
}

} // namespace resnetc
