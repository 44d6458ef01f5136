// ReadText: a spec's text through the front door, with what it printed.
#pragma once
#include "frontend/spec/SpecParser.h"

namespace resnetc {

struct ReadText {
  explicit ReadText(llvm::StringRef text, llvm::StringRef fileName = "net.yaml") {
    llvm::raw_string_ostream stream(messages);
    Diagnostics diagnostics(stream);
    parsed = parseSpec(text, fileName, diagnostics);
    errors = diagnostics.errorCount();
  }

  bool good() const { return parsed.has_value(); }
  const Spec &spec() const { return parsed->spec; }
  bool says(llvm::StringRef part) const { return messages.find(part.str()) != std::string::npos; }

  std::optional<ParsedSpec> parsed;
  std::string messages;
  int errors = 0;
};

} // namespace resnetc
