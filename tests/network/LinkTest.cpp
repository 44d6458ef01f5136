// The generated files as a user meets them: in his compiler and linker.
#include "tests/network/CompiledNet.h"
#include <catch2/catch.hpp>
#include <filesystem>
#include <cstdlib>
#include <set>
#include <sstream>

using namespace resnetc;

namespace {
/// Output and error of a command that must succeed.
std::string shell(const std::string &command) {
  TestFolder folder;
  const int status = std::system((command + " > " + folder.file("log") + " 2>&1").c_str());
  const std::string said = contentOf(folder.file("log"));
  CAPTURE(command, said);
  REQUIRE(status == 0);
  return said;
}

/// Two nets that share their kernels, in one folder.
struct TwoNets {
  TwoNets() {
    for (const char *name : {"first", "second"}) {
      PlannedNet planned(tinySpec(name), hostTargets().front(), {1, 2});
      mustEmit(planned, optionsFor(folder.path()));
    }
    folder.write("main.c", R"(
#include "first.h"
#include "second.h"
#include <stdio.h>
#include <string.h>
#define ALIGNED __attribute__((aligned(64)))
#define RUN(net, NET, out, pool) do { \
  static char packed[NET##_PACKED_BYTES] ALIGNED, parameters[NET##_PARAMETERS_BYTES] ALIGNED; \
  static char arena[NET##_ARENA_BYTES_1(2)] ALIGNED; \
  int status = net##_initialize((float *)parameters, 7); \
  if (!status) status = net##_prepare((float *)parameters, packed); \
  if (!status) status = net##_infer(packed, images, 1, out, arena, pool); \
  if (status) { puts(resnetc_status_text(status)); return 1; } } while (0)
static float images[FIRST_INPUT_HEIGHT * FIRST_INPUT_WIDTH * FIRST_INPUT_CHANNELS];
static float a[FIRST_CLASSES], b[SECOND_CLASSES];
int main(void) {
  resnetc_pool *pool = resnetc_pool_create(2, 0);
  int i;
  for (i = 0; i < (int)(sizeof images / sizeof *images); i++) images[i] = (float)(i % 17) - 8.0f;
  RUN(first, FIRST, a, pool);
  RUN(second, SECOND, b, NULL);
  resnetc_pool_destroy(pool);
  if (memcmp(a, b, sizeof a) || strcmp(FIRST_TARGET, first_target()) || strcmp(second_net()->name, "second")) return 2;
  puts("same");
  return 0;
}
)");
  }
  TestFolder folder;
};

std::set<std::string> symbolsOf(const std::string &options, const std::string &file) {
  std::istringstream lines(shell("nm -P " + options + " " + file));
  std::set<std::string> names;
  for (std::string line; std::getline(lines, line);)
    if (line.find(' ') != std::string::npos && line.back() != ':')
      names.insert(line.substr(0, line.find(' ')));
  return names;
}
} // namespace

TEST_CASE("two nets in one C99 or C++11 program, static and shared, give the same bits", "[network]") {
  TwoNets nets;
  const std::string in = nets.folder.path();
  const std::string strict = " -Wall -Wextra -Wpedantic -Werror -I" + in + " ";
  for (const std::string &compiler : {std::string("cc -std=c99 -x c"), std::string("c++ -std=c++11 -x c++")})
    for (const std::string &link :
         {in + "/libfirst.a " + in + "/libsecond.a -lpthread",
          "-L" + in + " -l:libfirst.so -l:libsecond.so -Wl,-rpath," + in}) {
      shell(compiler + strict + in + "/main.c -x none " + link + " -Wl,--fatal-warnings -o " + in + "/program");
      CHECK(shell(in + "/program") == "same\n");
    }
}

TEST_CASE("a net shows its interface and asks for what the list has", "[network]") {
  TwoNets nets;
  const std::set<std::string> interface = {
      "first_infer", "first_infer_u8", "first_initialize", "first_logits", "first_logits_u8", "first_net",
      "first_prepare", "first_preprocess", "first_target", "resnetc_pool_create", "resnetc_pool_destroy",
      "resnetc_status_text"};
  CHECK(symbolsOf("-g --defined-only", nets.folder.file("libfirst.a")) == interface);
  CHECK(symbolsOf("-D --defined-only", nets.folder.file("libfirst.so")) == interface);
  const std::set<std::string> allowed = {"memcpy", "memmove", "memset", "pthread_create", "pthread_join", "syscall"};
  for (const std::string &name : symbolsOf("-u", nets.folder.file("libfirst.a")))
    CHECK(allowed.count(name) == 1);
}

TEST_CASE("the runner, if there is one, lies beside the library and can be run", "[network]") {
  TestFolder folder;
  PlannedNet planned(tinySpec(), hostTargets().front(), {1});
  EmitOptions options = optionsFor(folder.file("out"));
  TestFolder programs;
  std::filesystem::create_symlink(options.programsFolder + "/resnetc-kernel", programs.file("resnetc-kernel"));
  const bool hasRunner = GENERATE(false, true);
  if (hasRunner)
    programs.write("resnetc-runner", "#!/bin/sh\necho runs\n");
  options.programsFolder = programs.path();
  options.cacheFolder = ""; // a child of the symbolic link finds its library by its real path
  options.cacheFolder = optionsFor("").cacheFolder;
  mustEmit(planned, options);
  std::vector<std::string> expected = {"libtiny.a", "libtiny.so"};
  if (hasRunner)
    expected.push_back("tiny");
  for (const char *file : {"tiny.h", "tiny.json", "tiny.yaml"})
    expected.push_back(file);
  CHECK(filesOf(folder.file("out")) == expected);
  if (hasRunner)
    CHECK(shell(folder.file("out/tiny")) == "runs\n");
}
