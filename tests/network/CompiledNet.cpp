#include "tests/network/CompiledNet.h"
#include "backends/Target.h"
#include "frontend/import/ImportSpec.h"
#include "frontend/spec/SpecParser.h"
#include "frontend/spec/SpecWriter.h"
#include "ir/interpreter/SeededValues.h"
#include "passes/Pipelines.h"
#include "mlir/Pass/PassManager.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <dlfcn.h>

using namespace mlir;

namespace resnetc {

std::string tinySpec(const std::string &name) {
  return "name: " + name + R"(
input: {height: 33, width: 30, channels: 3}
stem: {filters: 12, kernel: 7, stride: 2}
block: bottleneck
stages:
  - {blocks: 2, filters: 8}
  - {blocks: 1, filters: 16}
head: {classes: 10}
)";
}

PlannedNet::PlannedNet(const std::string &text, const std::string &target, std::vector<int64_t> batches) {
  std::string messages;
  llvm::raw_string_ostream stream(messages);
  Diagnostics diagnostics(stream);
  auto spec = parseSpec(text, "net.yaml", diagnostics);
  INFO(messages);
  REQUIRE(spec.has_value());
  module = importSpec(context, spec->spec, spec->source, writeResolvedSpec(spec->spec));
  net().setBatch(ArrayRef<int64_t>(batches));
  net().setTarget(StringRef(target));
  PassManager passes(&context);
  for (const PhaseInfo &phase : phasesFor(net()))
    if (phase.addPasses)
      phase.addPasses(passes);
  REQUIRE(succeeded(passes.run(*module)));
}

resnet::NetOp PlannedNet::net() { return *module->getOps<resnet::NetOp>().begin(); }

EmitOptions optionsFor(const std::string &outFolder) {
  static TestFolder cache;
  EmitOptions options;
  options.outFolder = outFolder;
  options.cacheFolder = cache.path();
  options.programsFolder = RESNETC_PROGRAMS;
  return options;
}

void mustEmit(PlannedNet &planned, const EmitOptions &options) {
  if (llvm::Error error = emitLibrary(*planned.module, options))
    FAIL(llvm::toString(std::move(error)));
}

Block::Block(int64_t bytes) : data(std::aligned_alloc(64, size_t(bytes + 127) / 64 * 64), std::free) {
  std::memset(data.get(), 0xff, size_t(bytes));
}

CompiledNet::CompiledNet(const std::string &spec, const std::string &target, std::vector<int64_t> batches)
    : planned(spec, target, std::move(batches)) {
  mustEmit(planned, optionsFor(folder.file("out")));
  const std::string name = module().getSymName().str();
  handle = dlopen(file("lib" + name + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
  INFO((handle ? "" : dlerror()));
  REQUIRE(handle);
  auto entry = reinterpret_cast<const resnetc_net *(*)()>(dlsym(handle, (name + "_net").c_str()));
  REQUIRE(entry);
  loaded = entry();

  Block parameters(loaded->parameters_bytes);
  auto values = seededParameters(module(), 3);
  for (int32_t i = 0; i < loaded->parameter_count; ++i) {
    const std::vector<float> tensor = floatsOf(values.at(loaded->parameters[i].name));
    std::copy(tensor.begin(), tensor.end(), parameters.floats() + loaded->parameters[i].offset);
  }
  packedBlock = std::make_unique<Block>(loaded->packed_bytes);
  REQUIRE(loaded->prepare(parameters.floats(), packedBlock->data.get()) == RESNETC_OK);
}

CompiledNet::~CompiledNet() {
  if (handle)
    dlclose(handle);
}

template <typename Call, typename Value>
std::vector<float> CompiledNet::runWith(Call call, const Value *images, int32_t batch, resnetc_pool *pool) {
  const int64_t threads = pool ? pool->threads : 1;
  Block arena(loaded->arena_bytes + threads * loaded->scratch_bytes);
  std::vector<float> rows(size_t(batch * loaded->classes));
  REQUIRE(call(packed(), images, batch, rows.data(), arena.data.get(), pool) == RESNETC_OK);
  return rows;
}

std::vector<float> CompiledNet::run(const std::vector<float> &images, int32_t batch, Answer answer,
                                    resnetc_pool *pool) {
  return runWith(answer == Answer::Logits ? loaded->logits : loaded->infer, images.data(), batch, pool);
}

std::vector<float> CompiledNet::run(const std::vector<uint8_t> &pixels, int32_t batch, Answer answer,
                                    resnetc_pool *pool) {
  return runWith(answer == Answer::Logits ? loaded->logits_u8 : loaded->infer_u8, pixels.data(), batch, pool);
}

std::vector<std::string> hostTargets() {
  std::vector<std::string> targets;
  auto host = resolveTargets("host");
  if (!host) {
    llvm::consumeError(host.takeError());
    return targets;
  }
  for (const auto &target : allTargets()) // weakest first
    if (target->triple() == findTarget(*host)->triple() && target->cpuLevel() <= findTarget(*host)->cpuLevel())
      targets.push_back(target->name().str());
  return targets;
}

std::vector<float> floatsOf(const Tensor &tensor) { return {tensor.values.begin(), tensor.values.end()}; }

double difference(const std::vector<float> &got, const Tensor &want) {
  REQUIRE(got.size() == want.values.size());
  double worst = 0, largest = 1e-30;
  for (size_t i = 0; i < got.size(); ++i) {
    if (!std::isfinite(got[i]))
      return NAN;
    worst = std::max(worst, std::abs(got[i] - want.values[i]));
    largest = std::max(largest, std::abs(want.values[i]));
  }
  return worst / largest;
}

} // namespace resnetc
