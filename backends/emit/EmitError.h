// EmitError: errors of this folder. An InternalError is our bug (exit 70), every other one
// is the outside world's: a disk, a missing program (exit 3).
#pragma once
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <string>
#include <system_error>

namespace resnetc {

class InternalError : public llvm::ErrorInfo<InternalError> {
public:
  static char ID;
  explicit InternalError(std::string message) : message(std::move(message)) {}
  void log(llvm::raw_ostream &out) const override;
  std::error_code convertToErrorCode() const override { return llvm::inconvertibleErrorCode(); }

private:
  std::string message;
};

/// `internal error: …`
llvm::Error internalError(const llvm::Twine &what);
/// `cannot write out/net.h: No space left on device`
llvm::Error fileError(const llvm::Twine &doing, std::error_code why);

} // namespace resnetc
