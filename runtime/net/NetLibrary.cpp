// NetLibrary: see NetLibrary.h.
#include "runtime/net/NetLibrary.h"
#include "runtime/images/PrintableName.h"
#include <algorithm>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <fstream>
#include <string_view>
#include <vector>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

/// `resnet50` of `libresnet50.so`; empty for other names.
std::string nameOfLibrary(const fs::path &file) {
  const std::string name = file.filename().native(); // a view would outlive the path
  constexpr std::string_view prefix = "lib", ending = ".so";
  if (name.size() <= prefix.size() + ending.size() || name.substr(0, prefix.size()) != prefix ||
      name.substr(name.size() - ending.size()) != ending)
    return "";
  return name.substr(prefix.size(), name.size() - prefix.size() - ending.size());
}

Outcome<fs::path> findInFolder(const fs::path &folder) {
  std::vector<fs::path> libraries, withManifest;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::string name = nameOfLibrary(entry->path());
    std::error_code ignored;
    if (name.empty())
      continue;
    libraries.push_back(entry->path());
    if (fs::exists(folder / (name + ".json"), ignored))
      withManifest.push_back(entry->path());
  }
  if (error)
    return Failure{Blame::User, printableName(folder) + ": the folder cannot be read: " + error.message()};
  if (withManifest.size() == 1)
    return withManifest.front();
  if (libraries.size() == 1)
    return libraries.front();
  if (libraries.empty())
    return Failure{Blame::User, printableName(folder) + ": no compiled net in this folder (lib<name>.so); "
                                                        "`resnetc compile NET.yaml -o " +
                                    printableName(folder) + "` makes one"};
  std::sort(libraries.begin(), libraries.end());
  std::string names;
  for (const fs::path &library : libraries)
    names += (names.empty() ? "" : ", ") + printableName(library.filename());
  return Failure{Blame::User, printableName(folder) + ": several nets in this folder (" + names + "); name one file"};
}

Outcome<fs::path> findLibrary(const fs::path &net) {
  std::error_code error;
  fs::file_status status = fs::status(net, error);
  if (!fs::exists(status))
    return Failure{Blame::User, printableName(net) + ": no such file or folder"};
  if (fs::is_directory(status))
    return findInFolder(net);
  if (nameOfLibrary(net).empty())
    return Failure{Blame::User, printableName(net) + ": not a compiled net: a folder that `resnetc compile` wrote, or "
                                                     "its lib<name>.so, is expected"};
  return net;
}

/// Whether all that the file's header speaks of is there. The loader maps a library that was
/// cut off without a word, and the program then dies of it.
bool isWholeLibrary(const fs::path &file) {
  Elf64_Ehdr header;
  std::ifstream stream(file, std::ios::binary);
  if (!stream.read(reinterpret_cast<char *>(&header), sizeof header) ||
      std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return false;
  std::error_code error;
  uint64_t bytes = fs::file_size(file, error), sections = uint64_t(header.e_shnum) * header.e_shentsize;
  return !error && header.e_shoff <= bytes && sections <= bytes - header.e_shoff;
}

/// The entry function's symbol has the net's name in it, so a renamed library cannot be opened.
Outcome<const resnetc_net *> readTable(void *handle, const fs::path &file) {
  std::string symbol = nameOfLibrary(file) + "_net";
  auto entry = reinterpret_cast<const resnetc_net *(*)()>(dlsym(handle, symbol.c_str()));
  if (!entry)
    return Failure{Blame::User, printableName(file) + ": not a library of resnetc, or renamed: it has no function " +
                                    printableText(symbol)};
  const resnetc_net *table = entry();
  if (!table)
    return Failure{Blame::Bug, printableName(file) + ": the net has no table"};
  if (table->abi_version != RESNETC_ABI_VERSION)
    return Failure{Blame::User, printableName(file) + ": compiled for version " + std::to_string(table->abi_version) +
                                    " of the interface, this program knows version " +
                                    std::to_string(RESNETC_ABI_VERSION) + "; compile the net again"};
  bool whole = table->name && table->target && table->infer && table->logits && table->prepare && table->initialize &&
               table->status_text && table->pool_create && table->pool_destroy && table->max_batch > 0 &&
               table->height > 0 && table->width > 0 && table->channels > 0 && table->classes > 0 &&
               table->parameters_bytes >= 0 && table->packed_bytes >= 0 && table->arena_bytes >= 0 &&
               table->scratch_bytes >= 0 &&
               (!table->has_preprocess || (table->infer_u8 && table->logits_u8 && table->preprocessing));
  if (!whole)
    return Failure{Blame::Bug, printableName(file) + ": the net's table has holes"};
  return table;
}

Blame blameForStatus(int status) {
  switch (status) {
  case RESNETC_BAD_ABI_VERSION:
  case RESNETC_BAD_FILE:
  case RESNETC_BAD_SHAPE:
  case RESNETC_BAD_LABEL:
  case RESNETC_NON_FINITE:
    return Blame::User;
  case RESNETC_CPU_LACKS_FEATURE:
  case RESNETC_NO_MEMORY:
  case RESNETC_IO:
  case RESNETC_DEVICE:
  case RESNETC_NO_DEVICE:
  case RESNETC_DEVICE_MEMORY:
    return Blame::World;
  default: // null pointers, alignment and batches are this program's to get right
    return Blame::Bug;
  }
}

} // namespace

void NetLibrary::Close::operator()(void *library) const { dlclose(library); }

Outcome<NetLibrary> NetLibrary::open(const fs::path &net) {
  Outcome<fs::path> file = findLibrary(net);
  if (!file)
    return file.failure();
  NetLibrary library;
  std::error_code error;
  if (!isWholeLibrary(*file))
    return Failure{Blame::User, printableName(*file) + ": is no library, or cut off; compile the net again"};
  fs::path absolute = fs::absolute(*file, error); // without a slash dlopen would search the system's folders
  library.handle.reset(dlopen(absolute.c_str(), RTLD_NOW | RTLD_LOCAL));
  if (!library.handle) {
    const char *why = dlerror();
    return Failure{Blame::User,
                   printableName(*file) + ": the library cannot be opened: " + printableText(why ? why : "")};
  }
  Outcome<const resnetc_net *> table = readTable(library.handle.get(), *file);
  if (!table)
    return table.failure();
  library.netTable = *table;
  library.netFolder = absolute.parent_path();
  return library;
}

Failure describeStatus(const resnetc_net &net, int status, const char *doing) {
  const char *text = net.status_text(status);
  std::string sentence = std::string(net.name) + ": " + doing + ": " + (text ? text : "unknown status");
  if (status == RESNETC_CPU_LACKS_FEATURE)
    sentence += std::string(" (compiled for ") + net.target + ")";
  return {blameForStatus(status), sentence + " (status " + std::to_string(status) + ")"};
}

} // namespace resnetc
