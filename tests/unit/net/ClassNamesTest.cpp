#include "runtime/net/ClassNames.h"
#include "tests/unit/images/Pictures.h"
#include <catch2/catch.hpp>

using namespace resnetc;
using Catch::Contains;
using Names = std::vector<std::string>;

namespace {

Outcome<Names> namesOf(const std::string &text, int classes) {
  TestFolder folder;
  return readClassNames(folder.write("classes", Bytes(text.begin(), text.end())), classes);
}

std::string problemOf(const std::string &text, int classes) {
  Outcome<Names> names = namesOf(text, classes);
  return names ? "" : names.failure().message;
}

} // namespace

TEST_CASE("every form of class names gives the same list", "[net]") {
  auto text = GENERATE("cat\nblue whale\n", "cat\r\nblue whale\r\n\r\n", "\xef\xbb\xbf" "cat\nblue whale",
                       R"(["cat", "blue whale"])", R"({"1": "blue whale", "0": "cat"})",
                       R"( {"cat": 0, "blue whale": 1})",
                       R"({"0": ["n02121808", "cat"], "1": ["n02062744", "blue whale"]})",
                       R"([["n02121808", "cat"], ["n02062744", "blue whale"]])");
  CAPTURE(text);
  Outcome<Names> names = namesOf(text, 2);
  REQUIRE(names);
  CHECK(*names == Names{"cat", "blue whale"});
}

TEST_CASE("another number of names than classes is told with both", "[net]") {
  auto text = GENERATE("a\nb\nc\n", R"(["a", "b", "c"])", R"({"0": "a", "1": "b", "2": "c"})");
  CHECK_THAT(problemOf(text, 2), Contains("3 names") && Contains("2 classes"));
}

TEST_CASE("names that do not fit the classes are refused", "[net]") {
  CHECK_THAT(problemOf("a\n\nb\n", 3), Contains("line 2 is empty"));
  CHECK_THAT(problemOf("a\n\xff\n", 2), Contains("line 2 is not UTF-8"));
  CHECK_THAT(problemOf(R"({"0": "a", "7": "b"})", 2), Contains("\"7\" is not the number of a class"));
  CHECK_THAT(problemOf(R"({"a": 0, "b": 0})", 2), Contains("class 0 has two names"));
  CHECK_THAT(problemOf(R"({"a": -1, "b": 0})", 2), Contains("\"-1\""));
  CHECK_THAT(problemOf(R"(["a", 3])", 2), Contains("neither a text nor a list"));
  CHECK_THAT(problemOf(R"(["a", [3]])", 2), Contains("neither a text nor a list"));
  CHECK_THAT(problemOf(R"(["a", "b")", 2), Contains("not well-formed JSON"));
  CHECK_THAT(problemOf("[" + std::string(100000, '['), 2), Contains("nested") || Contains("JSON"));
  CHECK_THAT(problemOf("", 2), Contains("0 names"));
}

TEST_CASE("classes.txt or classes.json of a folder is found", "[net]") {
  TestFolder folder;
  CHECK(findClassNames(folder.path()).empty());
  folder.write("classes.json", {});
  CHECK(findClassNames(folder.path()).filename() == "classes.json");
  folder.write("classes.txt", {});
  CHECK(findClassNames(folder.path()).filename() == "classes.txt");
}
