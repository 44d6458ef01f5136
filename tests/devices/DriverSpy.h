// DriverSpy: what the run time asks of drivers, for it finds every function through dlsym (the linker's --wrap puts
// this in between). Calls are counted, and can be told to fail; libraries can be hidden or replaced.
#pragma once
#include <string>

namespace resnetc {

/// While it lives; at its end all is as before.
class DriverSpy {
public:
  DriverSpy();
  ~DriverSpy();
  DriverSpy(const DriverSpy &) = delete;
  DriverSpy &operator=(const DriverSpy &) = delete;

  /// Calls of a function since `forget`, or the spy's beginning; the function is one of the watched.
  int calls(const std::string &function) const;
  void forget();
  /// From now on the nth call (from 1) and all later ones fail, as the driver's would.
  void fail(const std::string &function, int nth = 1);
  /// No library whose name begins so can be opened.
  void hide(const std::string &library);
  /// Opens `path` in its place.
  void replace(const std::string &library, const std::string &path);
  /// This function is lacking in every library.
  void remove(const std::string &function);
};

} // namespace resnetc
