// RunNet: see RunNet.h.
#include "runtime/net/RunNet.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/CommandReport.h"
#include "runtime/net/Npy.h"
#include "runtime/net/Progress.h"
#include <algorithm>

namespace resnetc {
namespace {

std::vector<int64_t> expectedShape(const resnetc_net &net, NpyArray::Type type) {
  if (type == NpyArray::Type::UInt8)
    return {net.height, net.width, 3};
  if (net.channels_first)
    return {net.channels, net.height, net.width};
  return {net.height, net.width, net.channels};
}

/// The number of images, when the array's other axes are the net's.
Outcome<int64_t> countImages(const RunOptions &options, const NpyArray &array, const resnetc_net &net) {
  std::vector<int64_t> one = expectedShape(net, array.type);
  std::vector<int64_t> shape = array.shape;
  if (shape.size() == 3)
    shape.insert(shape.begin(), 1);
  if (shape.size() == 4 && std::equal(one.begin(), one.end(), shape.begin() + 1))
    return shape[0];
  bool bytes = array.type == NpyArray::Type::UInt8;
  std::string wanted = printNpyShape(one);
  return Failure{Blame::User, printableName(options.input) + ": an array of shape " + printNpyShape(array.shape) +
                                  ", but " + net.name + " takes " + (bytes ? "uint8" : "float32") + " (N, " +
                                  wanted.substr(1)};
}

int run(const RunOptions &options) {
  Outcome<LoadedNet> net = openForCommand(options.net, {options.threads, Pin::All}, options.device);
  if (!net)
    return reportFailure(net.failure());
  Outcome<NpyArray> array = readNpy(options.input);
  if (!array)
    return reportFailure(array.failure());
  Outcome<int64_t> n = countImages(options, *array, net->table());
  if (!n)
    return reportFailure(n.failure());

  const resnetc_net &table = net->table();
  Answer answer = options.logits ? Answer::Logits : Answer::Probabilities;
  bool bytes = array->type == NpyArray::Type::UInt8;
  int64_t perImage = bytes ? int64_t(table.height) * table.width * 3 : valuesPerImage(table);
  std::vector<float> rows(size_t(*n) * size_t(table.classes));
  Progress progress("images", *n);
  for (int64_t first = 0; first < *n; first += table.max_batch) { // a call for each, so that progress can be shown
    int64_t count = std::min<int64_t>(table.max_batch, *n - first);
    float *to = &rows[size_t(first) * size_t(table.classes)];
    std::optional<Failure> failure = bytes ? net->run(array->bytes() + first * perImage, count, answer, to)
                                           : net->run(array->floats() + first * perImage, count, answer, to);
    if (failure)
      return reportFailure(*failure);
    progress.show(first + count);
  }
  progress.clear();
  if (auto failure = writeNpy(options.output, rows.data(), *n, table.classes))
    return reportFailure(*failure);
  return 0;
}

} // namespace

int runNet(const RunOptions &options) {
  return guardCommand([&] { return run(options); });
}

} // namespace resnetc
