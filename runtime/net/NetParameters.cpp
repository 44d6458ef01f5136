// NetParameters: see NetParameters.h.
#include "runtime/net/NetParameters.h"
#include "runtime/weights/LoadWeights.h"
#include "runtime/weights/ParameterBlob.h"
#include <cstring>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

/// The report as one failure; it already names file and tensor in each line.
Failure failureOf(const MatchReport &report) {
  constexpr size_t shown = 20;
  std::string message;
  for (size_t i = 0; i < report.errors.size() && i < shown; ++i)
    message += (i ? "\n" : "") + report.errors[i];
  if (report.errors.size() > shown)
    message += "\n… and " + std::to_string(report.errors.size() - shown) + " more";
  return {report.outsideWorld ? Blame::World : Blame::User, message};
}

Outcome<std::shared_ptr<AlignedBuffer>> makeBlob(const resnetc_net &net) {
  auto buffer = std::make_shared<AlignedBuffer>(size_t(net.parameters_bytes));
  if (!buffer->data())
    return Failure{Blame::World, std::string(net.name) + ": no memory for the parameters"};
  return buffer;
}

Outcome<NetParameters> mapFile(const resnetc_net &net, const fs::path &file) {
  MatchReport report;
  auto blob = std::make_shared<ParameterBlob>(ParameterBlob::open(file.native(), listParameters(net), {}, report));
  if (!blob->data())
    return failureOf(report);
  return NetParameters{blob, blob->data(), file};
}

Outcome<NetParameters> readFile(const resnetc_net &net, const fs::path &file) {
  std::vector<float> values;
  MatchReport report = loadWeights(file.native(), listParameters(net), {}, values);
  if (!report.ok())
    return failureOf(report);
  auto blob = makeBlob(net);
  if (!blob)
    return blob.failure();
  std::memcpy((*blob)->data(), values.data(), size_t(net.parameters_bytes));
  return NetParameters{*blob, static_cast<const float *>((*blob)->data()), file};
}

Outcome<NetParameters> initialize(const resnetc_net &net, uint64_t seed) {
  auto blob = makeBlob(net);
  if (!blob)
    return blob.failure();
  auto *values = static_cast<float *>((*blob)->data());
  if (int status = net.initialize(values, seed))
    return describeStatus(net, status, "initialising the parameters");
  return NetParameters{*blob, values, {}};
}

/// A link to nowhere is there, and an error.
bool isThere(const fs::path &file) {
  std::error_code error;
  return fs::symlink_status(file, error).type() != fs::file_type::not_found;
}

} // namespace

ParameterList listParameters(const resnetc_net &net) {
  ParameterList list;
  for (int32_t i = 0; i < net.parameter_count; ++i) {
    const resnetc_parameter &parameter = net.parameters[i];
    list.push_back({parameter.name,
                    std::vector<int64_t>(parameter.shape, parameter.shape + parameter.rank),
                    parameter.trainable != 0});
  }
  return list;
}

Outcome<NetParameters> loadInitialParameters(const NetLibrary &library, uint64_t seed) {
  const resnetc_net &net = library.table();
  fs::path file = library.folder() / (std::string(net.name) + ".safetensors");
  return isThere(file) ? mapFile(net, file) : initialize(net, seed);
}

Outcome<NetParameters> loadParameters(const NetLibrary &library) {
  fs::path trained = library.folder() / trainedWeights;
  return isThere(trained) ? readFile(library.table(), trained) : loadInitialParameters(library, 0);
}

} // namespace resnetc
