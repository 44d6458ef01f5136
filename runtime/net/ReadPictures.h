// ReadPictures: picture files become pixels of a net's size, several files at a time.
#pragma once
#include "runtime/images/ResizeImage.h"
#include "runtime/include/resnetc/net.h"
#include <vector>

namespace resnetc {

/// What the net's table says about pictures of other sizes; `Bug` if it uses a word that is not known.
Outcome<ResizeRule> resizeRuleOf(const resnetc_net &net);

/// Reads and resizes `count` files on up to `threads` threads; results in the files' order.
std::vector<Outcome<Image>> readPictures(const std::filesystem::path *files, size_t count, const ResizeRule &rule,
                                         int threads);

} // namespace resnetc
