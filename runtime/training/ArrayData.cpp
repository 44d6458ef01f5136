// ArrayData: see ArrayData.h.
#include "runtime/training/ArrayData.h"
#include "runtime/training/Checksum.h"
#include "runtime/training/DoubleText.h"
#include <algorithm>
#include <cmath>

namespace resnetc {
namespace {

class ArrayData : public DataSet {
public:
  ArrayData(NpyArray array, std::string imageFile, std::vector<int32_t> classOf, const NetInput &input)
      : array(std::move(array)), file(std::move(imageFile)), labels(std::move(classOf)), rule(input.resize),
        perImage(size_t(1)) {
    for (size_t axis = 1; axis < this->array.shape.size(); ++axis)
      perImage *= size_t(this->array.shape[axis]);
    Checksum sum;
    sum.add(printNpyShape(this->array.shape));
    sum.add(this->array.storage.get(), labels.size() * perImage * (kind() == Kind::Values ? sizeof(float) : 1));
    sum.add(labels.data(), labels.size() * sizeof(int32_t));
    print = sum.hex();
  }

  Kind kind() const override { return array.type == NpyArray::Type::Float32 ? Kind::Values : Kind::Pixels; }
  int64_t size() const override { return int64_t(labels.size()); }
  int32_t label(int64_t sample) const override { return labels[size_t(sample)]; }
  const float *values(int64_t sample) const override { return array.floats() + size_t(sample) * perImage; }

  Outcome<Image> readPixels(int64_t sample) const override {
    Image image;
    image.height = int(array.shape[1]);
    image.width = int(array.shape[2]);
    const uint8_t *from = array.bytes() + size_t(sample) * perImage;
    size_t pixels = size_t(image.height) * size_t(image.width);
    image.pixels.resize(pixels * 3);
    if (perImage == pixels) // grey
      for (size_t i = 0; i < pixels; ++i)
        std::fill_n(&image.pixels[3 * i], 3, from[i]);
    else
      std::copy_n(from, perImage, image.pixels.data());
    return image.height == rule.height && image.width == rule.width ? image : resizeImage(image, rule);
  }

  std::vector<Failure> check(int) const override {
    std::vector<Failure> failures;
    for (int64_t sample = 0; kind() == Kind::Values && sample < size(); ++sample) {
      const float *first = values(sample), *last = first + perImage;
      const float *bad = std::find_if(first, last, [](float value) { return !std::isfinite(value); });
      if (bad != last)
        failures.push_back(
            {Blame::User, file + ": value " + printDouble(*bad) + " in image " + std::to_string(sample)});
    }
    return failures;
  }

private:
  NpyArray array;
  std::string file;
  std::vector<int32_t> labels;
  ResizeRule rule;
  size_t perImage;
};

std::string checkValues(const std::vector<int64_t> &shape, const NetInput &input) {
  std::vector<int64_t> want = input.channelsFirst ? std::vector<int64_t>{input.channels, input.height, input.width}
                                                  : std::vector<int64_t>{input.height, input.width, input.channels};
  if (shape.size() == 4 && std::equal(want.begin(), want.end(), shape.begin() + 1))
    return "";
  return "an array of shape " + printNpyShape(shape) + ", but the net takes float32 (N, " +
         printNpyShape(want).substr(1);
}

std::string checkPixels(const std::vector<int64_t> &shape, const NetInput &input) {
  if (!input.takesPixels)
    return "8-bit pixels, but this net has no rule that turns R, G, B into its " + std::to_string(input.channels) +
           " channels; it takes float32 arrays";
  bool color = shape.size() == 4 && (shape[3] == 3 || shape[3] == 1);
  if (!color && shape.size() != 3)
    return "an array of shape " + printNpyShape(shape) +
           ", but uint8 images are (N, H, W, 3), (N, H, W, 1) or (N, H, W)";
  if (shape[1] < 1 || shape[2] < 1 || shape[1] > maxImageSide || shape[2] > maxImageSide)
    return "images of " + std::to_string(shape[1]) + " x " + std::to_string(shape[2]) + " pixels";
  return "";
}

} // namespace

Outcome<OwnedDataSet> makeArrayDataSet(NpyArray images, const std::string &imageFile,
                                       const std::vector<int64_t> &labels, const std::string &labelFile,
                                       const NetInput &input) {
  std::string why = images.type == NpyArray::Type::Float32 ? checkValues(images.shape, input)
                                                           : checkPixels(images.shape, input);
  if (why.empty() && images.shape[0] == 0)
    why = "no images in it";
  if (!why.empty())
    return Failure{Blame::User, imageFile + ": " + why};
  if (size_t(images.shape[0]) != labels.size())
    return Failure{Blame::User, labelFile + ": " + std::to_string(labels.size()) + " labels for the " +
                                    std::to_string(images.shape[0]) + " images of " + imageFile};
  std::vector<int32_t> classOf;
  classOf.reserve(labels.size());
  for (int64_t label : labels) {
    if (label < 0 || label >= input.classes)
      return Failure{Blame::User, labelFile + ": label " + std::to_string(label) + " of image " +
                                      std::to_string(classOf.size()) + ", but the net has " +
                                      std::to_string(input.classes) + " classes (0 .. " +
                                      std::to_string(input.classes - 1) + ")"};
    classOf.push_back(int32_t(label));
  }
  return OwnedDataSet(std::make_unique<ArrayData>(std::move(images), imageFile, std::move(classOf), input));
}

} // namespace resnetc
