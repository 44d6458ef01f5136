// KernelOrder: the user's word first, then the file's; never a guess.
#include "runtime/weights/KernelOrder.h"

namespace resnetc {
namespace {

KernelDecision refuse(const std::string &refusal, const std::string &hint) { return {{}, refusal, hint}; }

const char askHint[] = "say `--kernels tf` or `--kernels th`; files called ..._th_kernels.h5 are th";

KernelDecision decideAlone(const std::string &backend, bool isHwio, bool isOihw) {
  // Keras's own loaders know two conventions: Theano's and everybody else's.
  bool known = backend == "theano" || backend == "tensorflow" || backend == "cntk" || backend == "jax" ||
               backend == "torch" || backend == "numpy" || backend == "openvino";
  if (!backend.empty() && !known)
    return refuse("was written by the unknown backend \"" + backend + "\"", askHint);
  if (!isHwio && !isOihw)
    return refuse("does not tell whether its kernels are TensorFlow's or Theano's: their shapes fit both", askHint);
  if (isOihw && backend.empty())
    return refuse("has OIHW kernels, but no attribute `backend` that tells whether they are rotated by 180 degrees",
                  askHint);
  return {{isOihw, backend == "theano"}, {}, {}};
}

} // namespace

KernelDecision decideKernelOrder(Kernels asked, const std::string &backend, const KernelVotes &votes) {
  if (!votes.hwio && !votes.oihw && !votes.both)
    return {}; // no kernels, or none that fits: their shapes are reported one by one
  // One misfit must not turn the whole file round; it is reported as a wrong shape.
  bool isHwio = votes.hwio > votes.oihw, isOihw = votes.oihw > votes.hwio;
  switch (asked) {
  case Kernels::Tf:
    if (isOihw)
      return refuse("has OIHW kernels, as Theano's files, not HWIO as `--kernels tf` says",
                    backend.empty() ? "`--kernels th`" : "leave `--kernels` out: the file names its backend");
    return {};
  case Kernels::Th:
    if (isHwio && backend != "theano")
      return refuse("has HWIO kernels, as TensorFlow's files, not OIHW as `--kernels th` says",
                    "`--kernels tf`, or leave `--kernels` out");
    return {{!isHwio, true}, {}, {}};
  case Kernels::Auto:
    break;
  }
  return decideAlone(backend, isHwio, isOihw);
}

} // namespace resnetc
