#include "frontend/driver/LoadParameters.h"
#include "runtime/embed/initialize.h"
#include "runtime/weights/LoadWeights.h"
#include "llvm/Support/raw_ostream.h"

namespace resnetc {
namespace {
/// The same values as the generated NAME_initialize.
void initialiseBlob(const ParameterList &parameters, int64_t seed, std::vector<float> &blob) {
  std::vector<resnetc_parameter> table;
  int64_t offset = 0;
  for (const ParameterShape &parameter : parameters) {
    resnetc_parameter row = {parameter.name.c_str(), {}, int32_t(parameter.shape.size()), parameter.trainable, offset};
    std::copy(parameter.shape.begin(), parameter.shape.end(), row.shape);
    table.push_back(row);
    offset += countElements(parameter.shape);
  }
  blob.resize(offset);
  support_initialize(table.data(), int32_t(table.size()), uint64_t(seed), blob.data());
}
} // namespace

ParameterList parametersOf(resnet::NetOp net) {
  ParameterList parameters;
  for (auto parameter : net.getOps<resnet::ParameterOp>())
    parameters.push_back(
        {parameter.getSymName().str(), parameter.tensorType().getShape().vec(), parameter.isTrainable()});
  return parameters;
}

int loadParameters(const ParameterList &parameters, const CompileOptions &options, std::vector<float> &blob) {
  LoadOptions how;
  how.kernels = options.kernels;
  if (options.newHead) {
    how.newHead = headOfParameters(parameters);
    initialiseBlob(parameters, options.seed, blob);
  }
  MatchReport report = loadWeights(options.weights, parameters, how, blob);
  if (!report.ok()) {
    llvm::errs() << printErrors(report) << '\n';
    return report.outsideWorld ? 3 : 1;
  }
  llvm::errs() << printSummary(report) << '\n';
  return 0;
}

} // namespace resnetc
