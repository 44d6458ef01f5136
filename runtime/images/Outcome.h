// Outcome.h: a value, or the sentence that says why there is none and who is to blame.
#pragma once
#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace resnetc {

/// Who is to blame; the numbers are the exit codes of the command line.
enum class Blame {
  User = 1,   ///< a file or a flag is wrong
  World = 3,  ///< disk, memory, or a processor that lacks what the net was compiled for
  Bug = 70    ///< ours
};

struct Failure {
  Blame blame;
  std::string message; ///< one sentence without "error:", file names made printable
};

/// A T, or a Failure. Test it before it is dereferenced.
template <class T> class Outcome {
public:
  Outcome(T value) : content(std::move(value)) {}
  Outcome(Failure failure) : content(std::move(failure)) {}

  explicit operator bool() const { return content.index() == 0; }
  T &operator*() { return value(); }
  const T &operator*() const { return const_cast<Outcome *>(this)->value(); }
  T *operator->() { return &value(); }
  const T *operator->() const { return &**this; }
  const Failure &failure() const {
    assert(!*this && "there is a value");
    return *std::get_if<1>(&content);
  }

private:
  T &value() {
    assert(*this && "test an outcome before it is used");
    return *std::get_if<0>(&content);
  }
  std::variant<T, Failure> content;
};

} // namespace resnetc
