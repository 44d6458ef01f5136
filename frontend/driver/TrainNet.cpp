#include "frontend/driver/TrainNet.h"
#include "frontend/driver/CompileNet.h"
#include "frontend/driver/ReadNet.h"
#include "frontend/driver/TrainOptionsOf.h"
#include "frontend/spec/SpecWriter.h"
#include "runtime/fitting/FitNet.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/CommandReport.h"
#include "runtime/net/FindDevices.h"
#include "runtime/net/NetDevice.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

/// One training: its folder, the spec with all flags in it, and the rest of what was asked for.
struct Training {
  fs::path folder;
  ParsedSpec spec;
  TrainRun run;
  bool resume = false;
};

bool isCompiledFor(const resnetc_net &net, const std::optional<DeviceId> &device) {
  const std::vector<std::string> apis = deviceApisOf(net);
  return !device || std::find(apis.begin(), apis.end(), device->api) != apis.end();
}

/// Whether the folder holds what this spec is compiled to; a training that was killed early may have left an earlier
/// net, or half of this one.
bool isCompiled(const Training &training) {
  const std::string &name = training.spec.spec.name;
  Outcome<NetLibrary> library = NetLibrary::open(training.folder / ("lib" + name + ".so"));
  std::error_code error;
  return library && library->table().spec_hash == hashSpec(training.spec.spec) &&
         library->table().train_batch >= training.spec.spec.train.batch &&
         isCompiledFor(library->table(), training.run.device) &&
         (training.run.weights.empty() || fs::exists(training.folder / (name + ".safetensors"), error));
}

/// Empties the folder of an earlier training and writes down what this one is.
int begin(const Training &training) {
  if (auto failure = beginTrainRun(training.folder, training.spec.spec.name))
    return reportFailure(*failure);
  if (auto failure = writeTrainRun(training.folder, training.run))
    return reportFailure(*failure);
  return 0;
}

int compile(const Training &training, const std::vector<std::string> &classNames) {
  const TrainSpec &train = training.spec.spec.train;
  CompileOptions options;
  options.output = training.folder.native();
  options.weights = training.run.weights;
  options.kernels = training.run.kernels;
  options.newHead = training.run.newHead;
  options.seed = train.seed;
  options.batches = {1, train.batch};
  options.train = train.batch;
  options.strictMath = training.run.strictMath;
  if (training.run.device)
    options.target = "host," + training.run.device->api;
  options.classNames = classNames;
  if (!training.resume)
    options.beforeWriting = [&] { return begin(training); };
  return compileSpec(training.spec, options);
}

int conduct(const Training &training) {
  if (const auto &device = training.run.device)
    if (Outcome<FoundDevice> found = findDevice(*device); !found) // before minutes of compiling
      return reportFailure(found.failure());
  Outcome<NetInput> input = netInputOf(training.spec.spec);
  if (!input)
    return reportFailure(input.failure());
  Outcome<TrainData> data = openTrainData(training.run.data, training.run.validation, *input);
  if (!data)
    return reportFailure(data.failure());
  const std::vector<std::string> &classNames = data->data->classNames();
  if (!training.resume || !isCompiled(training))
    if (int code = compile(training, classNames))
      return code;
  if (auto failure = writeTrainedNames(training.folder, classNames, input->classes))
    return reportFailure(*failure);
  FitOptions fit;
  fit.run = training.folder;
  fit.train = trainOptionsOf(training.spec.spec.train);
  fit.train.steps = training.run.steps;
  fit.train.checkpointSteps = training.run.checkpointSteps;
  fit.threads = training.run.threads;
  fit.device = training.run.device;
  fit.resume = training.resume;
  return fitNet(fit, *data);
}

/// Weights that the beginning of the training would remove.
std::optional<Failure> checkWeightsPlace(const std::string &weights, const fs::path &folder) {
  std::error_code error;
  bool inFolder = !weights.empty() && fs::equivalent(fs::absolute(weights, error).parent_path(), folder, error);
  if (!inFolder)
    return std::nullopt;
  return Failure{Blame::User, printableText(weights) + ": lies in the folder of the new training, which is emptied; "
                                                       "take another folder for -o"};
}

int startTraining(const TrainNetOptions &options) {
  Diagnostics diagnostics(llvm::errs());
  std::optional<ParsedSpec> spec = readSpecFile(options.spec, diagnostics);
  if (!spec || !overrideSpec(*spec, options.overrides, diagnostics))
    return 1;
  if (auto failure = checkWeightsPlace(options.run.weights, options.output))
    return reportFailure(*failure);
  std::error_code error;
  TrainRun run = options.run;
  run.spec = writeResolvedSpec(spec->spec);
  run.data = absoluteData(run.data);
  if (!run.validation.empty())
    run.validation = absoluteData(run.validation);
  if (!run.weights.empty())
    run.weights = fs::absolute(run.weights, error).native();
  run.threads = options.threads;
  return conduct({options.output, std::move(*spec), std::move(run), false});
}

int resumeTraining(const TrainNetOptions &options) {
  const fs::path folder = options.resume;
  Outcome<TrainRun> run = readTrainRun(folder);
  if (!run)
    return reportFailure(run.failure());
  if (options.threads)
    run->threads = options.threads;
  Diagnostics diagnostics(llvm::errs());
  std::optional<ParsedSpec> spec = parseSpec(run->spec, (folder / trainRunFile).native(), diagnostics);
  return spec ? conduct({folder, std::move(*spec), std::move(*run), true}) : 1;
}

} // namespace

int trainNet(const TrainNetOptions &options) {
  return guardCommand([&] { return options.resume.empty() ? startTraining(options) : resumeTraining(options); });
}

} // namespace resnetc
