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

json::Value targetOf(const LibraryFacts &facts) {
  return json::Object{{"name", facts.targetNames()},
                      {"triple", facts.baseline().target->triple().str()},
                      {"baseline", facts.baseline().target->name().str()}};
}

json::Value sizesOf(const LibraryFacts &facts) {
  json::Array batches;
  for (const InferFacts &infer : reverse(facts.baseline().infers))
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
json::Array entryPointsOf(const LibraryFacts &facts) {
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

json::Array layersOf(const LevelFacts &level) {
  json::Array layers;
  for (const LayerFacts &layer : level.layers)
    layers.push_back(json::Object{{"name", layer.name},
                                  {"op", layer.operation},
                                  {"shape", numbers(layer.shape)},
                                  {"multiply_adds", layer.multiplyAdds},
                                  {"kernel", layer.symbol}});
  return layers;
}

json::Array kernelsOf(ArrayRef<KernelFacts> all) {
  json::Array kernels;
  for (const KernelFacts &kernel : all) {
    json::Object entry{{"symbol", kernel.symbol},
                       {"key", kernel.key.print()},
                       {"algorithm", kernel.key.text("algorithm")},
                       {"scratch_bytes", kernel.compiled.scratchBytes},
                       {"object_sha256", kernel.compiled.objectHash}};
    if (kernel.key.has("tile"))
      entry["tile"] = kernel.key.text("tile");
    if (const auto &device = kernel.compiled.device) {
      entry["blocks"] = device->blocks;
      entry["threads_per_block"] = device->threads;
      entry["shared_bytes_per_block"] = device->sharedBytes;
    }
    kernels.push_back(std::move(entry));
  }
  return kernels;
}

json::Array parametersOf(const LibraryFacts &facts) {
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
json::Array arenasOf(const LevelFacts &level) {
  json::Array maps;
  for (const InferFacts &infer : reverse(level.infers)) {
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
  return object;
}

/// What one processor's code is made of, and what it needs.
json::Value levelOf(const LevelFacts &level) {
  json::Array features;
  for (StringRef feature : level.target->features())
    features.push_back(feature.str());
  json::Object object{{"target", level.target->name().str()}, {"machine", level.target->machine().str()},
                      {"features", std::move(features)},      {"packed_bytes", level.packedBytes},
                      {"layers", layersOf(level)},            {"kernels", kernelsOf(level.kernels)},
                      {"arena", arenasOf(level)}};
  if (level.train) {
    json::Object plans;
    for (auto [name, plan] : level.train->all())
      plans[name] = arenaOf(plan);
    object["train_arena"] = std::move(plans);
  }
  return object;
}

json::Array levelsOf(const LibraryFacts &facts) {
  json::Array levels;
  for (const LevelFacts &level : facts.levels)
    levels.push_back(levelOf(level));
  return levels;
}

json::Object spacesOf(const SpaceBytes &bytes) {
  json::Object spaces;
  for (size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i])
      spaces[resnet::stringifySpace(resnet::Space(i))] = bytes[i];
  return spaces;
}

/// One launch for each run.
json::Array plansOf(ArrayRef<DevicePlanFacts> plans) {
  json::Array array;
  for (const DevicePlanFacts &plan : plans)
    array.push_back(json::Object{{"name", plan.name},
                                 {"batch", plan.batch},
                                 {"launches", int64_t(plan.runs.size()) - plan.preprocessRuns},
                                 {"preprocess_launches", plan.preprocessRuns}});
  return array;
}

json::Value deviceOf(const DeviceFacts &device) {
  json::Object object{{"target", device.target->name},         {"api", device.target->api},
                      {"machine", device.target->machine},     {"infer_bytes", spacesOf(device.inferBytes)},
                      {"infer_plans", plansOf(device.infers)}, {"kernels", kernelsOf(device.kernels)}};
  if (!device.trainings.empty()) {
    object["train_bytes"] = spacesOf(device.trainBytes);
    object["train_plans"] = plansOf(device.trainings);
  }
  return object;
}

/// In the memory of each device, by space; of the caller's, what the open device takes.
json::Value devicesOf(const DevicesFacts &devices) {
  json::Array array;
  for (const DeviceFacts &device : devices.devices)
    array.push_back(deviceOf(device));
  return json::Object{{"device_bytes", devices.deviceBytes}, {"packed_bytes", devices.packedBytes},
                      {"devices", std::move(array)}};
}

json::Value preprocessingOf(const LibraryFacts &facts) {
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

std::string printManifest(const LibraryFacts &facts, ArrayRef<std::string> classNames, ArrayRef<InputFile> inputs) {
  json::Object manifest{
      {"name", facts.name}, {"abi_version", int64_t(RESNETC_ABI_VERSION)}, {"spec", facts.spec},
      {"spec_sha256", facts.specHash}, {"target", targetOf(facts)},
      {"input", json::Object{{"height", facts.height}, {"width", facts.width}, {"channels", facts.channels},
                             {"layout", facts.channelsFirst ? "nchw" : "nhwc"}}},
      {"classes", facts.classes}, {"multiply_adds", facts.multiplyAdds}, {"sizes", sizesOf(facts)},
      {"entry_points", entryPointsOf(facts)}, {"levels", levelsOf(facts)},
      {"parameters", parametersOf(facts)}, {"preprocessing", preprocessingOf(facts)},
      {"versions", json::Object{{"resnetc", RESNETC_VERSION}, {"llvm", LLVM_VERSION_STRING},
                                {"halide", RESNETC_HALIDE_VERSION}}}};
  if (facts.train)
    manifest["train"] = trainingOf(*facts.train);
  if (facts.devices)
    manifest["devices"] = devicesOf(*facts.devices);
  if (!classNames.empty())
    manifest["class_names"] = json::Array(classNames);
  json::Array files;
  for (const InputFile &input : inputs)
    files.push_back(json::Object{{"file", json::fixUTF8(input.name)}, {"sha256", input.hash}});
  manifest["inputs"] = std::move(files);
  return formatv("{0:2}", json::Value(std::move(manifest))).str() + "\n";
}

} // namespace resnetc
