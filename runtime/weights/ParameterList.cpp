// ParameterList: small questions about a list of parameters.
#include "runtime/weights/ParameterList.h"

namespace resnetc {

int64_t countElements(const std::vector<int64_t> &shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

int64_t countElements(const ParameterList &parameters) {
  int64_t count = 0;
  for (const ParameterShape &parameter : parameters)
    count += countElements(parameter.shape);
  return count;
}

std::string layerOfParameter(const std::string &name) {
  size_t slash = name.rfind('/');
  return slash == std::string::npos ? std::string() : name.substr(0, slash);
}

std::string wordOfParameter(const std::string &name) {
  size_t slash = name.rfind('/');
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

std::string headOfParameters(const ParameterList &parameters) {
  for (const ParameterShape &parameter : parameters)
    if (parameter.shape.size() == 2)
      return layerOfParameter(parameter.name);
  return {};
}

std::string printShape(const std::vector<int64_t> &shape) {
  std::string text;
  for (int64_t extent : shape)
    text += (text.empty() ? "" : "x") + std::to_string(extent);
  return text.empty() ? "scalar" : text;
}

} // namespace resnetc
