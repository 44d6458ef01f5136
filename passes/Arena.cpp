#include "passes/Arena.h"
#include "passes/Alignment.h"
#include <algorithm>

namespace resnetc {

int64_t Arena::take(int64_t bytes) {
  int64_t offset = 0;
  auto place = live.begin();
  for (; place != live.end() && place->offset < offset + bytes; ++place)
    offset = std::max(offset, alignedTo(alignment, place->end));
  live.insert(place, {offset, offset + bytes});
  highest = std::max(highest, alignedTo(alignment, offset + bytes));
  return offset;
}

void Arena::giveBack(int64_t offset) {
  live.erase(std::find_if(live.begin(), live.end(), [&](const Block &block) { return block.offset == offset; }));
}

} // namespace resnetc
