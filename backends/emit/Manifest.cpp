#include "backends/emit/Manifest.h"
#include "backends/emit/EntryPoints.h"
#include "ir/dialect/Layers.h"
#include "ir/machine/KernelArguments.h"
#include "runtime/include/resnetc/net.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;

namespace resnetc {
namespace {
// json::Value of a StringRef keeps a reference: strings are copied.
json::Array layersOf(const NetFacts &facts) {
  json::Array layers;
  for (const LayerFact &layer : facts.layers) {
    std::string error;
    auto key = KernelKey::parse(layer.kernel, error);
    KernelArgument output = argumentsOf(*key).back();
    layers.push_back(json::Object{{"name", layer.name},
                                  {"op", key->operation()},
                                  {"shape", json::Array(output.extents)},
                                  {"multiply_adds", layer.multiplyAdds},
                                  {"kernel", layer.symbol}});
  }
  return layers;
}

json::Array kernelsOf(const NetFacts &facts, const std::vector<CompiledKernel> &compiled) {
  json::Array kernels;
  auto at = compiled.begin();
  for (auto kernel : resnet::NetOp(facts.net).getOps<resnet::KernelSymbolOp>()) {
    KernelKey key = keyOfKernel(facts.net, kernel.getSymName());
    kernels.push_back(json::Object{{"symbol", kernel.getSymName().str()},
                                   {"key", kernel.getKey().str()},
                                   {"choice", key.choice()},
                                   {"scratch_bytes", at->scratchBytes},
                                   {"object_sha256", at->objectHash}});
    ++at;
  }
  return kernels;
}

/// Each plan's buffers in the arena, in the order in which they are written.
json::Object arenaOf(const NetFacts &facts) {
  json::Object plans;
  for (auto plan : resnet::NetOp(facts.net).getOps<resnet::PlanOp>()) {
    json::Array buffers;
    for (auto run : plan.getOps<resnet::RunOp>())
      if (run.getWrite().getSpace() == resnet::Space::Arena)
        buffers.push_back(json::Object{{"layer", resnet::layerName(run.getLoc()).str()},
                                       {"offset", run.getWrite().getOffset()},
                                       {"bytes", run.getWrite().getBytes()}});
    if (!buffers.empty())
      plans[plan.getSymName().str()] =
          json::Object{{"bytes", int64_t(plan.getArenaBytes())}, {"buffers", std::move(buffers)}};
  }
  return plans;
}

json::Value preprocessingOf(resnet::NetOp net) {
  auto how = net.getPreprocess();
  if (!how)
    return nullptr;
  return json::Object{{"order", resnet::stringifyChannelOrder(how->getOrder()).str()},
                      {"scale", how->getScale().getValueAsDouble()},
                      {"mean", json::Array(how->getMean().asArrayRef())},
                      {"std", json::Array(how->getDeviation().asArrayRef())},
                      {"resize", how->getResize().getValue().str()},
                      {"short_side", how->getShortSide()},
                      {"interpolation", how->getInterpolation().getValue().str()}};
}

json::Array parametersOf(resnet::NetOp net) {
  json::Array parameters;
  int64_t offset = 0;
  for (auto parameter : net.getOps<resnet::ParameterOp>()) {
    parameters.push_back(json::Object{{"name", parameter.getSymName().str()},
                                      {"shape", json::Array(parameter.tensorType().getShape())},
                                      {"offset", offset},
                                      {"trainable", parameter.isTrainable()}});
    offset += 4 * parameter.tensorType().getNumElements();
  }
  return parameters;
}

Expected<json::Array> inputsOf(const std::vector<std::string> &files) {
  json::Array inputs;
  for (const std::string &file : files) {
    auto buffer = MemoryBuffer::getFile(file, /*IsText=*/false, /*RequiresNullTerminator=*/false);
    if (!buffer)
      return createStringError(buffer.getError(), "cannot read " + file);
    auto hash = SHA256::hash(arrayRefFromStringRef((*buffer)->getBuffer()));
    inputs.push_back(json::Object{{"file", json::fixUTF8(sys::path::filename(file))},
                                  {"sha256", toHex(hash, /*LowerCase=*/true)}});
  }
  return inputs;
}
} // namespace

Expected<std::string> printManifest(const NetFacts &facts, const std::vector<CompiledKernel> &kernels,
                                    const std::vector<std::string> &inputFiles) {
  auto inputs = inputsOf(inputFiles);
  if (!inputs)
    return inputs.takeError();
  resnet::NetOp net = facts.net;
  ArrayRef<int64_t> input = net.getInput();
  json::Object sizes{{"parameters_bytes", facts.parametersBytes}, {"packed_bytes", facts.packedBytes},
                     {"arena_bytes", facts.arenaBytes},           {"arena_bytes_1", facts.arenaBytesOne},
                     {"scratch_bytes_per_thread", facts.scratchBytes}};
  json::Object manifest{
      {"name", facts.name},
      {"abi_version", int64_t(RESNETC_ABI_VERSION)},
      {"resnetc", RESNETC_VERSION},
      {"halide", HALIDE_VERSION},
      {"spec", facts.spec},
      {"spec_sha256", facts.specHash},
      {"target", facts.target.name},
      {"needs", facts.target.features},
      {"input", json::Object{{"height", input[0]}, {"width", input[1]}, {"channels", input[2]},
                             {"layout", net.getNchw() ? "nchw" : "nhwc"}}},
      {"classes", int64_t(net.getClasses())},
      {"batches", json::Array(facts.batches)},
      {"multiply_adds", facts.multiplyAdds},
      {"entry_points", json::Array(publicSymbols(facts))},
      {"sizes", std::move(sizes)},
      {"preprocessing", preprocessingOf(net)},
      {"parameters", parametersOf(net)},
      {"layers", layersOf(facts)},
      {"kernels", kernelsOf(facts, kernels)},
      {"arena", arenaOf(facts)},
      {"inputs", std::move(*inputs)}};
  return formatv("{0:2}\n", json::Value(std::move(manifest))).str();
}

} // namespace resnetc
