#include "ir/interpreter/SeededValues.h"
#include "tests/unit/interpreter/ParsedNet.h"
#include "tests/unit/interpreter/TinyNet.h"
#include <algorithm>

using namespace resnetc;

TEST_CASE("seeded parameters have the net's shapes and are all float32 values") {
  ParsedNet parsed(tinyNet());
  const ParameterValues values = seededParameters(parsed.net(), 3);
  size_t parameters = 0;
  for (auto parameter : parsed.net().getOps<resnet::ParameterOp>()) {
    CAPTURE(parameter.getSymName().str());
    ++parameters;
    const Tensor &tensor = values.at(parameter.getSymName().str());
    CHECK(llvm::ArrayRef(tensor.shape) == parameter.tensorType().getShape());
    CHECK(tensor.elements() == parameter.tensorType().getNumElements());
    for (const double value : tensor.values)
      REQUIRE(value == double(float(value)));
  }
  CHECK(values.size() == parameters);
}

TEST_CASE("seeded values depend on name and seed alone and stay in their ranges") {
  ParsedNet parsed(tinyNet());
  const ParameterValues values = seededParameters(parsed.net(), 3), again = seededParameters(parsed.net(), 3),
                        others = seededParameters(parsed.net(), 4);
  CHECK(values.at("res2a/kernel").values == again.at("res2a/kernel").values);
  CHECK(values.at("res2a/kernel").values != others.at("res2a/kernel").values);
  CHECK(values.at("bn2a/beta").values != values.at("bn2b/beta").values);
  for (const double variance : values.at("bn2a/moving_variance").values)
    CHECK((variance >= 0.5 && variance <= 1.5));
  for (const double gamma : values.at("bn2a/gamma").values)
    CHECK((gamma >= 0.6 && gamma <= 1.4));
}

TEST_CASE("seeded images and pixels fill their ranges") {
  const Tensor images = seededImages({2, 32, 32, 3}, 1), pixels = seededPixels({2, 32, 32, 3}, 1);
  const auto [low, high] = std::minmax_element(images.values.begin(), images.values.end());
  CHECK((*low >= -1 && *low < -0.99 && *high <= 1 && *high > 0.99));
  const auto [black, white] = std::minmax_element(pixels.values.begin(), pixels.values.end());
  CHECK((*black == 0 && *white == 255));
}
