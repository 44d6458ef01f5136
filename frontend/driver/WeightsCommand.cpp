// weights: what a file of weights holds, and the same weights in another format.
#include "frontend/driver/Commands.h"
#include "frontend/driver/LoadParameters.h"
#include "frontend/driver/ReadNet.h"
#include "runtime/weights/WriteWeights.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace resnetc {
namespace {
struct ConvertOptions {
  std::string input, output, spec;
  Kernels kernels = Kernels::Auto;
};

int report(const WeightsError &error) {
  llvm::errs() << "error: " << error.text << '\n';
  return error.outsideWorld ? 3 : 1;
}

std::vector<NameReading> readNames(const WeightsFile &file) {
  std::vector<NameReading> readings;
  for (const FileTensor &tensor : file.tensors())
    readings.push_back(readTensorName(tensor));
  return readings;
}

int64_t countValues(const WeightsFile &file) {
  int64_t count = 0;
  for (const FileTensor &tensor : file.tensors())
    count += countElements(tensor.shape);
  return count;
}

llvm::json::Array jsonList(const std::vector<std::string> &texts) {
  llvm::json::Array list;
  for (const std::string &text : texts)
    list.push_back(text);
  return list;
}

void printJson(const WeightsFile &file) {
  std::vector<NameReading> readings = readNames(file);
  llvm::json::Object attributes, metadata;
  if (!file.backend().empty())
    attributes["backend"] = file.backend();
  if (!file.kerasVersion().empty())
    attributes["keras_version"] = file.kerasVersion();
  if (!file.layerNames().empty())
    attributes["layer_names"] = jsonList(file.layerNames());
  for (const auto &[key, text] : file.metadata())
    metadata[key] = text;
  llvm::json::Array tensors;
  for (const FileTensor &tensor : file.tensors()) {
    llvm::json::Object entry{{"name", tensor.name}, {"shape", llvm::json::Array(tensor.shape)}, {"type", tensor.type}};
    if (!tensor.layer.empty())
      entry["layer"] = tensor.layer;
    tensors.push_back(std::move(entry));
  }
  llvm::json::Object object{{"file", llvm::json::fixUTF8(file.path())},
                            {"format", file.format()},
                            {"style", printStyle(mostCommonStyle(readings), file)},
                            {"spec_names", guessSpecNames(readings)},
                            {"count", int64_t(file.tensors().size())},
                            {"values", countValues(file)},
                            {"attributes", std::move(attributes)},
                            {"metadata", std::move(metadata)},
                            {"skipped", jsonList(file.skippedParts())},
                            {"tensors", std::move(tensors)}};
  llvm::outs() << llvm::formatv("{0:2}\n", llvm::json::Value(std::move(object)));
}

void printFacts(const WeightsFile &file) {
  std::vector<NameReading> readings = readNames(file);
  auto line = [](const char *name, const std::string &text) {
    if (!text.empty())
      llvm::outs() << llvm::formatv("{0,-14} {1}\n", name, text);
  };
  line("file", file.path());
  line("format", file.format());
  line("names", printStyle(mostCommonStyle(readings), file));
  if (std::string names = guessSpecNames(readings); !names.empty())
    line("spec", "names: " + names);
  line("backend", file.backend());
  line("keras_version", file.kerasVersion());
  if (!file.layerNames().empty())
    line("layer_names", std::to_string(file.layerNames().size()) + ", " + file.layerNames().front() + " to " +
                            file.layerNames().back());
  for (const auto &[key, text] : file.metadata())
    line("metadata", key + ": " + text);
  for (const std::string &part : file.skippedParts())
    line("skipped", part);
  line("tensors", std::to_string(file.tensors().size()) + " of " + std::to_string(countValues(file)) + " values");
}

void printText(const WeightsFile &file) {
  printFacts(file);
  size_t width = 6;
  for (const FileTensor &tensor : file.tensors())
    width = std::max(width, tensor.name.size());
  llvm::outs() << '\n' << llvm::left_justify("tensor", width) << "  shape           type  layer\n";
  for (const FileTensor &tensor : file.tensors())
    llvm::outs() << llvm::left_justify(tensor.name, width)
                 << llvm::formatv("  {0,-15} {1,-5} {2}\n", printShape(tensor.shape), tensor.type,
                                  tensor.layer.empty() ? readTensorName(tensor).layer : tensor.layer);
}

int inspectFile(const std::string &path, bool json) {
  OpenOptions options;
  options.values = false;
  WeightsError error;
  std::unique_ptr<WeightsFile> file = openWeights(path, options, error);
  if (!file)
    return report(error);
  json ? printJson(*file) : printText(*file);
  return 0;
}

int convertFile(const ConvertOptions &options) {
  auto spec = readSpec(options.spec);
  if (!spec)
    return 1;
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  auto module = importNet(context, *spec);
  ParameterList parameters = parametersOf(netOf(*module));
  CompileOptions how;
  how.weights = options.input;
  how.kernels = options.kernels;
  std::vector<float> blob;
  if (int code = loadParameters(parameters, how, blob))
    return code;
  WriteOptions written;
  if (spec->spec.names == NameFamily::Torchvision)
    written.safetensorsNames = NameStyle::Torch;
  written.metadata = {{"format", "pt"}, {"net", spec->spec.name}};
  WeightsError error;
  return writeWeights(options.output, parameters, blob.data(), written, error) ? 0 : report(error);
}

void addInspect(CLI::App &weights, int &exitCode) {
  CLI::App *command = weights.add_subcommand("inspect", "List what a file of weights holds, without a spec");
  auto path = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  command->add_option("FILE", *path, "Keras .h5, .weights.h5 or .keras, or .safetensors")->required();
  command->add_flag("--json", *json, "as one JSON object");
  command->footer(exampleText({"weights inspect resnet50_weights_tf_dim_ordering_tf_kernels.h5",
                               "weights inspect net.safetensors --json"}));
  command->callback([path, json, &exitCode] { exitCode = inspectFile(*path, *json); });
}

void addConvert(CLI::App &weights, int &exitCode) {
  static const std::map<std::string, Kernels> orders = {{"tf", Kernels::Tf}, {"th", Kernels::Th}};
  CLI::App *command = weights.add_subcommand("convert", "Write a net's weights in another format");
  auto options = std::make_shared<ConvertOptions>();
  auto checkEnding = [](const std::string &path) {
    return formatOfEnding(path) ? std::string() : path + " does not end in " + writableEndings;
  };
  command->add_option("IN", options->input, "the file to read: .h5, .weights.h5, .keras or .safetensors")->required();
  command->add_option("OUT", options->output, std::string("the file to write: ") + writableEndings)
      ->required()
      ->check(checkEnding);
  command->add_option("--spec", options->spec, "the net's spec: it gives names, shapes and Keras's order")->required();
  command->add_option("--kernels", options->kernels, "tf or th, where a Keras file does not tell")
      ->transform(CLI::CheckedTransformer(orders).description(""))
      ->type_name("tf|th");
  command->footer(exampleText({"weights convert old_th_kernels.h5 net.h5 --spec resnet50.yaml --kernels th",
                               "weights convert resnet18.safetensors resnet18.weights.h5 --spec resnet18.yaml"}));
  command->callback([options, &exitCode] { exitCode = convertFile(*options); });
}
} // namespace

void addWeightsCommand(CLI::App &app, int &exitCode) {
  CLI::App *command = app.add_subcommand("weights", "Look into files of weights and convert them");
  command->require_subcommand(1);
  addInspect(*command, exitCode);
  addConvert(*command, exitCode);
  command->footer(exampleText({"weights inspect net.h5", "weights convert net.h5 net.safetensors --spec net.yaml"}));
}

} // namespace resnetc
