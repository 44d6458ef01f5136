// CheckPictures: finds pictures that cannot be read, before a training depends on them.
#pragma once
#include "runtime/images/Outcome.h"
#include <filesystem>
#include <vector>

namespace resnetc {

/// So many pictures are decoded whole, which takes seconds.
constexpr size_t picturesDecodedAhead = 5000;

/// A sentence for each picture that cannot be read, in the files' order. In larger sets than picturesDecodedAhead only
/// what does not begin and end as a whole JPEG or PNG is decoded: that finds what was cut short or is no picture;
/// damage in the middle shows when the picture is read.
std::vector<Failure> checkPictures(const std::vector<std::filesystem::path> &files, int threads);

} // namespace resnetc
