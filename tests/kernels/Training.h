// Training: what the tests of training's kernels share: ragged shapes, views of maps by
// pixel, and poison where a kernel has no business.
#pragma once
#include "tests/kernels/Keys.h"
#include "tests/kernels/RunKernel.h"
#include <functional>

namespace resnetc {

struct RaggedShape {
  int n, h, w, c;
  int halos[4]; ///< of in, dy, y and out, where the operation has them
};

/// Channels that fill no vector, one or many; single pixels, rows and columns; all halos.
const std::vector<RaggedShape> &raggedShapes();

/// `operation fields…` with the sizes of the shape.
KernelKey questionOf(const std::string &operation, const RaggedShape &shape);

using Check = std::function<void(const KernelKey &)>;

/// In a section "on CPUs" a key of each question: whole and cut in turn, or both with `each`. In one
/// "on devices" those of some questions on OpenCL and Vulkan in turn; of all if the environment
/// has RESNETC_LONG_SWEEP.
void forEachQuestion(const std::vector<KernelKey> &questions, const Check &check, size_t keysOfEach = 1);

/// The same of each ragged shape, with the variants of an operation in turn.
void forEachKey(const std::vector<std::string> &variants, const Check &check);

/// Two keys of a question: as the Catalog chooses on avx2; on avx512 in up to four parts.
std::vector<KernelKey> wholeAndCut(const KernelKey &question);

/// A map's elements by pixel.
class Pixels {
public:
  Pixels(const Values &values, const KernelArgument &argument) : values(values), argument(argument) {}
  double operator()(int64_t n, int64_t y, int64_t x, int64_t c) const;

private:
  const Values &values;
  const KernelArgument &argument;
};

/// The argument of that name, the last if several, and its place among all.
size_t indexOf(const std::vector<KernelArgument> &arguments, const std::string &name);

/// NaN in the halo.
void poisonHalo(Values &values, const KernelArgument &argument);
/// NaN in all images from `count` on.
void poisonImages(Values &values, const KernelArgument &argument, int64_t count);
/// Inputs with the halos poisoned, `count` images and the other hyper-parameters set.
std::vector<Values> poisonedInputs(const KernelKey &key, int64_t count);

using PixelValue = std::function<double(int64_t n, int64_t y, int64_t x, int64_t c)>;
/// Requires want(n, y, x, c) within margin * (1 + |want|) in the interior, `untouched` in the halo.
void requirePixels(const KernelArgument &argument, const Values &got, double margin, const PixelValue &want);
/// The same of a list of values.
void requireValues(const Values &got, const std::vector<double> &want, double margin);

} // namespace resnetc
