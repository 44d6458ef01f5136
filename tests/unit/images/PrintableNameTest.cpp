#include "runtime/images/PrintableName.h"
#include <catch2/catch.hpp>

using resnetc::printableText;

TEST_CASE("text that a terminal shows is kept, in any script", "[images]") {
  CHECK(printableText("cat 1.jpg") == "cat 1.jpg");
  CHECK(printableText("Käse 猫 🐈.png") == "Käse 猫 🐈.png");
  CHECK(printableText("") == "");
}

TEST_CASE("control characters and bytes that are no UTF-8 are written as hexadecimal", "[images]") {
  CHECK(printableText("a\x1b[2Jb\n") == "a\\x1b[2Jb\\x0a");
  CHECK(printableText("caf\xe9.jpg") == "caf\\xe9.jpg");
  CHECK(printableText("\xc0\xaf") == "\\xc0\\xaf");                 // too long a form of /
  CHECK(printableText("\xed\xa0\x80") == "\\xed\\xa0\\x80");        // half a surrogate pair
  CHECK(printableText("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80"); // past the last character
  CHECK(printableText("\xe2\x80\xae") == "\\xe2\\x80\\xae");        // turns the line's direction
  CHECK(printableText("\xe2\x82") == "\\xe2\\x82");                 // cut off
}
