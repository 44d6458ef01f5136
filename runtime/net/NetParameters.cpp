// NetParameters: see NetParameters.h.
#include "runtime/net/NetParameters.h"
#include "runtime/weights/ParameterBlob.h"

namespace fs = std::filesystem;

namespace resnetc {
namespace {

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

Outcome<NetParameters> mapFile(const resnetc_net &net, const fs::path &file) {
  MatchReport report;
  auto blob = std::make_shared<ParameterBlob>(ParameterBlob::open(file.native(), listParameters(net), {}, report));
  if (!blob->data())
    return failureOf(report);
  return NetParameters{blob, blob->data(), false};
}

Outcome<NetParameters> initialize(const resnetc_net &net) {
  auto buffer = std::make_shared<AlignedBuffer>(size_t(net.parameters_bytes));
  if (!buffer->data())
    return Failure{Blame::World, std::string(net.name) + ": no memory for the parameters"};
  auto *values = static_cast<float *>(buffer->data());
  if (int status = net.initialize(values, 0))
    return describeStatus(net, status, "initialising the parameters");
  return NetParameters{buffer, values, true};
}

} // namespace

Outcome<NetParameters> loadParameters(const NetLibrary &library) {
  const resnetc_net &net = library.table();
  fs::path file = library.folder() / (std::string(net.name) + ".safetensors");
  std::error_code error;
  bool exists = fs::symlink_status(file, error).type() != fs::file_type::not_found; // a link to nowhere is an error
  return exists ? mapFile(net, file) : initialize(net);
}

} // namespace resnetc
