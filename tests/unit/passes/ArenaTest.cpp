#include "passes/Arena.h"
#include <catch2/catch.hpp>

using resnetc::Arena;

TEST_CASE("a buffer takes the lowest place where none that lives lies", "[arena]") {
  Arena arena(64);
  REQUIRE(arena.take(100) == 0);
  REQUIRE(arena.take(64) == 128);
  REQUIRE(arena.take(64) == 192);
  arena.giveBack(128);
  REQUIRE(arena.take(65) == 256); // does not fit between
  REQUIRE(arena.take(64) == 128);
  REQUIRE(arena.bytes() == 384);
}

TEST_CASE("bytes that were given back are used again from the start", "[arena]") {
  Arena arena(64);
  arena.take(1000);
  arena.giveBack(0);
  REQUIRE(arena.take(1000) == 0);
  REQUIRE(arena.bytes() == 1024);
}

TEST_CASE("a device's buffers begin on multiples of its alignment", "[arena]") {
  Arena arena(512);
  REQUIRE(arena.take(100) == 0);
  REQUIRE(arena.take(513) == 512);
  REQUIRE(arena.take(1) == 1536);
  REQUIRE(arena.bytes() == 2048);
}
