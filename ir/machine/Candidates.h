// Candidates: the rows of the Catalog, one pair of functions for each operation: what
// to propose for a question, and why a finished choice cannot be built. Used by
// Catalog.cpp alone.
#pragma once
#include "ir/machine/KernelKey.h"
#include "ir/machine/Machine.h"

namespace resnetc {

/// A choice to judge, with its prediction should it be accepted.
struct Proposal {
  KernelKey key;
  double seconds;
  std::string note; ///< what the prediction is made of
};

using Proposals = std::vector<Proposal>;

// Proposals in the order of preference at equal times, the plain loop nest last.
// The question is valid (Questions.h), its machine set.
Proposals proposeConv2d(const KernelKey &question, const Machine &machine);
Proposals proposeStem(const KernelKey &question, const Machine &machine);
Proposals proposeDense(const KernelKey &question, const Machine &machine);
Proposals proposeFilterGradient(const KernelKey &question, const Machine &machine);
Proposals proposeInputGradient(const KernelKey &question, const Machine &machine);
Proposals proposePacking(const KernelKey &question,
                         const Machine &machine); ///< pack_filter, pack_transposed, fold_shift: panel is given
Proposals proposeStreaming(const KernelKey &question, const Machine &machine); ///< what is bound by memory: all others
Proposals proposeTraining(const KernelKey &question, const Machine &machine);  ///< the same of training

// Why this choice cannot be built, or nothing.
std::string faultOfConv2d(const KernelKey &key, const Machine &machine);
std::string faultOfStem(const KernelKey &key, const Machine &machine);
std::string faultOfDense(const KernelKey &key, const Machine &machine);
std::string faultOfFilterGradient(const KernelKey &key, const Machine &machine);
std::string faultOfInputGradient(const KernelKey &key, const Machine &machine);
std::string faultOfPacking(const KernelKey &key, const Machine &machine);
std::string faultOfStreaming(const KernelKey &key, const Machine &machine);
std::string faultOfTraining(const KernelKey &key, const Machine &machine);

/// The choice of a plain loop nest: one sum at a time, nothing cut.
KernelKey plainChoice(const KernelKey &question);
/// Says how a plain choice differs from plainChoice, or nothing.
std::string faultOfPlain(const KernelKey &key);
/// Time of one sum at a time: a multiply-add waits for the one before it.
double plainSeconds(double multiplyAdds, const Machine &machine);
/// Time of touching each byte of all arguments once.
double streamingSeconds(const KernelKey &key, const Machine &machine);

} // namespace resnetc
