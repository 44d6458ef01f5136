#include "runtime/weights/KerasLayout.h"
#include <algorithm>
#include <map>

namespace resnetc {
namespace {

constexpr size_t mostListBytes = 64512; // Keras's HDF5_OBJECT_HEADER_LIMIT

/// What Keras calls a layer's class in a path, by the layer's first tensor.
std::string classOf(const ParameterShape &first) {
  if (wordOfParameter(first.name) == "gamma")
    return "batch_normalization";
  return first.shape.size() == 2 ? "dense" : "conv2d";
}

size_t longest(const std::vector<std::string> &strings, size_t begin, size_t end) {
  size_t most = 1;
  for (size_t i = begin; i < end; ++i)
    most = std::max(most, strings[i].size());
  return most;
}

} // namespace

void addSplitList(Hdf5Plan &plan, const std::string &on, const std::string &name,
                  const std::vector<std::string> &strings) {
  size_t count = strings.size(), width = longest(strings, 0, count), parts = 1;
  // As numpy.array_split: the first parts are longer by one. Every string has the longest's width.
  while ((count + parts - 1) / parts * width > mostListBytes && parts < count)
    ++parts;
  if (parts == 1) {
    plan.lists.push_back({on, name, strings});
    return;
  }
  auto from = strings.begin();
  for (size_t part = 0; part < parts; ++part) {
    auto to = from + long(count / parts + (part < count % parts));
    plan.lists.push_back({on, name + std::to_string(part), {from, to}});
    from = to;
  }
}

Hdf5Plan layOutKeras2(const ParameterList &parameters) {
  Hdf5Plan plan;
  std::vector<std::string> layers, weights;
  auto endLayer = [&] {
    if (!layers.empty())
      addSplitList(plan, "/" + layers.back(), "weight_names", weights);
    weights.clear();
  };
  for (const ParameterShape &parameter : parameters) {
    std::string layer = layerOfParameter(parameter.name);
    if (layers.empty() || layer != layers.back()) {
      endLayer();
      layers.push_back(layer);
    }
    weights.push_back(parameter.name + ":0");
    plan.sets.push_back({"/" + layer + "/" + parameter.name + ":0", parameter.shape});
  }
  endLayer();
  addSplitList(plan, "/", "layer_names", layers);
  plan.texts = {{"/", "backend", "tensorflow"}, {"/", "keras_version", "2.2.4"}};
  return plan;
}

Hdf5Plan layOutKeras3(const ParameterList &parameters) {
  Hdf5Plan plan;
  std::map<std::string, int> counts; // layers of a class so far
  std::string layer, group;
  int place = 0;
  for (const ParameterShape &parameter : parameters) {
    if (group.empty() || layerOfParameter(parameter.name) != layer) {
      layer = layerOfParameter(parameter.name);
      std::string kind = classOf(parameter);
      int number = counts[kind]++;
      group = "/layers/" + kind + (number ? "_" + std::to_string(number) : "") + "/vars";
      plan.texts.push_back({group, "name", layer});
      place = 0;
    }
    plan.sets.push_back({group + "/" + std::to_string(place++), parameter.shape});
  }
  return plan;
}

} // namespace resnetc
