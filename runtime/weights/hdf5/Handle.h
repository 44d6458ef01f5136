// Handle: owns one identifier of libhdf5; a failed call becomes a Refusal.
#pragma once
#include <hdf5.h>
#include <stdexcept>
#include <string>
#include <utility>

namespace resnetc::hdf5 {

/// Why this file is not read: one sentence without the file's name. Never leaves the program.
struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Handle {
public:
  /// \param what  the thing for the sentence when `identifier` is negative: `data set conv1/W`.
  Handle(hid_t identifier, herr_t (*closer)(hid_t), const std::string &what) : owned(identifier), closeIt(closer) {
    if (owned < 0)
      throw Refusal("is damaged: " + what + " cannot be opened");
  }
  Handle(Handle &&other) noexcept : owned(std::exchange(other.owned, -1)), closeIt(other.closeIt) {}
  Handle &operator=(Handle &&) = delete;
  ~Handle() {
    if (owned >= 0)
      closeIt(owned);
  }
  operator hid_t() const { return owned; }

private:
  hid_t owned;
  herr_t (*closeIt)(hid_t);
};

} // namespace resnetc::hdf5
