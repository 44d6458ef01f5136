// ClassFolders: see ClassFolders.h.
#include "runtime/training/ClassFolders.h"
#include "runtime/images/ListImages.h"
#include "runtime/images/PrintableName.h"
#include "runtime/training/CheckPictures.h"
#include "runtime/training/Checksum.h"
#include <algorithm>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

class ClassFolders : public DataSet {
public:
  ClassFolders(const ResizeRule &rule, std::vector<std::string> classes) : rule(rule) { names = std::move(classes); }

  Kind kind() const override { return Kind::Pixels; }
  int64_t size() const override { return int64_t(files.size()); }
  int32_t label(int64_t sample) const override { return labels[size_t(sample)]; }
  const float *values(int64_t) const override { return nullptr; }
  std::vector<Failure> check(int threads) const override { return checkPictures(files, threads); }

  Outcome<Image> readPixels(int64_t sample) const override {
    Outcome<Image> image = readImage(files[size_t(sample)]);
    if (image && (image->height != rule.height || image->width != rule.width))
      return resizeImage(*image, rule);
    return image;
  }

  /// Adds one class's pictures.
  std::optional<Failure> add(const fs::path &folder, int32_t index) {
    std::error_code error;
    fs::directory_iterator opened(folder, error);
    FoundImages found = listImages({folder});
    if (error || (!found.files.empty() && !found.problems.empty()))
      return found.problems.empty() ? Failure{Blame::User, printableName(folder) + ": " + error.message()}
                                    : found.problems[0];
    if (found.files.empty())
      notes.push_back(printableName(folder) + ": a class without pictures");
    for (fs::path &file : found.files) {
      files.push_back(std::move(file));
      labels.push_back(index);
    }
    return std::nullopt;
  }

  void note(std::string text) { notes.push_back(std::move(text)); }

  void takeFingerprint(const fs::path &top) {
    Checksum sum;
    for (size_t i = 0; i < files.size(); ++i) {
      std::error_code ignored; // a file that is gone shows when it is read
      sum.add(names[size_t(labels[i])] + '\n' + fs::relative(files[i], top, ignored).native() + '\n' +
              std::to_string(fs::file_size(files[i], ignored)) + '\n');
    }
    print = sum.hex();
  }

private:
  ResizeRule rule;
  std::vector<fs::path> files;
  std::vector<int32_t> labels;
};

/// The sub-folders that are classes, sorted; hidden ones, such as a notebook's copies, apart.
struct SubFolders {
  std::vector<std::string> classes, hidden;
  bool hasPictures = false; ///< beside them
};

Outcome<SubFolders> listSubFolders(const fs::path &folder) {
  SubFolders found;
  std::error_code error, ignored;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::string name = entry->path().filename().native();
    if (entry->is_directory(ignored)) // through a link too, as Keras has it for the classes themselves
      (name[0] == '.' ? found.hidden : found.classes).push_back(name);
    else
      found.hasPictures |= hasImageEnding(entry->path());
  }
  if (error)
    return Failure{Blame::User, printableName(folder) + ": the folder cannot be read: " + error.message()};
  std::sort(found.classes.begin(), found.classes.end());
  std::sort(found.hidden.begin(), found.hidden.end());
  return found;
}

std::string hintOf(size_t classes) {
  std::string count = std::to_string(classes);
  return "write head: {classes: " + count + "} into the spec, or begin with `resnetc init --classes " + count + "`";
}

std::optional<Failure> checkClasses(const fs::path &folder, const SubFolders &found, const NetInput &input,
                                    const std::vector<std::string> &wanted) {
  std::string name = printableName(folder);
  auto user = [&](const std::string &why) { return Failure{Blame::User, name + ": " + why}; };
  if (found.classes.empty())
    return user(found.hasPictures ? "pictures without class folders; each class has a sub-folder of its own"
                                  : "no class folders; each class has a sub-folder of its own");
  for (const std::string &is : found.classes)
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), is) == wanted.end())
      return user("class folder " + printableText(is) + " is none of the " + std::to_string(wanted.size()) +
                  " classes the net was trained with");
  if (found.classes.size() > size_t(input.classes))
    return user(std::to_string(found.classes.size()) + " class folders, but the net has " +
                std::to_string(input.classes) + " classes; the first too many is " +
                printableText(found.classes[size_t(input.classes)]) + "\nhint: " + hintOf(found.classes.size()));
  return std::nullopt;
}

} // namespace

Outcome<OwnedDataSet> openClassFolders(const fs::path &folder, const NetInput &input,
                                       const std::vector<std::string> &classes) {
  Outcome<SubFolders> found = listSubFolders(folder);
  if (!found)
    return found.failure();
  if (auto failure = checkClasses(folder, *found, input, classes))
    return *failure;
  const std::vector<std::string> &names = classes.empty() ? found->classes : classes;
  auto set = std::make_unique<ClassFolders>(input.resize, names);
  for (const std::string &name : found->hidden)
    set->note(printableName(folder / name) + ": begins with a dot, so it is no class");
  if (classes.empty() && names.size() < size_t(input.classes))
    set->note(printableName(folder) + ": " + std::to_string(names.size()) + " class folders for a net of " +
              std::to_string(input.classes) + " classes; " + hintOf(names.size()));
  for (const std::string &name : found->classes) {
    auto index = std::find(names.begin(), names.end(), name) - names.begin();
    if (auto failure = set->add(folder / name, int32_t(index)))
      return *failure;
  }
  if (set->size() == 0)
    return Failure{Blame::User, printableName(folder) +
                                    ": no pictures (.bmp .gif .jpeg .jpg .png) in its class folders"};
  set->takeFingerprint(folder);
  return OwnedDataSet(std::move(set));
}

} // namespace resnetc
