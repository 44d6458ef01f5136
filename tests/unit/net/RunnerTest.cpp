#include "tests/unit/net/Capture.h"
#include "tests/unit/net/NetFolder.h"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

using namespace resnetc;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

struct Answered {
  int code;
  std::string out, error;
};

Answered call(const std::string &command) {
  Capture capture;
  int status = std::system(command.c_str());
  capture.finish();
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, capture.out, capture.error};
}

} // namespace

TEST_CASE("the program beside a library finds its net by its own name", "[net]") {
  NetFolder folder;
  fs::path program = folder.path() / "fake";
  fs::copy_file(RESNETC_RUNNER, program);
  folder.write("red.png", encodePicture(Image{2, 2, Bytes{255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0}}, ".png"));
  std::string run = program.native() + " ";

  Answered answered = call(run + "predict --json " + (folder.path() / "red.png").native());
  CHECK(answered.code == 0);
  CHECK(nlohmann::json::parse(answered.out)["images"][0]["top"][0]["class"] == 0);

  folder.write("x.npy", makeNpy("<f4", "(4, 6, 3)", Bytes(72 * 4)));
  CHECK(call("cd " + folder.path().native() + " && ./fake run --input x.npy --output y.npy").code == 0);
  CHECK(fs::exists(folder.path() / "y.npy"));

  answered = call(run + "info --layers");
  CHECK(answered.code == 0);
  CHECK_THAT(answered.out,
             Contains("fake for x86-64-v2") && Contains("float32 N x 4 x 6 x 3") && Contains("dense n=1"));
  CHECK(call(run + "info --spec").out == "name: fake\n");
}

TEST_CASE("the program's help has its commands and examples, and wrong flags exit with 2", "[net]") {
  NetFolder folder;
  fs::copy_file(RESNETC_RUNNER, folder.path() / "fake");
  std::string run = (folder.path() / "fake").native() + " ";
  Answered help = call(run + "--help");
  CHECK(help.code == 0);
  CHECK_THAT(help.out, Contains("predict") && Contains("bench") && Contains("info") && Contains("Examples:"));
  for (const char *command : {"run", "predict", "bench", "devices", "info"}) {
    CAPTURE(command);
    help = call(run + command + " --help");
    CHECK(help.code == 0);
    CHECK_THAT(help.out, Contains("Examples:") && !Contains("--net"));
  }
  for (const char *words : {"", "nonsense", "bench --threads 0", "bench --threads 65", "bench --batch x", "run",
                            "predict a.png --json --csv f", "bench --device gpu", "bench --device opencl:x"}) {
    CAPTURE(words);
    Answered wrong = call(run + words);
    CHECK(wrong.code == 2);
    CHECK(wrong.out == "");
    CHECK(wrong.error != "");
  }
}

TEST_CASE("under another name the program asks for its net", "[net]") {
  NetFolder folder;
  std::string run = std::string(RESNETC_RUNNER) + " ";
  CHECK_THAT(call(run + "info").error, Contains("--net"));
  CHECK(call(run + "info --net " + folder.path().native()).code == 0);
  CHECK(call(run + "info --net /absent").code == 1);
}
