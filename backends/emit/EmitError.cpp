#include "backends/emit/EmitError.h"
#include "llvm/Support/raw_ostream.h"

namespace resnetc {

char InternalError::ID;

void InternalError::log(llvm::raw_ostream &out) const { out << "internal error: " << message; }

llvm::Error internalError(const llvm::Twine &what) { return llvm::make_error<InternalError>(what.str()); }

llvm::Error fileError(const llvm::Twine &doing, std::error_code why) {
  return llvm::createStringError(why, doing + ": " + why.message());
}

} // namespace resnetc
