// NetLibrary: a generated library, found in its folder and opened; weights are not touched.
#pragma once
#include "runtime/images/Outcome.h"
#include "runtime/include/resnetc/net.h"
#include <filesystem>
#include <memory>
#include <string>

namespace resnetc {

class NetLibrary {
public:
  /// Opens a net by the folder that `compile` wrote or by the .so itself.
  /// In a folder it is lib<name>.so, where <name>.json lies beside it or no other lib*.so does.
  /// Fails as `User` when there is none, several, or one of another kind or version.
  static Outcome<NetLibrary> open(const std::filesystem::path &net);

  /// Lives as long as this object or one moved from it.
  const resnetc_net &table() const { return *netTable; }
  /// Where its weights and class names lie.
  const std::filesystem::path &folder() const { return netFolder; }

private:
  struct Close {
    void operator()(void *library) const;
  };
  std::unique_ptr<void, Close> handle;
  const resnetc_net *netTable = nullptr;
  std::filesystem::path netFolder;
};

/// What a net was compiled for: `x86-64-v3`, or of several levels `x86-64-v3 of x86-64-v2,x86-64-v3` with the one that
/// runs here in front, if one does.
std::string describeTarget(const resnetc_net &net);

/// The sentence for a status of a generated library's call, and who is to blame for it.
/// \param doing  what was tried: "preparing the weights"
Failure describeStatus(const resnetc_net &net, int status, const char *doing);

} // namespace resnetc
