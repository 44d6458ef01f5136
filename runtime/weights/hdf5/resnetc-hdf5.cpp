// resnetc-hdf5: reads or writes one HDF5 file in a process of its own, so that a damaged
// or hostile file costs this process and nothing else. Input: the open file (or the
// request of WriteImage.h) as standard input; output: frames (Frames.h) on standard
// output. It opens no file by name.
//
//   resnetc-hdf5 read|describe < weights.h5 > frames
//   resnetc-hdf5 write < request > frames
#include "runtime/weights/EscapeBytes.h"
#include "runtime/weights/hdf5/Attributes.h"
#include "runtime/weights/hdf5/DataSets.h"
#include "runtime/weights/hdf5/FrameOutput.h"
#include "runtime/weights/hdf5/KerasArchive.h"
#include "runtime/weights/hdf5/Sandbox.h"
#include "runtime/weights/hdf5/WriteImage.h"
#include <cstdio>
#include <cstring>
#include <new>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

using namespace resnetc::hdf5;
using resnetc::escapeBytes;

namespace {

/// Opens the bytes as a file in memory, read only; libhdf5 sees no file of the system.
Handle openImage(std::vector<char> &&bytes) {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "the access properties");
  if (H5Pset_fapl_core(access, 1 << 16, 0) < 0 || H5Pset_file_image(access, bytes.data(), bytes.size()) < 0)
    throw Refusal("is too large for the memory of this machine");
  std::vector<char>().swap(bytes); // libhdf5 has its own copy
  hid_t file = H5Fopen("weights", H5F_ACC_RDONLY, access);
  if (file < 0)
    throw Refusal("is no sound HDF5 file: it is cut off or damaged");
  return Handle(file, H5Fclose, "the file");
}

/// Of the group that holds the layers, else of the root: a whole model has both.
std::vector<std::string> readRootStrings(hid_t file, const std::string &name) {
  if (H5Lexists(file, "model_weights", H5P_DEFAULT) > 0) {
    H5L_info_t link;
    if (H5Lget_info(file, "model_weights", &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD)
      throw Refusal("is refused: model_weights is a soft or external link");
    Handle group(H5Oopen(file, "model_weights", H5P_DEFAULT), H5Oclose, "model_weights");
    std::vector<std::string> strings = readSplitStrings(group, name);
    if (!strings.empty())
      return strings;
  }
  return readSplitStrings(file, name);
}

std::string describe(hid_t file, const FileContents &contents) {
  nlohmann::json description;
  for (const char *name : {"backend", "keras_version"}) {
    std::vector<std::string> text = readRootStrings(file, name);
    description[name] = text.empty() ? std::string() : escapeBytes(text[0]);
  }
  description["layer_names"] = nlohmann::json::array();
  for (const std::string &name : readRootStrings(file, "layer_names"))
    description["layer_names"].push_back(escapeBytes(name));
  description["skipped"] = contents.skipped;
  description["tensors"] = nlohmann::json::array();
  for (const DataSet &set : contents.sets)
    description["tensors"].push_back({{"name", escapeBytes(set.path)},
                                      {"layer", escapeBytes(set.layer)},
                                      {"type", set.type},
                                      {"shape", set.shape}});
  return description.dump();
}

void serveFile(std::vector<char> &&bytes, uint64_t fileBytes, bool values) {
  if (isArchive(bytes))
    bytes = takeWeights(bytes, mostTensorBytes(fileBytes));
  Handle file = openImage(std::move(bytes));
  FileContents contents = findDataSets(file, fileBytes);
  std::string description = describe(file, contents);
  writeFrame(FrameKind::Description, description.data(), description.size());
  for (const DataSet &set : contents.sets)
    if (values && set.readable()) {
      std::vector<float> tensor = readDataSet(file, set);
      writeFrame(FrameKind::Tensor, tensor.data(), 4 * tensor.size());
    }
  writeFrame(FrameKind::End);
  _exit(0); // libhdf5's tidying up would only be one more chance to crash
}

void serve(const std::string &request) {
  struct stat status;
  if (::fstat(STDIN_FILENO, &status) || !S_ISREG(status.st_mode))
    throw Refusal("is not a regular file");
  uint64_t fileBytes = uint64_t(status.st_size);
  limitProcess(fileBytes);
  std::vector<char> bytes = loadInput(fileBytes);
  denySystemCalls();
  writeFrame(FrameKind::Loaded);

  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5PLset_loading_state(0); // no filter plug-in is ever loaded
  if (request != "write")
    serveFile(std::move(bytes), fileBytes, request == "read");
  std::vector<char> image = writeImage(bytes);
  writeFrame(FrameKind::Image, image.data(), image.size());
  writeFrame(FrameKind::End);
  _exit(0);
}

} // namespace

int main(int count, char **arguments) {
  std::string request = count == 2 ? arguments[1] : "";
  if (request != "read" && request != "describe" && request != "write") {
    std::fputs("usage: resnetc-hdf5 read|describe|write < weights.h5 > frames\n", stderr);
    return 2;
  }
  try {
    serve(request);
  } catch (const Refusal &refusal) {
    writeFrame(FrameKind::Refused, refusal.what(), std::strlen(refusal.what()));
  } catch (const std::bad_alloc &) {
    const char *sentence = request == "write" ? "there is not enough memory for the whole file"
                                              : "is refused: reading it needs many times its size in memory";
    writeFrame(FrameKind::Refused, sentence, std::strlen(sentence));
  }
  _exit(1);
}
