// Interpreter: what a function of a net means, phases 0 to 3, in double precision, op
// after op. It is the oracle of every pass and kernel: slow, obvious, without schedules.
// Functions for training (phase 1) are run by Training.h, a plan (phase 4) by PlanInterpreter.h.
//
// Values are tensors without halo, whatever the types say: a halo is zero by contract,
// and reading one is what PlanInterpreter checks.
#pragma once
#include "ir/dialect/Resnet.h"
#include "ir/interpreter/Tensor.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <map>
#include <string>

namespace resnetc {

/// By symbol: `conv1/kernel`. Shapes are those of the net's declarations.
using ParameterValues = std::map<std::string, Tensor>;
/// By symbol: `conv1/filter`, `conv1/shift`; @prepare fills them.
using PackedValues = std::map<std::string, Tensor>;

/// Called with each op's result as soon as there is one, in order, by the layer's name
/// (NameLoc). Ops of several results, those of @prepare, are not shown.
using LayerTap = std::function<void(llvm::StringRef layer, const Tensor &value)>;

/// Runs `function`, which must verify, and returns its results.
/// \param arguments   one tensor for each argument, of the argument's shape; pixels as 0 to 255
/// \param parameters  read by layers that are not folded and by @prepare
/// \param packed      read by folded and packed layers, written by resnet.store
/// An error names the op and its layer: an op without a meaning here, a missing value or
/// one of another shape. Calls that share no `packed` may run at once.
llvm::Expected<std::vector<Tensor>> interpret(resnet::FuncOp function, llvm::ArrayRef<Tensor> arguments,
                                              const ParameterValues &parameters, PackedValues &packed,
                                              const LayerTap &tap = nullptr);

} // namespace resnetc
