// KernelOrder: how the convolution kernels of a Keras 1 or 2 file lie. TensorFlow's
// files hold HWIO for correlation; Theano's hold OIHW, rotated by 180 degrees, because
// Theano convolves. The dimensions show in the shapes; the rotation shows nowhere but in
// the attribute `backend`, which old files may lack: then the user must say.
#pragma once
#include <string>

namespace resnetc {

/// The flag --kernels.
enum class Kernels { Auto, Tf, Th };

struct KernelOrder {
  bool outputFirst = false; ///< OIHW
  bool flipped = false;     ///< rotated by 180 degrees in the plane
};

/// What the shapes of all convolution kernels of a file say together.
struct KernelVotes {
  int hwio = 0, oihw = 0; ///< kernels that fit the net only this way
  int both = 0;           ///< that fit both ways, like 3x3x3x3
};

struct KernelDecision {
  KernelOrder order;
  std::string refusal; ///< a sentence without the file's name; empty if decided
  std::string hint;    ///< to the refusal
};

KernelDecision decideKernelOrder(Kernels asked, const std::string &backend, const KernelVotes &votes);

} // namespace resnetc
