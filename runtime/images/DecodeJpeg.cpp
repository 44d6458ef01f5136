// DecodeJpeg: libturbojpeg with warnings as errors. OpenCV hides libjpeg's warnings, so a file cut in half
// would come back as half a picture; the pixels are the same as OpenCV's, it uses the same library.
#include "runtime/images/Decoders.h"
#include <memory>
#include <turbojpeg.h>

namespace resnetc {
namespace {

using Decompressor = std::unique_ptr<void, int (*)(tjhandle)>;

/// Inks to light. JPEG files hold CMYK inverted (Adobe's habit, which Pillow and OpenCV assume too), so
/// c and k here are the light that the ink lets pass.
void convertCmyk(const std::vector<uint8_t> &cmyk, std::vector<uint8_t> &rgb) {
  for (size_t pixel = 0; pixel < cmyk.size() / 4; ++pixel)
    for (size_t c = 0; c < 3; ++c)
      rgb[pixel * 3 + c] = static_cast<uint8_t>((cmyk[pixel * 4 + c] * cmyk[pixel * 4 + 3] + 127) / 255);
}

Failure damaged(tjhandle decompressor) {
  return {Blame::User, std::string("damaged or truncated JPEG (") + tjGetErrorStr2(decompressor) + ")"};
}

} // namespace

Outcome<Image> decodeJpeg(const ImageBytes &bytes) {
  Decompressor decompressor(tjInitDecompress(), tjDestroy);
  if (!decompressor)
    return Failure{Blame::World, "no memory for the JPEG decoder"};
  int width = 0, height = 0, subsampling = -1, colorspace = -1;
  int status = tjDecompressHeader3(decompressor.get(), bytes.data(), bytes.size(), &width, &height, &subsampling,
                                   &colorspace);
  // Rare subsamplings have no name in turbojpeg, which calls this an error, yet it decodes them.
  bool onlyUnnamed = width > 0 && height > 0 && colorspace >= 0 && subsampling < 0;
  if (status != 0 && !onlyUnnamed)
    return damaged(decompressor.get());
  if (auto failure = checkImageSize(height, width))
    return *failure;

  Image image{height, width, std::vector<uint8_t>(size_t(height) * width * 3)};
  bool inks = colorspace == TJCS_CMYK || colorspace == TJCS_YCCK;
  std::vector<uint8_t> cmyk(inks ? size_t(height) * width * 4 : 0);
  // A few bytes can ask for thousands of progressive scans: turbojpeg stops after 500.
  int flags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
  status = tjDecompress2(decompressor.get(), bytes.data(), bytes.size(), inks ? cmyk.data() : image.pixels.data(),
                         width, 0, height, inks ? TJPF_CMYK : TJPF_RGB, flags);
  if (status != 0)
    return damaged(decompressor.get());
  if (inks)
    convertCmyk(cmyk, image.pixels);
  return image;
}

} // namespace resnetc
