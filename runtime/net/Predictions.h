// Predictions: the most probable classes of pictures, and the three ways to print them.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace resnetc {

struct RankedClass {
  int index;
  float probability;
};

struct Prediction {
  std::filesystem::path file;
  std::vector<RankedClass> top; ///< most probable first, equal ones by index
};

/// The `count` most probable of `classes` (all if there are fewer); NaN ranks last.
std::vector<RankedClass> rankClasses(const float *probabilities, int classes, int count);

/// For people: the file, then a line a class with percentage, name and bar. `names` is empty or has all classes.
std::string printText(const Prediction &prediction, const std::vector<std::string> &names);

/// {"images": [{"file": …, "top": [{"class": 281, "name": "tabby", "probability": 0.93}]}]} and a line's end.
/// Without names there is no "name". Probabilities have the shortest digits that read back to the same float32.
std::string printJson(const std::vector<Prediction> &predictions, const std::vector<std::string> &names);

/// file,rank,class,name,probability with a header line; quoted where RFC 4180 asks for it, lines end in \n.
std::string printCsv(const std::vector<Prediction> &predictions, const std::vector<std::string> &names);

} // namespace resnetc
