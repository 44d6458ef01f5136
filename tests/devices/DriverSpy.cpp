// DriverSpy: see DriverSpy.h.
#include "tests/devices/DriverSpy.h"
#include <array>
#include <catch2/catch.hpp>
#include <cstring>
#include <dlfcn.h>
#include <map>
#include <utility>

namespace {
using Word = long; ///< every argument of a watched function is one, or the lower half of one
using Function = Word (*)(Word, Word, Word, Word, Word, Word, Word, Word, Word, Word, Word); // as many as any has

/// A function, the code with which it fails, and where it tells it: by its result (0) or through its nth argument.
struct Watched {
  const char *name;
  int code, tellsThrough;
};

constexpr Watched watched[] = {
    {"clCreateContext", -6, 6}, {"clCreateCommandQueue", -6, 4}, {"clCreateBuffer", -4, 5},
    {"clCreateSubBuffer", -13, 5}, {"clCreateProgramWithSource", -6, 5}, {"clBuildProgram", -11, 0},
    {"clCreateKernel", -46, 3}, {"clSetKernelArg", -51, 0}, {"clEnqueueFillBuffer", -5, 0},
    {"clEnqueueWriteBuffer", -5, 0}, {"clEnqueueReadBuffer", -5, 0}, {"clEnqueueNDRangeKernel", -54, 0},
    {"clFinish", -36, 0}, {"clGetDeviceIDs", -1, 0}, {"clReleaseMemObject", 0, 0}, {"clReleaseKernel", 0, 0},
    {"clReleaseProgram", 0, 0}, {"clReleaseCommandQueue", 0, 0}, {"clReleaseContext", 0, 0},
    {"vkCreateDevice", -10, 0}, {"vkDestroyDevice", 0, 0}, {"vkDestroyInstance", 0, 0}, {"vkCreateBuffer", -1, 0},
    {"vkDestroyBuffer", 0, 0}, {"vkAllocateMemory", -2, 0}, {"vkFreeMemory", 0, 0}, {"vkMapMemory", -5, 0},
    {"vkCreateShaderModule", -1000012000, 0}, {"vkDestroyShaderModule", 0, 0}, {"vkCreateComputePipelines", -3, 0},
    {"vkDestroyPipeline", 0, 0}, {"vkAllocateDescriptorSets", -1000069000, 0}, {"vkBeginCommandBuffer", -1, 0},
    {"vkEndCommandBuffer", -1, 0}, {"vkQueueSubmit", -4, 0}, {"vkWaitForFences", -4, 0}, {"vkCmdDispatch", 0, 0},
    {"vkCmdCopyBuffer", 0, 0}, {"vkCreateDescriptorPool", -2, 0}, {"vkEnumeratePhysicalDevices", -3, 0},
    {"cuDevicePrimaryCtxRetain", 101, 0}, {"cuCtxPushCurrent_v2", 201, 0}, {"cuStreamCreate", 999, 0},
    {"cuMemAlloc_v2", 2, 0}, {"cuMemcpyHtoDAsync_v2", 719, 0}, {"cuMemcpyDtoHAsync_v2", 719, 0},
    {"cuModuleLoadDataEx", 218, 0}, {"cuModuleGetFunction", 500, 0}, {"cuLaunchKernel", 719, 0},
    {"cuStreamSynchronize", 719, 0}, {"cuInit", 100, 0}};
constexpr size_t watchedCount = std::size(watched);

struct State {
  int calls = 0, failFrom = 0;
  Function real = nullptr;
};
std::array<State, watchedCount> states;
bool watching = false;
std::string hidden, removed;
std::map<std::string, std::string> replacements;

Word failAs(const Watched &function, const Word (&arguments)[6]) {
  if (!function.tellsThrough)
    return function.code;
  *reinterpret_cast<int *>(arguments[function.tellsThrough - 1]) = function.code;
  return 0;
}

template <size_t i>
Word forward(Word a, Word b, Word c, Word d, Word e, Word f, Word g, Word h, Word j, Word k, Word l) {
  State &state = states[i];
  if (++state.calls >= state.failFrom && state.failFrom)
    return failAs(watched[i], {a, b, c, d, e, f});
  return state.real(a, b, c, d, e, f, g, h, j, k, l);
}

template <size_t... i>
constexpr std::array<Function, watchedCount> forwards(std::index_sequence<i...>) {
  return {forward<i>...};
}

size_t indexOf(const std::string &name) {
  for (size_t i = 0; i < watchedCount; ++i)
    if (name == watched[i].name)
      return i;
  return watchedCount;
}

void *watch(const char *name, void *found) {
  static constexpr auto all = forwards(std::make_index_sequence<watchedCount>());
  const size_t i = indexOf(name);
  if (!watching || !found || i == watchedCount)
    return removed == name ? nullptr : found;
  states[i].real = reinterpret_cast<Function>(found);
  return removed == name ? nullptr : reinterpret_cast<void *>(all[i]);
}

using GetProcedure = void *(*)(void *, const char *);
GetProcedure realGetProcedure;
void *watchedProcedure(void *instance, const char *name) { return watch(name, realGetProcedure(instance, name)); }
} // namespace

extern "C" {
void *__real_dlopen(const char *name, int mode);
void *__real_dlsym(void *library, const char *name);

void *__wrap_dlopen(const char *name, int mode) {
  if (!hidden.empty() && name && !std::strncmp(name, hidden.c_str(), hidden.size()))
    return nullptr;
  const auto found = name ? replacements.find(name) : replacements.end();
  return __real_dlopen(found == replacements.end() ? name : found->second.c_str(), mode);
}

void *__wrap_dlsym(void *library, const char *name) {
  void *found = __real_dlsym(library, name);
  if (found && !std::strcmp(name, "vkGetInstanceProcAddr")) {
    realGetProcedure = reinterpret_cast<GetProcedure>(found);
    return reinterpret_cast<void *>(watchedProcedure);
  }
  return watch(name, found);
}
}

namespace resnetc {

DriverSpy::DriverSpy() {
  states = {};
  watching = true;
}

DriverSpy::~DriverSpy() {
  watching = false;
  for (State &state : states)
    state.failFrom = 0; // devices that are still open keep their functions
  hidden.clear();
  removed.clear();
  replacements.clear();
}

int DriverSpy::calls(const std::string &function) const {
  INFO(function);
  REQUIRE(indexOf(function) < watchedCount);
  return states[indexOf(function)].calls;
}

void DriverSpy::forget() {
  for (State &state : states)
    state.calls = 0;
}

void DriverSpy::fail(const std::string &function, int nth) {
  INFO(function);
  REQUIRE(indexOf(function) < watchedCount);
  State &state = states[indexOf(function)];
  state.failFrom = state.calls + nth;
}

void DriverSpy::hide(const std::string &library) { hidden = library; }
void DriverSpy::replace(const std::string &library, const std::string &path) { replacements[library] = path; }
void DriverSpy::remove(const std::string &function) { removed = function; }

} // namespace resnetc
