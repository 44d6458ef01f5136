// What is told to the run time of devices, from a planned net that is written by hand; no kernel of it is compiled.
#include "backends/emit/DeviceTables.h"
#include "backends/emit/EmitError.h"
#include "mlir/Parser/Parser.h"
#include "llvm/IR/Instructions.h"
#include <catch2/catch.hpp>

using namespace resnetc;

namespace {
struct Named {
  std::string name, key; ///< what the text calls it
};

const std::vector<Named> kernels = {
    {"COPY", "relu n=1 h=1 w=1 c=16 in=f32:nhwc out=f32:nhwc algorithm=plain split=1 machine=avx2"},
    {"SOFTMAX", "softmax n=1 k=4 algorithm=plain machine=avx2"},
    {"MAP", "relu n=1 h=1 w=1 c=16 in=f32:nhwc out=f32:nhwc algorithm=grid split=1 machine=opencl"},
    {"LAST", "softmax n=1 k=4 algorithm=plain machine=opencl"}};

const char cpu[] = R"(
resnet.net @hand input 1x1x4 classes 4 batch [1, 2] target "x86-64-v3" TRAIN spec "name: hand" {
  resnet.parameter @"fc/kernel" : tensor<4x4xf32>
  resnet.parameter @"fc/bias" frozen : tensor<4xf32>
  resnet.plan @prepare arena 0 { resnet.run @COPY (parameters[0 : 64]) -> packed[0 : 64] }
  resnet.plan @preprocess_1 arena 0 { resnet.run @COPY (pixels[0 : 12]) -> images[0 : 16] }
  resnet.plan @infer_1 arena 0 { resnet.run @SOFTMAX (images[0 : 16]) -> probabilities[0 : 16] }
  resnet.plan @infer_2 arena 0 { resnet.run @SOFTMAX (images[0 : 32]) -> probabilities[0 : 32] }
)";

const char cpuTraining[] = R"(
  resnet.plan @train_step arena 0 { resnet.run @COPY (images[0 : 48]) -> metrics[0 : 4] }
  resnet.plan @gradients arena 0 { resnet.run @COPY (images[0 : 48]) -> metrics[0 : 4] }
  resnet.plan @evaluate arena 0 { resnet.run @COPY (images[0 : 48]) -> metrics[0 : 4] }
)";

const char device[] = R"(
resnet.net @"hand.opencl" input 1x1x4 classes 4 batch [1, 2] target "opencl" host "x86-64-v3" TRAIN spec "name: hand" {
  resnet.parameter @"fc/kernel" : tensor<4x4xf32>
  resnet.parameter @"fc/bias" frozen : tensor<4xf32>
  resnet.plan @prepare arena 0 {
    resnet.run @COPY (parameters[0 : 64]) -> packed[0 : 64]
    resnet.run @COPY (parameters[64 : 16]) -> packed[512 : 16]
  }
  resnet.plan @preprocess_1 arena 0 { resnet.run @MAP (pixels[0 : 12]) -> images[0 : 16] }
  resnet.plan @preprocess_2 arena 0 { resnet.run @MAP (pixels[0 : 24]) -> images[0 : 32] }
  resnet.plan @infer_1 arena 528 {
    resnet.run @MAP (images[0 : 16], packed[0 : 64]) -> arena[512 : 16]
    resnet.run @LAST (arena[512 : 16]) -> probabilities[0 : 16]
  }
  resnet.plan @infer_2 arena 1056 {
    resnet.run @MAP (images[0 : 32], packed[0 : 64]) -> arena[0 : 32]
    resnet.run @MAP (arena[0 : 32]) -> arena[1024 : 32]
    resnet.run @LAST (arena[1024 : 32]) -> probabilities[0 : 32]
  }
)";

