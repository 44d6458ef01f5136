#include "tests/unit/emit/HandmadeNet.h"
#include "ir/machine/KernelKey.h"
#include "mlir/Parser/Parser.h"
#include <catch2/catch.hpp>

namespace resnetc {
namespace {
struct Handmade {
  std::string name, key; ///< what the text below calls it
  int scratchBytes;
};

const std::vector<Handmade> &allKernels() {
  static const std::vector<Handmade> kernels = {
      {"COPY", "relu n=1 h=1 w=1 c=16 in=f32:nhwc out=f32:nhwc algorithm=plain split=1 machine=avx2", 0},
      {"SOFTMAX", "softmax n=1 k=4 algorithm=plain machine=avx2", 0},
      {"LOSS", "softmax_cross_entropy n=3 k=4 label_smoothing=0 algorithm=plain machine=avx2", 128},
      {"UPDATE",
       "adam_update count=16 adamw=0 beta1=0.9 beta2=0.99 epsilon=1e-07 algorithm=plain split=1 machine=avx2", 0}};
  return kernels;
}

const char head[] = R"(
resnet.net @hand input 1x1x4 classes 4 batch [1] target "x86-64-v3" TRAIN spec "name: hand\0A" {
  resnet.parameter @"fc/kernel" : tensor<4x4xf32>
  resnet.parameter @"fc/bias" frozen : tensor<4xf32>
  resnet.plan @prepare arena 0 {
    resnet.run @COPY (parameters[0 : 64]) -> packed[0 : 64]
  }
  resnet.plan @infer_1 arena 0 {
    resnet.run @SOFTMAX (images[0 : 16]) -> probabilities[0 : 16]
  }
)";

const char training[] = R"(
  resnet.plan @train_step arena 64 {
    resnet.run @LOSS (images[0 : 48], labels[0 : 12], hyper[0 : 32]) -> arena[0 : 64], metrics[0 : 4], metrics[4 : 4]
    resnet.run @UPDATE (arena[0 : 64], hyper[0 : 32], parameters[0 : 64], optimizer[0 : 64], optimizer[128 : 64]) -> parameters[0 : 64], optimizer[0 : 64], optimizer[128 : 64] in place
  }
  resnet.plan @gradients arena 100 {
    resnet.run @LOSS (images[0 : 48], labels[0 : 12], hyper[0 : 32]) -> arena[0 : 64], metrics[0 : 4], metrics[4 : 4]
    resnet.run @COPY (arena[0 : 64]) -> gradients[0 : 64]
  }
  resnet.plan @evaluate arena 64 {
    resnet.run @LOSS (images[0 : 48], labels[0 : 12], hyper[0 : 32]) -> arena[0 : 64], metrics[0 : 4], metrics[4 : 4]
  }
)";

const char clause[] = "train <batch 3, adam, beta1 0.9, beta2 0.99, epsilon 1.0e-07, label_smoothing 0.0, moving 0.99, "
                      "unbiased false>";

std::string replaced(std::string text, const std::string &from, const std::string &to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

KernelKey keyOf(const Handmade &kernel) {
  std::string wrong;
  auto key = KernelKey::parse(kernel.key, wrong);
  INFO(kernel.key << ": " << wrong);
  REQUIRE(key);
  return *key;
}

/// A shell script that is asked as resnetc-kernel is, and compiles C.
std::string kernelProgram() {
  std::string text = "#!/bin/sh\nread -r key\ncase \"$key\" in\n";
  for (const Handmade &kernel : allKernels()) {
    const KernelKey key = keyOf(kernel);
    text += "'" + key.print() + "') operation=" + key.operation() + " symbol=" + key.symbol() +
            " scratch=" + std::to_string(kernel.scratchBytes) + ";;\n";
  }
  return text + "esac\n'" RESNETC_C_COMPILER "' -std=c11 -O1 -fPIC -ffreestanding -fno-stack-protector -fno-tree-vectorize "
                "-DOPERATION_$operation -DKERNEL=$symbol -c '" RESNETC_SOURCE_DIR
                "/tests/unit/emit/handmade_kernels.c' -o \"$1\" || exit 1\necho scratch=$scratch\n";
}

/// Of all tests of this program: the kernels are the same.
std::string sharedCache() {
  static TestFolder cache;
  return cache.path();
}
} // namespace

HandmadeNet::HandmadeNet(Training kind) : program(folder.write("resnetc-kernel", kernelProgram(), /*isProgram=*/true)) {
  const bool trains = kind != Training::None;
  text = replaced(head, " TRAIN ", trains ? " " + std::string(clause) + " " : " ") + (trains ? training : "");
  for (const Handmade &kernel : allKernels()) {
    const std::string symbol = keyOf(kernel).symbol();
    if (text.find("@" + kernel.name + " ") == std::string::npos)
      continue;
    text = replaced(text, "@" + kernel.name + " ", "@" + symbol + " ") + "  resnet.kernel @" + symbol + " \"" +
           keyOf(kernel).print() + "\"\n";
  }
  text += "}\n";
}

void HandmadeNet::edit(const std::string &from, const std::string &to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}

llvm::Error HandmadeNet::emit(EmitOptions options) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<resnet::ResnetDialect>();
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, mlir::ParserConfig(&context));
  REQUIRE(module);
  if (options.outFolder.empty())
    options.outFolder = folder.file("out");
  if (options.cacheFolder.empty())
    options.cacheFolder = sharedCache();
  options.programsFolder = folder.path();
  return emitLibrary(*module, options);
}

void HandmadeNet::mustEmit() {
  if (llvm::Error error = emit())
    FAIL(llvm::toString(std::move(error)));
}

} // namespace resnetc
