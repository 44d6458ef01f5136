#include "backends/emit/EmitError.h"

namespace resnetc {

char InternalError::ID, UserError::ID, Interrupted::ID;

llvm::Error internalError(const llvm::Twine &what) {
  return llvm::make_error<InternalError>(("internal error: " + what).str());
}

llvm::Error interrupted() { return llvm::make_error<Interrupted>("interrupted; nothing was written"); }

llvm::Error fileError(const llvm::Twine &doing, std::error_code why) {
  return llvm::createStringError(why, doing + ": " + why.message());
}

} // namespace resnetc
