// Keys: questions for tests, written in a line.
#pragma once
#include "ir/machine/Catalog.h"
#include <string>

namespace resnetc {

/// A key from a text without its machine, such as `dense n=1 c=8 k=10`: an operation and the
/// fields of its shape in any order; what is left out has the value of `defaults`.
KernelKey question(const std::string &text);

/// The accepted candidates of a question on a machine: all, or `most` of them spread
/// over the list with the first and the last among them.
std::vector<KernelKey> acceptedKeys(const KernelKey &question, const std::string &machine, size_t most = 1000);

} // namespace resnetc
