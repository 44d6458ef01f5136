#include "tests/kernels/Training.h"
#include "ir/machine/Partition.h"
#include "tests/kernels/OnDevice.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

namespace resnetc {
namespace {
std::string layoutOf(int halo) { return halo ? "f32:nhwc+" + std::to_string(halo) : "f32:nhwc"; }

/// Calls visit(index, isInside, n, y, x, c) for each element of a map, halo included.
template <typename Visit> void forEachElement(const KernelArgument &argument, Visit visit) {
  const auto &e = argument.extents;
  const int64_t halo = argument.halo;
  size_t index = 0;
  for (int64_t n = 0; n < e[0]; ++n)
    for (int64_t y = -halo; y < e[1] + halo; ++y)
      for (int64_t x = -halo; x < e[2] + halo; ++x)
        for (int64_t c = 0; c < e[3]; ++c)
          visit(index++, y >= 0 && x >= 0 && y < e[1] && x < e[2], n, y, x, c);
}

bool isNear(double got, double want, double margin) {
  return std::abs(got - want) <= margin * (1 + std::abs(want));
}
} // namespace

const std::vector<RaggedShape> &raggedShapes() {
  static const std::vector<RaggedShape> shapes = {
      {1, 1, 1, 1, {0, 0, 0, 0}},   {1, 1, 1, 17, {1, 0, 2, 1}},  {3, 1, 7, 3, {0, 1, 0, 2}},
      {5, 7, 1, 8, {2, 0, 0, 1}},   {1, 5, 5, 64, {0, 0, 1, 0}},  {3, 4, 6, 16, {1, 1, 1, 1}},
      {5, 3, 3, 3, {0, 2, 1, 0}},   {1, 9, 2, 24, {2, 1, 0, 2}},  {3, 2, 9, 40, {0, 0, 0, 1}},
      {1, 7, 7, 96, {1, 0, 0, 0}},  {5, 2, 2, 128, {0, 1, 2, 0}}, {1, 13, 3, 1, {2, 2, 2, 2}},
      {3, 3, 13, 1, {0, 0, 0, 0}},  {1, 1, 33, 8, {0, 1, 1, 1}},  {5, 1, 1, 256, {0, 0, 0, 0}},
      {1, 6, 5, 17, {0, 2, 0, 2}},  {3, 5, 4, 64, {2, 0, 1, 1}},  {1, 3, 17, 12, {1, 2, 0, 0}},
      {5, 4, 3, 20, {0, 0, 2, 2}},  {1, 8, 8, 3, {1, 1, 0, 2}},   {3, 7, 5, 33, {2, 1, 2, 0}},
      {1, 2, 31, 48, {0, 0, 0, 2}},
  };
  return shapes;
}

KernelKey questionOf(const std::string &operation, const RaggedShape &shape) {
  KernelKey asked = question(operation);
  asked.set("n", int64_t(shape.n)).set("h", int64_t(shape.h)).set("w", int64_t(shape.w)).set("c", int64_t(shape.c));
  const char *layouts[] = {"in", "dy", "y", "out"};
  for (int i = 0; i < 4; ++i)
    if (asked.has(layouts[i]))
      asked.set(layouts[i], layoutOf(shape.halos[i]));
  return asked;
}

namespace {
void checkOnCpus(const std::vector<KernelKey> &questions, const Check &check, size_t keysOfEach) {
  size_t turn = 0;
  for (const KernelKey &asked : questions) {
    const auto keys = wholeAndCut(asked);
    for (size_t i = 0; i < keysOfEach; ++i) {
      const KernelKey &key = keys[turn++ % 2];
      CAPTURE(key.print());
      check(key);
    }
  }
}

/// A compile takes a second or two, so some questions must do.
void checkOnDevices(const std::vector<KernelKey> &questions, const Check &check) {
  const size_t step = std::getenv("RESNETC_LONG_SWEEP") ? 1 : 7;
  std::vector<std::string> machines = machinesHere();
  machines.erase(std::remove(machines.begin(), machines.end(), "cuda80"), machines.end());
  std::vector<KernelKey> possible;
  for (const KernelKey &asked : questions)
    if (!machines.empty() && chooseKernel(candidatesFor(asked, *findMachine(machines[0]))))
      possible.push_back(asked);
  REQUIRE((machines.empty() || 2 * possible.size() > questions.size())); // few are refused
  size_t turn = 0;
  for (size_t i = std::min(step, possible.size()) - 1; !machines.empty() && i < possible.size(); i += step) {
    const KernelKey key = acceptedKeys(possible[i], machines[turn++ % machines.size()], 1)[0];
    CAPTURE(key.print());
    check(key);
  }
}
} // namespace

void forEachQuestion(const std::vector<KernelKey> &questions, const Check &check, size_t keysOfEach) {
  SECTION("on CPUs") { checkOnCpus(questions, check, keysOfEach); }
  SECTION("on devices") { checkOnDevices(questions, check); }
}

void forEachKey(const std::vector<std::string> &variants, const Check &check) {
  std::vector<KernelKey> questions;
  for (const RaggedShape &shape : raggedShapes()) {
    questions.push_back(questionOf(variants[questions.size() / 2 % variants.size()], shape));
  }
  forEachQuestion(questions, check);
}

std::vector<KernelKey> wholeAndCut(const KernelKey &question) {
  KernelKey whole = acceptedKeys(question, "avx2").back(), cut = acceptedKeys(question, "avx512").back();
  for (int64_t parts = 4; cut.has("split") && parts > 1 && cut.integer("split") == 1; --parts)
    if (!isImplemented(cut.set("split", parts)))
      cut.set("split", int64_t(1));
  return {whole, cut};
}

double Pixels::operator()(int64_t n, int64_t y, int64_t x, int64_t c) const {
  const auto &e = argument.extents;
  const int64_t h = e[1] + 2 * argument.halo, w = e[2] + 2 * argument.halo;
  return values[size_t(((n * h + y + argument.halo) * w + x + argument.halo) * e[3] + c)];
}

size_t indexOf(const std::vector<KernelArgument> &arguments, const std::string &name) {
  for (size_t i = arguments.size(); i-- > 0;)
    if (arguments[i].name == name)
      return i;
  FAIL("no argument " << name);
  return 0;
}

void poisonHalo(Values &values, const KernelArgument &argument) {
  if (argument.extents.size() == 4)
    forEachElement(argument, [&](size_t i, bool isInside, int64_t, int64_t, int64_t, int64_t) {
      if (!isInside)
        values[i] = NAN;
    });
}

void poisonImages(Values &values, const KernelArgument &argument, int64_t count) {
  const size_t image = size_t(argument.elements() / argument.extents[0]);
  std::fill(values.begin() + int64_t(image) * count, values.end(), NAN);
}

std::vector<Values> poisonedInputs(const KernelKey &key, int64_t count) {
  const auto arguments = argumentsOf(key);
  std::vector<Values> inputs = makeInputs(key);
  for (size_t i = 0; i < inputs.size(); ++i) {
    poisonHalo(inputs[i], arguments[i]);
    if (arguments[i].name == "hyper")
      inputs[i] = {float(count), 0.05f, 0.9f, 0, 0.01f, 0.7f, NAN, NAN};
  }
  return inputs;
}

void requirePixels(const KernelArgument &argument, const Values &got, double margin, const PixelValue &want) {
  REQUIRE(int64_t(got.size()) == argument.elements());
  forEachElement(argument, [&](size_t i, bool isInside, int64_t n, int64_t y, int64_t x, int64_t c) {
    const double wanted = isInside ? want(n, y, x, c) : double(untouched);
    if (isInside ? isNear(got[i], wanted, margin) : got[i] == untouched)
      return;
    CAPTURE(n, y, x, c, got[i], wanted);
    FAIL("a value is wrong");
  });
  SUCCEED();
}

void requireValues(const Values &got, const std::vector<double> &want, double margin) {
  REQUIRE(got.size() == want.size());
  for (size_t i = 0; i < got.size(); ++i) {
    if (isNear(got[i], want[i], margin))
      continue;
    CAPTURE(i, got[i], want[i]);
    FAIL("a value is wrong");
  }
  SUCCEED();
}

} // namespace resnetc
