// MatchTensors: names to parameters, and sentences for all that finds no partner.
#include "runtime/weights/MatchTensors.h"
#include "runtime/weights/KerasLayout.h"
#include "runtime/weights/NearestNames.h"
#include <algorithm>
#include <map>

namespace resnetc {
namespace {

constexpr size_t mostListed = 20;

class Matcher {
public:
  Matcher(const WeightsFile &weights, const ParameterList &list, const std::string &head, MatchReport &target)
      : file(weights), parameters(list), newHead(head), report(target) {}

  TensorMatch match();

private:
  void nameLayersByPlace();
  void assignTensors();
  void skipOldHead();
  void reportMissing();
  void reportLeftOver();
  void addHints(size_t missing, bool onlyHead);
  std::string listNearest(const std::string &parameter);
  std::string canonicalName(size_t tensor) const;
  void reportSome(const std::vector<std::string> &sentences, const std::string &rest);

  const WeightsFile &file;
  const ParameterList &parameters;
  const std::string &newHead;
  MatchReport &report;
  TensorMatch result;
  std::vector<size_t> leftOver; // tensors of the file
};

TensorMatch Matcher::match() {
  for (const FileTensor &tensor : file.tensors())
    result.readings.push_back(readTensorName(tensor));
  result.sources.assign(parameters.size(), -1);
  nameLayersByPlace();
  assignTensors();
  if (!newHead.empty())
    skipOldHead();
  result.style = mostCommonStyle(result.readings);
  reportMissing();
  reportLeftOver();
  return std::move(result);
}

/// Keras before 3.6 does not say its layers' names: conv2d_3 is the fourth convolution of
/// the model, and Keras itself loads by that. Shapes are checked later as everywhere.
void Matcher::nameLayersByPlace() {
  for (const NameReading &reading : result.readings)
    if (reading.style != NameStyle::Keras3 || !reading.layer.empty())
      return;
  std::map<std::string, std::string> layerOf; // /layers/conv2d_3/vars: its layer
  for (const Hdf5Text &text : layOutKeras3(parameters).texts)
    layerOf[text.on] = text.text;
  for (size_t t = 0; t < result.readings.size(); ++t) {
    const std::string &name = file.tensors()[t].name; // layers/conv2d_3/vars/0, in a nested model with more before
    size_t vars = name.rfind("/vars/"), slash = vars ? name.rfind('/', vars - 1) : std::string::npos;
    size_t begin = slash == std::string::npos ? 0 : slash + 1;
    std::string counted = name.substr(begin, vars + 5 - begin); // conv2d_3/vars
    auto found = layerOf.find("/layers/" + counted);
    if (found != layerOf.end())
      result.readings[t].layer = found->second;
  }
  result.byPlace = !result.readings.empty();
}

void Matcher::assignTensors() {
  std::map<std::string, size_t> indexOf;
  for (size_t p = 0; p < parameters.size(); ++p)
    indexOf[parameters[p].name] = p;
  for (size_t t = 0; t < result.readings.size(); ++t) {
    const NameReading &reading = result.readings[t];
    if (reading.ignored) {
      report.ignored.push_back(file.tensors()[t].name);
      continue;
    }
    auto found = indexOf.end();
    for (const std::string &word : reading.words)
      if (found == indexOf.end())
        found = indexOf.find(reading.layer + "/" + word);
    if (found == indexOf.end()) {
      leftOver.push_back(t);
    } else if (!newHead.empty() && reading.layer == newHead) {
      report.skippedHead.push_back(file.tensors()[t].name);
    } else if (int64_t &source = result.sources[found->second]; source < 0) {
      source = int64_t(t);
    } else {
      report.errors.push_back(file.path() + ": has two tensors for " + found->first + ": " +
                              file.tensors()[size_t(source)].name + " and " + file.tensors()[t].name);
    }
  }
}

/// A net trained for other classes calls its head as it likes: it is the one layer with a
/// matrix that the new net does not know.
void Matcher::skipOldHead() {
  std::vector<std::string> heads;
  for (size_t t : leftOver)
    if (file.tensors()[t].shape.size() == 2 && !result.readings[t].layer.empty())
      heads.push_back(result.readings[t].layer);
  if (heads.size() != 1 || !report.skippedHead.empty())
    return;
  std::vector<size_t> rest;
  for (size_t t : leftOver) {
    if (result.readings[t].layer == heads[0])
      report.skippedHead.push_back(file.tensors()[t].name);
    else
      rest.push_back(t);
  }
  leftOver = std::move(rest);
}

std::string Matcher::canonicalName(size_t tensor) const {
  const NameReading &reading = result.readings[tensor];
  return reading.words.empty() ? file.tensors()[tensor].name : reading.layer + "/" + reading.words[0];
}

std::string Matcher::listNearest(const std::string &parameter) {
  std::vector<std::string> candidates;
  for (size_t t : leftOver)
    candidates.push_back(canonicalName(t));
  std::string text;
  for (size_t i : findNearestNames(parameter, candidates))
    text += (text.empty() ? "; nearest: " : ", ") + file.tensors()[leftOver[i]].name;
  return text;
}

void Matcher::reportSome(const std::vector<std::string> &sentences, const std::string &rest) {
  for (size_t i = 0; i < std::min(sentences.size(), mostListed); ++i)
    report.errors.push_back(file.path() + ": " + sentences[i]);
  if (sentences.size() > mostListed)
    report.errors.push_back(file.path() + ": " + std::to_string(sentences.size() - mostListed) + " more " + rest);
}

void Matcher::reportMissing() {
  std::vector<std::string> sentences;
  bool onlyHead = true;
  std::string head = headOfParameters(parameters);
  for (size_t p = 0; p < parameters.size(); ++p) {
    const std::string &name = parameters[p].name;
    std::string layer = layerOfParameter(name);
    if (result.sources[p] >= 0 || (!newHead.empty() && layer == newHead))
      continue;
    onlyHead &= layer == head;
    std::string sentence = "has no tensor for " + name;
    if (sentences.size() < mostListed) {
      std::string expected = nameInFile(result.style, layer, wordOfParameter(name));
      if (expected != name)
        sentence += ", expected as " + expected;
      sentence += listNearest(name);
    }
    sentences.push_back(sentence);
  }
  reportSome(sentences, "parameters of the net are missing");
  if (!sentences.empty())
    addHints(sentences.size(), onlyHead);
}

void Matcher::addHints(size_t missing, bool onlyHead) {
  if (onlyHead)
    report.hints.push_back("`--new-head` gives the net a head with initial values, to be trained");
  std::string names = guessSpecNames(result.readings);
  if (missing * 2 > parameters.size() && !names.empty())
    report.hints.push_back("the file's layers are called as in a spec with `names: " + names + "`");
}

void Matcher::reportLeftOver() {
  std::vector<std::string> sentences;
  for (size_t t : leftOver)
    sentences.push_back("tensor " + file.tensors()[t].name + " of shape " + printShape(file.tensors()[t].shape) +
                        " belongs to no parameter of the net");
  reportSome(sentences, "tensors are left over");
}

} // namespace

TensorMatch matchTensors(const WeightsFile &file, const ParameterList &parameters, const std::string &newHead,
                         MatchReport &report) {
  return Matcher(file, parameters, newHead, report).match();
}

} // namespace resnetc
