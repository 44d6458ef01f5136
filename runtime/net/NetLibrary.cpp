// NetLibrary: see NetLibrary.h.
#include "runtime/net/NetLibrary.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/CpuFeatures.h"
#include "runtime/net/DeviceId.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <fstream>
#include <sstream>
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

/// What every library has, or every one that is compiled for devices or training.
bool isWholeTable(const resnetc_net &net) {
  const bool base = net.name && net.target && net.infer && net.logits && net.prepare && net.initialize &&
                    net.status_text && net.pool_create && net.pool_destroy && net.max_batch > 0 && net.height > 0 &&
                    net.width > 0 && net.channels > 0 && net.classes > 0 && net.parameters_bytes >= 0 &&
                    net.packed_bytes >= 0 && net.arena_bytes >= 0 && net.scratch_bytes >= 0;
  const bool pixels = net.infer_u8 && net.logits_u8 && net.preprocessing;
  const bool devices = net.device_bytes > 0 && net.device_packed_bytes >= 0 && net.device_prepare && net.device_open &&
                       net.device_infer && net.device_logits && net.device_close && net.device_text &&
                       (!net.has_preprocess || (net.device_infer_u8 && net.device_logits_u8));
  const bool devicesTrain = net.device_open_training && net.device_train_step && net.device_gradients &&
                            net.device_parameters && net.device_optimizer && net.device_set_optimizer;
  return base && (!net.has_preprocess || pixels) &&
         (!net.device_find || (devices && (!net.train_batch || devicesTrain)));
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
  if (!isWholeTable(*table))
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

/// Of a list `x86-64-v3,x86-64-v4` whether `name` is in it.
bool isInList(const std::string &list, const std::string &name) {
  return ("," + list + ",").find("," + name + ",") != std::string::npos;
}

/// The targets without those of devices.
std::string processorsOf(const resnetc_net &net) {
  std::string list;
  std::istringstream targets(net.target);
  for (std::string target; std::getline(targets, target, ',');)
    if (deviceApiOf(target).empty())
      list += (list.empty() ? "" : ",") + target;
  return list;
}

/// Why no code of the net runs here.
std::string describeLack(const resnetc_net &net) {
  const std::string list = processorsOf(net), weakest = list.substr(0, list.find(','));
  const char *variable = std::getenv("RESNETC_TARGET");
  const std::string forced = variable && weakest != list ? variable : ""; // libraries of one level do not read it
  if (!forced.empty() && !isInList(list, forced))
    return "RESNETC_TARGET is " + printableText(forced) + ", but the net is compiled for " + list;
  const std::string wanted = forced.empty() ? weakest : forced;
  std::string lack;
  for (const std::string &feature : missingFeatures(wanted))
    lack += " " + feature;
  return (forced.empty() ? "compiled for " + list : "RESNETC_TARGET is " + wanted) + (lack.empty() ? "" : "; missing:" + lack);
}

} // namespace

std::string describeTarget(const resnetc_net &net) {
  const std::string list = net.target;
  const char *running = net.running_target ? net.running_target() : nullptr;
  return !running || running == list ? list : std::string(running) + " of " + list;
}

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
    sentence += " (" + describeLack(net) + ")";
  return {blameForStatus(status), sentence + " (status " + std::to_string(status) + ")"};
}

} // namespace resnetc
