// EmitError: errors of this folder, by who is to blame. An InternalError is our bug (exit 70), a UserError the user's
// (1), Interrupted is his wish (130); every other one is the outside world's: a disk, a missing program (3).
#pragma once
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <system_error>

namespace resnetc {

/// A kind of error that is told from others by its type.
template <typename Kind> class KindOfError : public llvm::ErrorInfo<Kind> {
public:
  explicit KindOfError(std::string message) : message(std::move(message)) {}
  void log(llvm::raw_ostream &out) const override { out << message; }
  std::error_code convertToErrorCode() const override { return llvm::inconvertibleErrorCode(); }

private:
  std::string message;
};

struct InternalError : KindOfError<InternalError> {
  static char ID;
  using KindOfError::KindOfError;
};

struct UserError : KindOfError<UserError> {
  static char ID;
  using KindOfError::KindOfError;
};

struct Interrupted : KindOfError<Interrupted> {
  static char ID;
  using KindOfError::KindOfError;
};

/// `internal error: …`
llvm::Error internalError(const llvm::Twine &what);
llvm::Error interrupted();
/// `cannot write out/net.h: No space left on device`
llvm::Error fileError(const llvm::Twine &doing, std::error_code why);

} // namespace resnetc
