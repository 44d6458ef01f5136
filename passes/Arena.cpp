#include "passes/Arena.h"
#include <algorithm>

namespace resnetc {

int64_t aligned(int64_t bytes) { return (bytes + Arena::alignment - 1) / Arena::alignment * Arena::alignment; }

int64_t Arena::take(int64_t bytes) {
  int64_t offset = 0;
  auto place = live.begin();
  for (; place != live.end() && place->offset < offset + bytes; ++place)
    offset = std::max(offset, aligned(place->end));
  live.insert(place, {offset, offset + bytes});
  highest = std::max(highest, aligned(offset + bytes));
  return offset;
}

void Arena::giveBack(int64_t offset) {
  live.erase(std::find_if(live.begin(), live.end(), [&](const Block &block) { return block.offset == offset; }));
}

} // namespace resnetc
