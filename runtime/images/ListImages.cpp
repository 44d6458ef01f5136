// ListImages: see ListImages.h.
#include "runtime/images/ListImages.h"
#include "runtime/images/PrintableName.h"
#include <algorithm>
#include <set>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

/// Appends the pictures of one folder and collects its sub-folders.
void readFolder(const fs::path &folder, std::vector<fs::path> &pictures, std::vector<fs::path> &subFolders,
                std::vector<Failure> &problems) {
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code ignored; // an entry that cannot be asked, such as a link to nowhere, shows on reading
    if (fs::is_directory(entry->symlink_status(ignored)))
      subFolders.push_back(entry->path());
    else if (hasImageEnding(entry->path()) && !entry->is_directory(ignored))
      pictures.push_back(entry->path());
  }
  if (error) {
    bool world = error == std::errc::io_error || error == std::errc::too_many_files_open;
    problems.push_back({world ? Blame::World : Blame::User,
                        printableName(folder) + ": the folder cannot be read: " + error.message()});
  }
}

std::vector<fs::path> listFolder(const fs::path &top, std::vector<Failure> &problems) {
  std::vector<fs::path> pictures, waiting{top};
  size_t problemsBefore = problems.size();
  while (!waiting.empty()) {
    fs::path folder = std::move(waiting.back());
    waiting.pop_back();
    readFolder(folder, pictures, waiting, problems);
  }
  std::sort(pictures.begin(), pictures.end(), [](auto &a, auto &b) { return a.native() < b.native(); });
  if (pictures.empty() && problems.size() == problemsBefore)
    problems.push_back({Blame::User, printableName(top) + ": no pictures (.bmp .gif .jpeg .jpg .png) in this folder"});
  return pictures;
}

} // namespace

bool hasImageEnding(const fs::path &file) {
  std::string ending = file.extension().native();
  for (char &letter : ending)
    if (letter >= 'A' && letter <= 'Z')
      letter = char(letter - 'A' + 'a');
  return ending == ".bmp" || ending == ".gif" || ending == ".jpeg" || ending == ".jpg" || ending == ".png";
}

FoundImages listImages(const std::vector<fs::path> &arguments) {
  FoundImages found;
  std::set<std::string> seen;
  auto take = [&](fs::path file) {
    if (seen.insert(file.lexically_normal().native()).second)
      found.files.push_back(std::move(file));
  };
  for (const fs::path &argument : arguments) {
    std::error_code ignored;
    if (!fs::is_directory(argument, ignored)) {
      take(argument);
      continue;
    }
    for (fs::path &file : listFolder(argument, found.problems))
      take(std::move(file));
  }
  return found;
}

} // namespace resnetc
