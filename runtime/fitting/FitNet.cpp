// FitNet: see FitNet.h.
#include "runtime/fitting/FitNet.h"
#include "runtime/fitting/DeviceStep.h"
#include "runtime/fitting/LibraryStep.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/CommandReport.h"
#include "runtime/net/NetParameters.h"
#include "runtime/training/Checksum.h"
#include "runtime/training/StopSignals.h"
#include "runtime/weights/WriteWeights.h"
#include <fstream>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

/// The library's own bytes: another one may round otherwise.
std::string hashFile(const fs::path &file) {
  std::ifstream stream(file, std::ios::binary);
  std::vector<char> piece(1 << 20);
  Checksum sum;
  while (stream.read(piece.data(), std::streamsize(piece.size())) || stream.gcount() > 0)
    sum.add(piece.data(), size_t(stream.gcount()));
  return sum.hex();
}

std::optional<Failure> writeKeras(NetStep &net, const ParameterList &list, const fs::path &file) {
  if (auto failure = net.fetch())
    return failure;
  WeightsError error;
  if (writeWeights(file.native(), list, net.parameters().data, {}, error))
    return std::nullopt;
  return Failure{error.outsideWorld ? Blame::World : Blame::User, error.text};
}

int tellEnd(TrainEnd end, const fs::path &run, TrainProgress &progress) {
  const std::string folder = printableName(run);
  switch (end) {
  case TrainEnd::Finished:
  case TrainEnd::StoppedEarly:
    progress.note("weights: " + printableName(run / trainedWeights) + "; `resnetc predict --net " + folder +
                  " PICTURES` uses them");
    return 0;
  case TrainEnd::Interrupted:
    progress.note("`resnetc train --resume " + folder + "` goes on");
    return interruptedExit;
  case TrainEnd::LossNotFinite:
    return int(Blame::User);
  }
  return int(Blame::Bug);
}

using OwnedStep = std::unique_ptr<NetStep>;

Outcome<OwnedStep> openStep(const FitOptions &options, TrainProgress &progress) {
  const uint64_t seed = uint64_t(options.train.seed);
  if (!options.device) {
    auto step = LibraryStep::open(options.run, seed, options.threads);
    return step ? Outcome<OwnedStep>(std::move(*step)) : step.failure();
  }
  auto step = DeviceStep::open(options.run, seed, *options.device);
  if (!step)
    return step.failure();
  progress.note("on " + options.device->text() + ", " + (*step)->deviceName());
  return OwnedStep(std::move(*step));
}

int fit(const FitOptions &options, const TrainData &data) {
  TrainProgress progress(stderr);
  auto opened = openStep(options, progress);
  if (!opened)
    return reportFailure(opened.failure());
  NetStep &net = **opened;
  const resnetc_net &table = net.table();
  Outcome<NetInput> input = netInputOf(table);
  if (!input)
    return reportFailure(input.failure());
  assert(options.train.batch <= table.train_batch && "the library is compiled for the training's batch");

  const ParameterList list = listParameters(table);
  TrainJob job;
  job.net = &net;
  job.input = *input;
  job.preprocess = table.preprocess;
  job.data = data.data.get();
  job.validation = data.validation.get();
  job.dataChecked = true;
  job.run = options.run;
  job.name = table.name;
  job.owner = {table.spec_hash, hashFile(options.run / ("lib" + std::string(table.name) + ".so"))};
  job.writeWeights = [&](const fs::path &file) { return writeKeras(net, list, file); };
  job.progress = &progress;
  Outcome<TrainEnd> end = trainNet(job, options.train, options.resume);
  return end ? tellEnd(*end, options.run, progress) : reportFailure(end.failure());
}

} // namespace

int fitNet(const FitOptions &options, const TrainData &data) {
  return guardCommand([&] { return fit(options, data); });
}

} // namespace resnetc
