// Weights: what @prepare does to filters and shifts, once: folding batch norm into
// them, and the order in which kernels read them, with the way back.
#pragma once
#include "ir/interpreter/Elementwise.h"

namespace resnetc {

/// Each output channel, the innermost extent, times its factor (normFactor).
Tensor foldFilter(Tensor kernel, const Tensor &factor);

/// beta + (bias - mean) * gamma / sqrt(variance + epsilon)
Tensor foldShift(Tensor bias, const Norm &norm);

/// R x R x C x K, or C x K as a 1x1 filter, to [ceil(k/panel)][r][r][c][panel]; beyond k: 0.
Tensor packFilter(const Tensor &filter, int64_t panel);

/// [k] to [ceil(k/panel)*panel]; beyond k: 0.
Tensor packShift(const Tensor &shift, int64_t panel);

/// R x R x C x K, or C x K, for the gradient of a layer's input: [ceil(c/panel)][r][r][k][panel], 0 beyond c;
/// `rotated`: the window upside down.
Tensor packTransposed(const Tensor &kernel, int64_t panel, bool rotated);

/// The R x R x C x K kernel of which packTransposed made this.
Tensor unpackTransposed(const Tensor &packed, int64_t c, bool rotated);

/// The R x R x C x K filter of a packed one; the panel is its last extent.
Tensor unpackFilter(const Tensor &packed, int64_t k);

/// The first k values.
Tensor unpackShift(const Tensor &packed, int64_t k);

} // namespace resnetc
