// CommandReport: see CommandReport.h.
#include "runtime/net/CommandReport.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/NetParameters.h"
#include <cstdio>
#include <exception>
#include <new>

namespace resnetc {

int reportFailure(const Failure &failure) {
  std::fprintf(stderr, "error: %s\n", failure.message.c_str());
  return int(failure.blame);
}

int guardCommand(const std::function<int()> &body) {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return reportFailure({Blame::World, "no memory left"});
  } catch (const std::exception &exception) {
    return reportFailure({Blame::Bug, "internal error: " + printableText(exception.what())});
  }
}

void tellWeights(const resnetc_net &net, const std::filesystem::path &file) {
  if (file.empty())
    std::fprintf(stderr, "%s: no weights: values are initialised from seed 0, so predictions mean nothing\n", net.name);
  else if (file.filename() == trainedWeights)
    std::fprintf(stderr, "%s: weights of %s\n", net.name, printableName(file).c_str());
}

Outcome<LoadedNet> openForCommand(const std::filesystem::path &path, const ThreadOptions &options,
                                  const std::optional<DeviceId> &device) {
  Outcome<LoadedNet> net = LoadedNet::open(path, options, device);
  if (net)
    tellWeights(net->table(), net->weights());
  return net;
}

} // namespace resnetc
