// ShowNet: see ShowNet.h.
#include "runtime/net/ShowNet.h"
#include "runtime/net/CommandReport.h"
#include "runtime/net/WriteFile.h"
#include <cstdio>
#include <sstream>

namespace resnetc {
namespace {

std::string printMegabytes(int64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f MB", double(bytes) / 1e6);
  return text;
}

void printPreprocessing(const resnetc_net &net, std::ostringstream &out) {
  if (!net.has_preprocess) {
    out << "  8-bit pictures   not taken: no preprocessing\n";
    return;
  }
  const resnetc_preprocess &rule = *net.preprocessing;
  int planes = net.channels < 3 ? net.channels : 3;
  out << "  8-bit pictures   " << rule.resize;
  if (std::string(rule.resize) == "shorter-side-and-crop")
    out << " " << rule.short_side;
  out << ", " << rule.interpolation << ", " << rule.order << ", x " << rule.scale << ", minus";
  for (int c = 0; c < planes; ++c)
    out << " " << rule.mean[c];
  out << ", divided by";
  for (int c = 0; c < planes; ++c)
    out << " " << rule.std[c];
  out << "\n";
}

std::string printNet(const resnetc_net &net, bool layers) {
  std::ostringstream out;
  out << net.name << " for " << describeTarget(net) << "\n"
      << "  input            float32 N x "
      << (net.channels_first ? std::to_string(net.channels) + " x " : std::string()) << net.height << " x " << net.width
      << (net.channels_first ? std::string() : " x " + std::to_string(net.channels)) << "\n";
  printPreprocessing(net, out);
  out << "  classes          " << net.classes << "\n"
      << "  images a call    1 to " << net.max_batch << "\n"
      << "  multiply-adds    " << net.multiply_adds << " an image\n"
      << "  parameters       " << net.parameters_bytes / 4 << " in " << net.parameter_count << " tensors, "
      << printMegabytes(net.parameters_bytes) << "; packed " << printMegabytes(net.packed_bytes) << "\n"
      << "  arena            " << printMegabytes(net.arena_bytes) << " + " << printMegabytes(net.scratch_bytes)
      << " a thread\n"
      << "  spec             sha256 " << (net.spec_hash ? net.spec_hash : "") << "\n";
  for (int32_t i = 0; layers && i < net.layer_count; ++i)
    out << "  " << net.layers[i].name << "  " << net.layers[i].multiply_adds << "  " << net.layers[i].kernel << "\n";
  return out.str();
}

int show(const ShowOptions &options) {
  Outcome<NetLibrary> library = NetLibrary::open(options.net);
  if (!library)
    return reportFailure(library.failure());
  const resnetc_net &net = library->table();
  std::string text = options.spec ? std::string(net.spec ? net.spec : "") : printNet(net, options.layers);
  if (auto failure = writeStandardOutput(text))
    return reportFailure(*failure);
  return 0;
}

} // namespace

int showNet(const ShowOptions &options) {
  return guardCommand([&] { return show(options); });
}

} // namespace resnetc
