#include "tests/kernels/Keys.h"
#include <catch2/catch.hpp>
#include <sstream>

namespace resnetc {
namespace {
const std::pair<const char *, const char *> defaults[] = {
    {"n", "1"},           {"r", "1"},         {"stride", "1"},      {"pad", "0,0,0,0"}, {"add", "0"},
    {"relu", "0"},        {"inplace", "0"},   {"in", "f32:nhwc"},   {"out", "f32:nhwc"}, {"pool", "3"},
    {"pool_stride", "2"}, {"pool_pad", "0,0,0,0"}, {"order", "rgb"}, {"scale", "1"},     {"mean", "0,0,0"},
    {"std", "1,1,1"},     {"fold", "0"},      {"bias", "0"},        {"epsilon", "0.001"},
    {"dy", "f32:nhwc"},   {"y", "f32:nhwc"},  {"rotate", "0"},      {"adamw", "0"},     {"beta1", "0.9"},
    {"beta2", "0.999"},   {"momentum", "0.99"}, {"pixels", "0"},    {"label_smoothing", "0"},
};
} // namespace

KernelKey question(const std::string &text) {
  std::istringstream words(text);
  std::string operation;
  words >> operation;
  KernelKey key(operation);
  for (const auto &[field, value] : defaults)
    if (key.has(field))
      key.set(field, std::string_view(value));
  for (std::string word; words >> word;) {
    const size_t equals = word.find('=');
    key.set(word.substr(0, equals), std::string_view(word).substr(equals + 1));
  }
  return key;
}

std::vector<KernelKey> acceptedKeys(const KernelKey &question, const std::string &machine, size_t most) {
  std::vector<KernelKey> all, some;
  for (const Candidate &candidate : candidatesFor(question, *findMachine(machine)))
    if (candidate.accepted)
      all.push_back(candidate.key);
  REQUIRE_FALSE(all.empty());
  if (all.size() <= most)
    return all;
  for (size_t i = 0; i < most; ++i)
    some.push_back(all[most == 1 ? 0 : i * (all.size() - 1) / (most - 1)]);
  return some;
}

} // namespace resnetc
