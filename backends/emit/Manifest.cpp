#include "backends/emit/Manifest.h"
#include "backends/emit/EntryPoints.h"
#include "ir/dialect/Layers.h"
#include "runtime/include/resnetc/net.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace resnetc {
namespace {
json::Array numbers(ArrayRef<int64_t> values) {
  json::Array array;
  for (int64_t value : values)
    array.push_back(value);
  return array;
}

json::Array reals(ArrayRef<double> values) {
  json::Array array;
  for (double value : values)
    array.push_back(value);
  return array;
}

json::Value targetOf(const NetFacts &facts) {
  json::Array features;
  for (StringRef feature : facts.target->features())
    features.push_back(feature.str());
  return json::Object{{"name", facts.target->name().str()},
                      {"triple", facts.target->triple().str()},
                      {"machine", facts.target->machine().str()},
                      {"features", std::move(features)}};
}

json::Value sizesOf(const NetFacts &facts) {
  json::Array batches;
  for (const InferFacts &infer : reverse(facts.infers))
    batches.push_back(infer.batch);
  return json::Object{{"parameters_bytes", facts.parametersBytes},
                      {"packed_bytes", facts.packedBytes},
                      {"arena_bytes", facts.arenaBytes},
                      {"arena_bytes_batch_1", facts.arenaBytes1},
                      {"scratch_bytes_per_thread", facts.scratchBytes},
                      {"alignment", 64},
                      {"max_batch", facts.maxBatch()},
                      {"batches", std::move(batches)}};
}

/// What each call needs of the caller's memory.
json::Array entryPointsOf(const NetFacts &facts) {
  json::Array entries;
  for (const std::string &symbol : publicSymbols(facts)) {
    json::Object entry{{"symbol", symbol}};
    StringRef suffix = symbol;
    suffix.consume_front(facts.name);
    if (suffix == "_initialize" || suffix == "_prepare")
      entry["parameters_bytes"] = facts.parametersBytes;
    if (suffix == "_prepare" || suffix.starts_with("_infer") || suffix.starts_with("_logits"))
      entry["packed_bytes"] = facts.packedBytes;
    if (suffix.starts_with("_infer") || suffix.starts_with("_logits")) {
      entry["arena_bytes"] = facts.arenaBytes;
      entry["scratch_bytes_per_thread"] = facts.scratchBytes;
    }
    if (facts.train && (suffix == "_train_step" || suffix == "_gradients" || suffix == "_evaluate")) {
      entry["parameters_bytes"] = facts.parametersBytes;
      entry["arena_bytes"] = facts.train->arenaBytes;
      entry["scratch_bytes_per_thread"] = facts.train->scratchBytes;
      if (suffix == "_train_step")
        entry["optimizer_bytes"] = facts.train->optimizerBytes;
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

json::Array layersOf(const NetFacts &facts) {
  json::Array layers;
  for (const LayerFacts &layer : facts.layers)
    layers.push_back(json::Object{{"name", layer.name},
                                  {"op", layer.operation},
                                  {"shape", numbers(layer.shape)},
                                  {"multiply_adds", layer.multiplyAdds},
                                  {"kernel", layer.symbol}});
  return layers;
}

json::Array kernelsOf(const NetFacts &facts) {
  json::Array kernels;
  for (const KernelFacts &kernel : facts.kernels) {
    json::Object entry{{"symbol", kernel.symbol},
                       {"key", kernel.key.print()},
                       {"algorithm", kernel.key.text("algorithm")},
                       {"scratch_bytes", kernel.compiled.scratchBytes},
                       {"object_sha256", kernel.compiled.objectHash}};
    if (kernel.key.has("tile"))
      entry["tile"] = kernel.key.text("tile");
    kernels.push_back(std::move(entry));
  }
  return kernels;
}

json::Array parametersOf(const NetFacts &facts) {
  json::Array parameters;
  for (const ParameterFacts &parameter : facts.parameters)
    parameters.push_back(json::Object{{"name", parameter.name},
                                      {"shape", numbers(parameter.shape)},
                                      {"trainable", parameter.trainable},
                                      {"offset_bytes", parameter.offset * 4}});
  return parameters;
}

/// Who writes which bytes of the arena, in order of time.
json::Object arenaOf(resnet::PlanOp plan) {
  json::Array buffers;
  for (auto run : plan.getOps<resnet::RunOp>())
    for (resnet::BufferAttr write : run.writtenBuffers())
      if (write.getSpace() == resnet::Space::Arena)
        buffers.push_back(json::Object{{"layer", resnet::layerName(run.getLoc()).str()},
                                       {"offset", write.getOffset()},
                                       {"bytes", write.getBytes()}});
  return json::Object{{"bytes", int64_t(plan.getArenaBytes())}, {"buffers", std::move(buffers)}};
}

/// For each batch size.
json::Array arenasOf(const NetFacts &facts) {
  json::Array maps;
  for (const InferFacts &infer : reverse(facts.infers)) {
    maps.push_back(arenaOf(infer.plan));
    maps.back().getAsObject()->insert({"batch", infer.batch});
  }
  return maps;
}

/// What the training functions are compiled for, and what they need.
json::Value trainingOf(const TrainFacts &train) {
  json::Object object{{"batch", train.how.getBatch()},
                      {"optimizer", resnet::stringifyOptimizer(train.how.getOptimizer()).str()},
                      {"label_smoothing", train.how.getLabelSmoothing().getValueAsDouble()},
                      {"moving_average_momentum", train.how.getMoving().getValueAsDouble()},
                      {"moving_variance_unbiased", train.how.getUnbiased()},
                      {"arena_bytes", train.arenaBytes},
                      {"scratch_bytes_per_thread", train.scratchBytes},
                      {"optimizer_bytes", train.optimizerBytes}};
  if (train.isAdam()) {
    object["beta1"] = train.how.getBeta1().getValueAsDouble();
    object["beta2"] = train.how.getBeta2().getValueAsDouble();
    object["epsilon"] = train.how.getEpsilon().getValueAsDouble();
  }
  json::Object plans;
  for (auto [name, plan] : train.plans())
    plans[name] = arenaOf(plan);
  object["arena"] = std::move(plans);
  return object;
}

json::Value preprocessingOf(const NetFacts &facts) {
  auto how = facts.preprocess;
  if (!how)
    return nullptr;
  return json::Object{{"order", resnet::stringifyChannelOrder(how.getOrder()).str()},
                      {"scale", how.getScale().getValueAsDouble()},
                      {"mean", reals(how.getMean().asArrayRef())},
                      {"std", reals(how.getDeviation().asArrayRef())},
                      {"resize", how.getResize().getValue().str()},
                      {"short_side", how.getShortSide()},
                      {"interpolation", how.getInterpolation().getValue().str()}};
}
} // namespace

std::string printManifest(const NetFacts &facts, ArrayRef<std::string> classNames, ArrayRef<InputFile> inputs) {
  json::Object manifest{
      {"name", facts.name}, {"abi_version", int64_t(RESNETC_ABI_VERSION)}, {"spec", facts.spec},
      {"spec_sha256", facts.specHash}, {"target", targetOf(facts)},
      {"input", json::Object{{"height", facts.height}, {"width", facts.width}, {"channels", facts.channels},
                             {"layout", facts.channelsFirst ? "nchw" : "nhwc"}}},
      {"classes", facts.classes}, {"multiply_adds", facts.multiplyAdds}, {"sizes", sizesOf(facts)},
      {"entry_points", entryPointsOf(facts)}, {"layers", layersOf(facts)}, {"kernels", kernelsOf(facts)},
      {"parameters", parametersOf(facts)}, {"arena", arenasOf(facts)}, {"preprocessing", preprocessingOf(facts)},
      {"versions", json::Object{{"resnetc", RESNETC_VERSION}, {"llvm", LLVM_VERSION_STRING},
                                {"halide", RESNETC_HALIDE_VERSION}}}};
  if (facts.train)
    manifest["train"] = trainingOf(*facts.train);
  if (!classNames.empty())
    manifest["class_names"] = json::Array(classNames);
  json::Array files;
  for (const InputFile &input : inputs)
    files.push_back(json::Object{{"file", json::fixUTF8(input.name)}, {"sha256", input.hash}});
  manifest["inputs"] = std::move(files);
  return formatv("{0:2}", json::Value(std::move(manifest))).str() + "\n";
}

} // namespace resnetc