const char deviceTraining[] = R"(
  resnet.plan @train_step arena 64 {
    resnet.run @MAP (parameters[0 : 64]) -> arena[0 : 64]
    resnet.run @MAP (images[0 : 48], labels[0 : 12], hyper[0 : 32]) -> arena[0 : 64], metrics[0 : 4], metrics[512 : 4]
    resnet.run @MAP (arena[0 : 64], parameters[0 : 64], optimizer[0 : 64], optimizer[1024 : 64]) -> parameters[0 : 64], optimizer[0 : 64], optimizer[1024 : 64] in place
  }
  resnet.plan @gradients arena 64 {
    resnet.run @MAP (images[0 : 48], labels[0 : 12], hyper[0 : 32]) -> arena[0 : 64], metrics[0 : 4], metrics[512 : 4]
    resnet.run @MAP (arena[0 : 64]) -> gradients[0 : 64]
  }
  resnet.plan @evaluate arena 64 {
    resnet.run @MAP (images[0 : 48], labels[0 : 12], hyper[0 : 32]) -> arena[0 : 64], metrics[0 : 4], metrics[512 : 4]
  }
)";

const char adam[] = "train <batch 3, adam, beta1 0.9, beta2 0.99, epsilon 1.0e-07, label_smoothing 0.0, moving 0.99, "
                    "unbiased false>";

