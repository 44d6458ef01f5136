// ReadPictures: see ReadPictures.h. Decoding a photograph takes as long as classifying it.
#include "runtime/net/ReadPictures.h"
#include "runtime/images/PrintableName.h"
#include <algorithm>
#include <atomic>
#include <cstring>
#include <string_view>
#include <system_error>
#include <thread>

namespace resnetc {

Outcome<ResizeRule> resizeRuleOf(const resnetc_net &net) {
  const resnetc_preprocess &words = *net.preprocessing;
  std::string_view resize = words.resize ? words.resize : "";
  std::string_view interpolation = words.interpolation ? words.interpolation : "";
  ResizeRule rule;
  rule.height = net.height;
  rule.width = net.width;
  rule.shortSide = words.short_side;
  if (resize == "shorter-side-and-crop")
    rule.fit = Fit::ShorterSideAndCrop;
  if (interpolation == "nearest")
    rule.interpolation = Resampling::Nearest;
  else if (interpolation == "area")
    rule.interpolation = Resampling::Area;
  bool known = (rule.fit == Fit::Stretch ? resize == "stretch" : rule.shortSide > 0) &&
               (rule.interpolation != Resampling::Bilinear || interpolation == "bilinear");
  if (!known)
    return Failure{Blame::Bug, std::string(net.name) + ": unknown rule for resizing: " + std::string(resize) + ", " +
                                   std::string(interpolation)};
  return rule;
}

namespace {

Outcome<Image> readPicture(const std::filesystem::path &file, const ResizeRule &rule) {
  try {
    Outcome<Image> image = readImage(file);
    return image ? Outcome<Image>(resizeImage(*image, rule)) : image;
  } catch (const std::bad_alloc &) {
    return Failure{Blame::World, printableName(file) + ": no memory to resize it"};
  }
}

} // namespace

std::vector<Outcome<Image>> readPictures(const std::filesystem::path *files, size_t count, const ResizeRule &rule,
                                         int threads) {
  std::vector<Outcome<Image>> images(count, Outcome<Image>(Image()));
  std::atomic<size_t> next{0};
  auto work = [&] {
    for (size_t i; (i = next++) < count;)
      images[i] = readPicture(files[i], rule);
  };
  std::vector<std::thread> others;
  try {
    while (others.size() + 1 < std::min(size_t(threads), count))
      others.emplace_back(work);
  } catch (const std::system_error &) {
    // the system has no more threads: those that run do the work
  }
  work();
  for (std::thread &thread : others)
    thread.join();
  return images;
}

} // namespace resnetc
