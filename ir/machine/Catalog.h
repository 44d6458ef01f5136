// Catalog: which kernels could do an operation, best first, each with its predicted
// time or the reason why it cannot. This one list feeds the choice of AssignAlgorithms,
// the tests of kernels, `--explain` and VerifyPlanned. Rows of an operation are in
// Candidates<Operation>.cpp, those for devices in CandidatesDevice*.cpp; to add one: backends/README.md.
//
// A question is a key that is complete but for the fields that the Catalog decides:
// `algorithm` and what follows it. Answers depend on the key alone, never on the
// computer that asks or on a number of threads.
#pragma once
#include "ir/machine/KernelKey.h"
#include "ir/machine/Machine.h"

namespace resnetc {

struct Candidate {
  KernelKey key;        ///< the question with its choice and machine filled in
  bool accepted;
  std::string reason;   ///< why it is refused; of an accepted one, what its time is made of
  double seconds;       ///< predicted, one core or a whole device, filters from memory; 0 if refused
};

/// Accepted candidates by predicted time, then refused ones, the plain loop nest of
/// the operation last: that one does every valid question. A question without a valid answer
/// (an input whose halo is narrower than the padding) has only refused candidates.
std::vector<Candidate> candidatesFor(const KernelKey &question, const Machine &machine);

/// The first accepted candidate of such a list, or null.
const Candidate *chooseKernel(const std::vector<Candidate> &candidates);

/// The same in one step. Throws std::invalid_argument with the reason if the
/// question has no valid answer.
Candidate chooseKernel(const KernelKey &question, const Machine &machine);

/// Why there is no kernel for exactly this key, in words; empty if there is one.
std::string whyNotImplemented(const KernelKey &key);
inline bool isImplemented(const KernelKey &key) { return whyNotImplemented(key).empty(); }

} // namespace resnetc
