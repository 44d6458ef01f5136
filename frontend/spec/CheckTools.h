// CheckTools: what the checks of a spec share: places of values, ranges, and the rule that a
// check is left out when a key it reads is already refused.
#pragma once
#include "frontend/spec/Diagnostics.h"
#include <initializer_list>

namespace resnetc {

struct NumberRange {
  double from, to;
  bool endsBelow = false; ///< `to` itself does not belong to it
};

class CheckTools {
public:
  CheckTools(const SpecSource &specSource, DiagnosticList &list) : source(specSource), found(list) {}

  bool wrote(const std::string &path) const { return source.values.count(path) > 0; }

  /// Place of the value; of what encloses it, or of the preset, when it was not written.
  SpecPlace placeOf(const std::string &path) const;

  /// No error so far is about one of these keys, a part of them or what encloses them.
  bool sound(std::initializer_list<llvm::StringRef> paths) const;

  void refuse(llvm::StringRef id, const std::string &path, std::string message, std::string hint = "",
              std::vector<DiagnosticNote> notes = {});

  void integerIn(llvm::StringRef id, const std::string &path, int64_t value, int64_t from, int64_t to);
  void numberIn(llvm::StringRef id, const std::string &path, double value, NumberRange range);

private:
  const SpecSource &source;
  DiagnosticList &found;
};

/// `checkSpec`'s part for what is below `train` (TrainCheck.cpp).
void checkTrain(const Spec &spec, CheckTools &tools);

} // namespace resnetc
