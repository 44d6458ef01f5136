#include "backends/emit/Places.h"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <optional>
#include <string>

using namespace resnetc;

namespace {
/// A variable of the environment for as long as this lives; null: not set.
class Variable {
public:
  Variable(const char *name, const char *value) : name(name) {
    if (const char *old = std::getenv(name))
      before = old;
    set(value);
  }
  ~Variable() { set(before ? before->c_str() : nullptr); }

private:
  void set(const char *value) { value ? setenv(name, value, 1) : unsetenv(name); }
  const char *name;
  std::optional<std::string> before;
};
} // namespace

TEST_CASE("the kernel cache lies where the environment says, the nearest word first", "[emit]") {
  Variable home("HOME", "/home/ada"), xdg("XDG_CACHE_HOME", nullptr), own("RESNETC_CACHE", nullptr);
  CHECK(kernelCacheFolder() == "/home/ada/.cache/resnetc");
  {
    Variable relative("XDG_CACHE_HOME", "cache"); // to be ignored
    CHECK(kernelCacheFolder() == "/home/ada/.cache/resnetc");
  }
  Variable absolute("XDG_CACHE_HOME", "/var/cache");
  CHECK(kernelCacheFolder() == "/var/cache/resnetc");
  Variable chosen("RESNETC_CACHE", "here");
  CHECK(kernelCacheFolder() == "here");
}

TEST_CASE("without a home no cache is kept", "[emit]") {
  Variable home("HOME", nullptr), xdg("XDG_CACHE_HOME", nullptr), own("RESNETC_CACHE", "");
  CHECK(kernelCacheFolder().empty());
}

TEST_CASE("programs lie beside the running one", "[emit]") {
  CHECK(programsFolder().front() == '/');
  CHECK(programsFolder().back() != '/');
}
