// Checksum: see Checksum.h.
#include "runtime/training/Checksum.h"
#include <algorithm>
#include <new>
#include <xxhash.h>

namespace resnetc {
namespace {
XXH3_state_t *stateOf(const std::shared_ptr<void> &state) { return static_cast<XXH3_state_t *>(state.get()); }
} // namespace

Checksum::Checksum() : state(XXH3_createState(), [](void *p) { XXH3_freeState(static_cast<XXH3_state_t *>(p)); }) {
  if (!state)
    throw std::bad_alloc();
  XXH3_128bits_reset(stateOf(state));
}

void Checksum::add(const void *bytes, size_t count) {
  if (count > 0)
    XXH3_128bits_update(stateOf(state), bytes, count);
}

Checksum::Bytes Checksum::bytes() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(stateOf(state)));
  Bytes result;
  static_assert(sizeof canonical.digest == sizeof result, "both have 128 bits");
  std::copy_n(canonical.digest, result.size(), result.begin());
  return result;
}

std::string Checksum::hex() const {
  std::string text;
  for (unsigned char byte : bytes())
    text += {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
  return text;
}

} // namespace resnetc
