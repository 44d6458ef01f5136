#include "frontend/driver/Commands.h"

namespace resnetc {

std::string exampleText(std::initializer_list<const char *> examples) {
  std::string text = "Examples:";
  for (const char *example : examples)
    text += std::string("\n  resnetc ") + example;
  return text;
}

} // namespace resnetc
