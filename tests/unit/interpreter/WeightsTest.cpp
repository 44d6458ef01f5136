#include "ir/interpreter/Convolution.h"
#include "ir/interpreter/SeededValues.h"
#include "ir/interpreter/Weights.h"
#include "tests/unit/interpreter/ParsedNet.h"

using namespace resnetc;

namespace {
const Norm norm = {{{3}, {2, 1, -1}}, {{3}, {0.5, 0, 1}}, {{3}, {1, -1, 2}}, {{3}, {3, 8, 0}}, 1};
}

TEST_CASE("folding multiplies each output channel by gamma / sqrt(variance + epsilon)") {
  const Tensor factor = normFactor(norm.gamma, norm.variance, norm.epsilon);
  requireClose(factor, {{3}, {1, 1.0 / 3, -1}});
  requireClose(foldFilter({{1, 1, 2, 3}, {1, 3, 5, 2, 6, 10}}, factor), {{1, 1, 2, 3}, {1, 1, -5, 2, 2, -10}});
  requireClose(foldShift({{3}, {0, 2, 0}}, norm), {{3}, {-0.5, 1, 3}});
}

TEST_CASE("a folded convolution is the convolution and its batch norm") {
  const Tensor input = seededImages({2, 5, 4, 2}, 1), kernel = seededImages({3, 3, 2, 3}, 2);
  const Tensor bias = {{3}, {0.25, -0.5, 1}};
  ConvolutionDetails details;
  details.pad = Padding::symmetric(1);
  details.shift = &bias;
  const Tensor want = batchNorm(conv2d(input, kernel, details), norm);
  const Tensor shift = foldShift(bias, norm);
  details.shift = &shift;
  requireClose(conv2d(input, foldFilter(kernel, normFactor(norm.gamma, norm.variance, norm.epsilon)), details), want);
}

TEST_CASE("packing lays panels of output channels side by side and fills the last with zeros") {
  const Tensor kernel = {{2, 3}, {1, 2, 3, 10, 20, 30}}; // c x k
  requireClose(packFilter(kernel, 2), {{2, 1, 1, 2, 2}, {1, 2, 10, 20, 3, 0, 30, 0}});
  requireClose(packShift({{3}, {1, 2, 3}}, 2), {{4}, {1, 2, 3, 0}});
}

TEST_CASE("unpacking gives back what was packed, whatever the panel") {
  const Tensor filter = seededImages({3, 3, 2, 5}, 1), shift = seededImages({5}, 2);
  for (const int64_t panel : {1, 2, 4, 5, 16}) {
    CAPTURE(panel);
    requireClose(unpackFilter(packFilter(filter, panel), 5), filter, 0);
    requireClose(unpackShift(packShift(shift, panel), 5), shift, 0);
  }
}
