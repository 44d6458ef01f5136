// Initial parameters: counter-based random numbers, and only operations that IEEE 754
// rounds the same everywhere (built with -ffp-contract=off).
#include "runtime/embed/initialize.h"

/// splitmix64's output function (Steele, Lea, Flood 2014): every bit depends on every bit.
static uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// FNV-1a. By name, so that a tensor keeps its values when another is added before it.
static uint64_t hashName(const char *name) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (; *name; ++name)
    hash = (hash ^ (uint8_t)*name) * 0x100000001b3u;
  return hash;
}

static const char *wordOf(const char *name) {
  const char *word = name;
  for (; *name; ++name)
    if (*name == '/')
      word = name + 1;
  return word;
}

static int isWord(const char *name, const char *word) {
  for (name = wordOf(name); *word && *name == *word; ++name, ++word) {
  }
  return *name == *word;
}

static void fillKernel(const resnetc_parameter *parameter, int64_t elements, uint64_t seed, float *values) {
  const int64_t fanIn = elements / parameter->shape[parameter->rank - 1];
  // 24 bits, centred on 0, times limit / 2^23: one rounding. Uniform of variance 2/fanIn: limit sqrt(6/fanIn).
  const float scale = (float)(__builtin_sqrt(6.0 / (double)fanIn) / 8388608.0);
  const uint64_t stream = mix(seed ^ mix(hashName(parameter->name)));
  for (int64_t i = 0; i < elements; ++i) {
    const int32_t random = (int32_t)(mix(stream + (uint64_t)i) >> 40) - 8388608;
    values[i] = (float)random * scale;
  }
}

void support_initialize(const resnetc_parameter *table, int32_t count, uint64_t seed, float *blob) {
  for (const resnetc_parameter *parameter = table; parameter < table + count; ++parameter) {
    int64_t elements = 1;
    for (int32_t i = 0; i < parameter->rank; ++i)
      elements *= parameter->shape[i];
    float *values = blob + parameter->offset;
    if (isWord(parameter->name, "kernel")) {
      fillKernel(parameter, elements, seed, values);
      continue;
    }
    const int isOne = isWord(parameter->name, "gamma") || isWord(parameter->name, "moving_variance");
    for (int64_t i = 0; i < elements; ++i)
      values[i] = isOne ? 1.0f : 0.0f;
  }
}
