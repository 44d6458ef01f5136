// OpenDataSet: what `--data` names is a folder or a pair of files, opened and checked. See DataSet.h.
#include "runtime/images/PrintableName.h"
#include "runtime/training/ArrayData.h"
#include "runtime/training/ClassFolders.h"
#include "runtime/training/IdxFile.h"
#include "runtime/training/LabelFile.h"
#include <algorithm>
#include <fstream>
#include <thread>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

struct FilePair {
  fs::path images, labels;
};

/// At the comma that has a file on either side; names may hold commas themselves.
Outcome<FilePair> splitPair(const std::string &data) {
  std::error_code ignored;
  size_t comma = data.find(',');
  if (comma == std::string::npos)
    return Failure{Blame::User, printableText(data) + ": " +
                                    (fs::exists(data, ignored)
                                         ? "one file; arrays come as a pair: images,labels"
                                         : "no such folder; data are a folder of class folders, or images,labels")};
  for (size_t at = comma; at != std::string::npos; at = data.find(',', at + 1)) {
    FilePair pair{data.substr(0, at), data.substr(at + 1)};
    if (fs::exists(pair.images, ignored) && fs::exists(pair.labels, ignored))
      return pair;
  }
  FilePair first{data.substr(0, comma), data.substr(comma + 1)};
  return Failure{Blame::User,
                 printableName(fs::exists(first.images, ignored) ? first.labels : first.images) + ": no such file"};
}

bool isNpy(const fs::path &file) {
  std::ifstream stream(file, std::ios::binary);
  char magic[6] = {};
  stream.read(magic, sizeof magic);
  return std::string_view(magic, sizeof magic) == "\x93NUMPY";
}

std::optional<Failure> checkRegular(const fs::path &file) {
  std::error_code ignored;
  if (fs::is_regular_file(file, ignored))
    return std::nullopt;
  return Failure{Blame::User, printableName(file) + ": not a regular file"};
}

Outcome<std::vector<int64_t>> readLabels(const fs::path &file) {
  if (isNpy(file))
    return readNpyLabels(file);
  Outcome<NpyArray> array = readIdx(file);
  if (!array)
    return array.failure();
  if (array->shape.size() != 1)
    return Failure{Blame::User, printableName(file) + ": labels of shape " + printNpyShape(array->shape) +
                                    ", wanted one axis"};
  return std::vector<int64_t>(array->bytes(), array->bytes() + array->shape[0]);
}

bool hasSubFolders(const fs::path &folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator(); entry.increment(error))
    if (entry->is_directory(error))
      return true;
  return false;
}

} // namespace

Outcome<OwnedDataSet> openDataSet(const std::string &data, const NetInput &input,
                                  const std::vector<std::string> &classes) {
  std::error_code ignored;
  if (fs::is_directory(data, ignored)) {
    if (!input.takesPixels)
      return Failure{Blame::User, printableText(data) +
                                      ": pictures, but this net has no rule that turns R, G, B into its " +
                                      std::to_string(input.channels) + " channels; it takes float32 arrays"};
    return openClassFolders(data, input, classes);
  }
  Outcome<FilePair> pair = splitPair(data);
  if (!pair)
    return pair.failure();
  for (const fs::path &file : {pair->images, pair->labels})
    if (auto failure = checkRegular(file))
      return *failure;
  Outcome<NpyArray> images = isNpy(pair->images) ? readNpy(pair->images) : readIdx(pair->images);
  if (!images)
    return images.failure();
  Outcome<std::vector<int64_t>> labels = readLabels(pair->labels);
  if (!labels)
    return labels.failure();
  return makeArrayDataSet(std::move(*images), printableName(pair->images), *labels, printableName(pair->labels), input);
}

std::string absoluteData(const std::string &data) {
  std::error_code error;
  if (fs::is_directory(data, error))
    return fs::absolute(data, error).native();
  Outcome<FilePair> pair = splitPair(data);
  return pair ? fs::absolute(pair->images, error).native() + "," + fs::absolute(pair->labels, error).native() : data;
}

std::optional<Failure> checkDataSet(const DataSet &data) {
  constexpr size_t shown = 20;
  std::vector<Failure> failures = data.check(int(std::thread::hardware_concurrency()));
  if (failures.empty())
    return std::nullopt;
  Failure all = failures[0];
  for (size_t i = 1; i < std::min(failures.size(), shown); ++i)
    all.message += "\n" + failures[i].message;
  if (failures.size() > shown)
    all.message += "\nand " + std::to_string(failures.size() - shown) + " more";
  return all;
}

std::optional<SplitFolders> findSplitFolders(const std::string &data) {
  SplitFolders split;
  std::error_code error;
  for (fs::directory_iterator entry(data, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::string name = entry->path().filename().native();
    if (name[0] == '.' || !entry->is_directory(error))
      continue;
    bool train = name == "train", validation = name == "val" || name == "validation";
    fs::path &place = train ? split.train : split.validation;
    if ((!train && !validation) || !place.empty() || !hasSubFolders(entry->path()))
      return std::nullopt;
    place = entry->path();
  }
  if (error || split.train.empty() || split.validation.empty())
    return std::nullopt;
  return split;
}

} // namespace resnetc