void replaceAll(std::string &text, const std::string &from, const std::string &to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

KernelKey keyOf(const std::string &text) {
  std::string wrong;
  auto key = KernelKey::parse(text, wrong);
  INFO(text << ": " << wrong);
  REQUIRE(key);
  return *key;
}

class Hand {
public:
  explicit Hand(bool trains = false) {
    addNet(std::string(cpu) + (trains ? cpuTraining : ""), "avx2");
    addNet(std::string(device) + (trains ? deviceTraining : ""), "");
    replaceAll(text, " TRAIN ", trains ? " " + std::string(adam) + " " : " ");
  }

  /// Replaces the last `from` of the text, which is there.
  void edit(const std::string &from, const std::string &to) {
    const size_t at = text.rfind(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
  }

  llvm::Expected<LibraryFacts> gather() {
    context.loadDialect<resnet::ResnetDialect>();
    module = mlir::parseSourceString<mlir::ModuleOp>(text, mlir::ParserConfig(&context));
    REQUIRE(module);
    auto nets = plannedNetsOf(*module);
    REQUIRE(bool(nets));
    CompiledKernels compiled;
    for (const Named &kernel : kernels) {
      const KernelKey key = keyOf(kernel.key);
      compiled.insert({key.symbol(), {key.symbol(), key, {}}});
    }
    return gatherFacts(*nets, compiled);
  }

  LibraryFacts facts() {
    auto facts = gather();
    if (!facts)
      FAIL(llvm::toString(facts.takeError()));
    return std::move(*facts);
  }

  /// The message of an InternalError.
  std::string refusal() {
    auto facts = gather();
    REQUIRE_FALSE(bool(facts));
    llvm::Error error = facts.takeError();
    CHECK(error.isA<InternalError>());
    return llvm::toString(std::move(error));
  }

private:
  /// With the kernels that it names, and those of `machine` in any case.
  void addNet(std::string net, const std::string &machine) {
    for (const Named &kernel : kernels) {
      const std::string symbol = keyOf(kernel.key).symbol();
      if (net.find("@" + kernel.name + " ") == std::string::npos && keyOf(kernel.key).text("machine") != machine)
        continue;
      replaceAll(net, "@" + kernel.name + " ", "@" + symbol + " ");
      net += "  resnet.kernel @" + symbol + " \"" + keyOf(kernel.key).print() + "\"\n";
    }
    text += net + "}\n";
  }

  std::string text;
  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

int64_t bytesOf(const SpaceBytes &bytes, resnet::Space space) { return bytes[size_t(space)]; }

/// A constant struct or array, field by field.
struct Fields {
  llvm::Constant *value;

  int64_t number(unsigned i) const { return llvm::cast<llvm::ConstantInt>(value->getAggregateElement(i))->getSExtValue(); }
  std::string name(unsigned i) const { return value->getAggregateElement(i)->getName().str(); }
  Fields inner(unsigned i) const { return {value->getAggregateElement(i)}; }
  /// What a pointer points to.
  Fields at(unsigned i) const {
    return {llvm::cast<llvm::GlobalVariable>(value->getAggregateElement(i))->getInitializer()};
  }
  bool isNull(unsigned i) const { return value->getAggregateElement(i)->isNullValue(); }
};

class Tables {
public:
  explicit Tables(const LibraryFacts &facts) {
    module.setDataLayout("e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128");
    auto *pointer = llvm::PointerType::get(context, 0);
    auto *code = new llvm::GlobalVariable(module, pointer, true, llvm::GlobalValue::InternalLinkage, nullptr, "code");
    auto *prepare = llvm::Function::Create(llvm::FunctionType::get(llvm::Type::getInt32Ty(context), false),
                                           llvm::GlobalValue::InternalLinkage, "prepare", module);
    auto table = DeviceTables(facts, module).net(code, facts.train ? code : nullptr, prepare);
    if (!table)
      FAIL(llvm::toString(table.takeError()));
    net = {(*table)->getInitializer()};
  }

  llvm::LLVMContext context;
  llvm::Module module{"test", context};
  Fields net = {};
};
} // namespace

TEST_CASE("a plan of infer begins with preprocessing and knows where its logits are", "[emit]") {
  Hand hand;
  const LibraryFacts facts = hand.facts();
  REQUIRE(facts.devices);
  REQUIRE(facts.devices->devices.size() == 1);
  const DeviceFacts &opencl = facts.devices->devices[0];
  REQUIRE(opencl.infers.size() == 2);
  CHECK(opencl.infers[0].batch == 2);
  CHECK(opencl.infers[0].runs.size() == 4);
  CHECK(opencl.infers[0].preprocessRuns == 1);
  CHECK(opencl.infers[0].logitsOffset == 1024);
  CHECK(opencl.infers[1].batch == 1);
  CHECK(opencl.infers[1].logitsOffset == 512);
  CHECK(opencl.trainings.empty());
  CHECK(opencl.mostLaunches() == 4 + 3);
  CHECK(facts.targetNames() == "x86-64-v3,opencl");
}

TEST_CASE("a space is as large as the highest end of a buffer in any plan", "[emit]") {
  Hand hand;
  const LibraryFacts facts = hand.facts();
  const SpaceBytes &bytes = facts.devices->devices[0].inferBytes;
  CHECK(bytesOf(bytes, resnet::Space::Arena) == 1056);
  CHECK(bytesOf(bytes, resnet::Space::Pixels) == 24);
  CHECK(bytesOf(bytes, resnet::Space::Images) == 32);
  CHECK(bytesOf(bytes, resnet::Space::Packed) == 528); // what prepare writes, also what no plan reads
  CHECK(bytesOf(bytes, resnet::Space::Parameters) == 0);
  CHECK(facts.devices->packedBytes == 528);
}

TEST_CASE("training copies whole blobs, so its spaces hold each tensor at a multiple of 512 bytes", "[emit]") {
  Hand hand(/*trains=*/true);
  const LibraryFacts facts = hand.facts();
  const DevicesFacts &devices = *facts.devices;
  CHECK(devices.tensors.offsets == std::vector<int64_t>{0, 512});
  CHECK(devices.tensors.moments == 2);
  CHECK(devices.tensors.momentBytes == 1024);
  const SpaceBytes &bytes = devices.devices[0].trainBytes;
  CHECK(bytesOf(bytes, resnet::Space::Parameters) == 512 + 16);
  CHECK(bytesOf(bytes, resnet::Space::Gradients) == 512 + 16); // a frozen tensor has zeros there
  CHECK(bytesOf(bytes, resnet::Space::Optimizer) == 1024 + 512 + 16);
  CHECK(bytesOf(bytes, resnet::Space::Metrics) == 516);
  CHECK(bytesOf(bytes, resnet::Space::Packed) == 0);
}

TEST_CASE("the device's memory holds the launches of all plans of either kind", "[emit]") {
  Hand inference, training(/*trains=*/true);
  const LibraryFacts facts = inference.facts(), trained = training.facts();
  const DeviceLayout &layout = facts.devices->layout;
  CHECK(facts.devices->deviceBytes == layout.device + 7 * layout.launch);
  CHECK(trained.devices->devices[0].trainings.size() == 3);
  CHECK(trained.devices->deviceBytes == layout.device + 7 * layout.launch); // training has 6
}

TEST_CASE("the tables are those of device.h", "[emit]") {
  Hand hand(/*trains=*/true);
  const LibraryFacts facts = hand.facts();
  Tables tables(facts);
  const Fields &net = tables.net;
  CHECK(net.name(2) == "prepare");
  CHECK(net.at(3).number(1) == 512);
  CHECK(net.number(4) == 2);
  CHECK(net.number(5) == 1024);
  REQUIRE(net.number(6) == 1);
  const Fields variant = net.at(7).inner(0);
  CHECK(variant.name(0) == "support_opencl");
  CHECK(variant.inner(1).number(unsigned(resnet::Space::Arena)) == 1056);
  CHECK(variant.inner(2).number(unsigned(resnet::Space::Hyper)) == 32);
  REQUIRE(variant.number(3) == 2);

  const Fields infer = variant.at(4).inner(0);
  CHECK(infer.number(0) == 2);
  REQUIRE(infer.number(1) == 4);
  CHECK(infer.number(4) == 1);
  CHECK(infer.number(5) == 1024);
  CHECK(infer.number(6) == 0);
  const Fields run = infer.at(2).inner(1), buffer = infer.at(3).inner(unsigned(run.number(2)) + 1);
  CHECK(run.name(0) == keyOf(kernels[2].key).symbol() + "_argv");
  CHECK(run.number(3) == 3);
  CHECK(buffer.number(0) == int64_t(resnet::Space::Packed));
  CHECK(buffer.number(1) == 0);
  CHECK(buffer.number(2) == 64);

  const Fields step = variant.at(5).inner(0);
  CHECK(step.number(0) == 3);
  CHECK(step.number(1) == 3);
  CHECK(step.number(6) == 2);                     // the loss is known after the second
  CHECK(step.at(2).inner(2).number(3) == 7);      // what an update reads is passed too
  CHECK(variant.at(7).inner(0).number(6) == 1);
}

TEST_CASE("a library that does not train has no tables of training", "[emit]") {
  Hand hand;
  const LibraryFacts facts = hand.facts();
  Tables tables(facts);
  CHECK(tables.net.isNull(1));
  CHECK(tables.net.number(4) == 0);
  for (unsigned i : {5, 6, 7})
    CHECK(tables.net.at(7).inner(0).isNull(i));
}

TEST_CASE("a plan that the run time of devices could not replay is our bug", "[emit]") {
  Hand hand(/*trains=*/true);
  const auto [from, to, message] = GENERATE(table<std::string, std::string, std::string>(
      {{"images[0 : 32], packed[0 : 64]", "images[0 : 32], packed[64 : 64]", "begins at byte 64 of packed"},
       {"images[0 : 32], packed[0 : 64]", "images[0 : 32], packed[1024 : 64]", "more is read than @prepare packs"},
       {"(parameters[0 : 64]) -> arena", "(parameters[1024 : 64]) -> arena", "begins at byte 1024 of parameters"},
       {"-> gradients[0 : 64]", "-> gradients[2048 : 64]", "begins at byte 2048 of gradients"},
       {"@infer_2 arena", "@infer_3 arena", "no plan for batches of 2"},
       {"@preprocess_2 arena", "@preprocess_3 arena", "no plan for batches of 2"},
       {"-> probabilities[0 : 32]", "-> arena[0 : 32]", "does not end with the softmax"},
       {"(arena[1024 : 32])", "(images[0 : 32])", "logits of @infer_2 are not in the arena"},
       {"@prepare arena 0", "@prepare arena 64", "@prepare without an arena"},
       {"@evaluate arena", "@evaluated arena", "needs the plan @evaluate"}}));
  hand.edit(from, to);
  CHECK_THAT(hand.refusal(), Catch::Contains(message));
}
