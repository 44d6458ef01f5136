// Checksum: 128 bits by which damage is noticed (XXH3). It is no protection against forgery.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace resnetc {

class Checksum {
public:
  using Bytes = std::array<unsigned char, 16>;

  Checksum();
  void add(const void *bytes, size_t count);
  void add(std::string_view text) { add(text.data(), text.size()); }
  Bytes bytes() const;    ///< most significant first
  std::string hex() const; ///< 32 digits

private:
  std::shared_ptr<void> state;
};

} // namespace resnetc
