// KernelKey: everything that decides a kernel's code, as one line of text. It is
// the contract between passes and backends: what AssignAlgorithms writes, what
// resnetc-kernel gets, what is hashed for the cache, what --explain prints, and
// from which the symbol is made. A value that is not in it cannot change a kernel.
//
//   conv2d n=1 h=56 w=56 c=64 k=64 r=3 stride=1 pad=1,1,1,1 add=1 relu=1 in=f32:nhwc+1 out=f32:nhwc+1 …
//
// A key is an operation and its fields in the order of KernelSchema.cpp, none left
// out. Arguments of each operation, their shapes and layouts: KernelArguments.h.
// Values are immutable text; no thread rule.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace resnetc {

/// How a tensor of rank four lies in memory: `f32:nhwc+1` is float32, channels
/// innermost, with a frame of one zero pixel around each map.
struct Layout {
  std::string element = "f32"; ///< f32 | u8
  bool channelsFirst = false;  ///< nchw; only what callers hand in
  int64_t halo = 0;            ///< pixels on each side
  std::string print() const;
  static std::optional<Layout> parse(std::string_view text);
};

/// Zero pixels around a map, as a convolution or pool counts them.
struct Padding {
  int64_t top = 0, left = 0, bottom = 0, right = 0;
  int64_t largest() const;
  std::string print() const; ///< `1,1,1,1`
  static std::optional<Padding> parse(std::string_view text);
  static Padding symmetric(int64_t pixels) { return {pixels, pixels, pixels, pixels}; }
};

/// A register tile: `vectors` of output channels by `pixels`; `4x6` in a key.
struct RegisterTile {
  int64_t vectors = 1, pixels = 1;
  std::string print() const;
  static std::optional<RegisterTile> parse(std::string_view text);
};

class KernelKey {
public:
  /// A key with all fields of `operation` still empty. The operation must be known.
  explicit KernelKey(std::string_view operation);

  /// Reads `text`; printing gives the same bytes back. On failure returns nothing
  /// and says in `error` what is wrong with which field.
  static std::optional<KernelKey> parse(std::string_view text, std::string &error);
  static bool isOperation(std::string_view name);

  const std::string &operation() const { return operationName; }
  bool has(std::string_view field) const; ///< belongs to this operation's schema

  KernelKey &set(std::string_view field, int64_t value);
  KernelKey &set(std::string_view field, std::string_view value);
  KernelKey &set(std::string_view field, double value); ///< shortest digits that read back
  KernelKey &set(std::string_view field, const Layout &value) { return set(field, value.print()); }
  KernelKey &set(std::string_view field, const Padding &value) { return set(field, value.print()); }
  KernelKey &set(std::string_view field, const RegisterTile &value) { return set(field, value.print()); }
  KernelKey &set(std::string_view field, const std::vector<double> &values);

  // Readers of a complete key: the field must exist and be of the type.
  int64_t integer(std::string_view field) const;
  double real(std::string_view field) const;
  std::vector<double> reals(std::string_view field) const;
  const std::string &text(std::string_view field) const;
  bool flag(std::string_view field) const { return integer(field) != 0; }
  Layout layout(std::string_view field) const;
  Padding padding(std::string_view field) const;
  RegisterTile tile() const;

  /// Output rows and columns of conv2d, stem's convolution and max_pool.
  int64_t outputHeight() const;
  int64_t outputWidth() const;

  /// The fields that the Catalog decides (algorithm and all after it, but the
  /// machine), as they stand in the key: `direct tile=2x6 panel=16 …`.
  std::string choice() const;
  /// Sets those fields from such a text. Says what is wrong, or nothing.
  std::string setChoice(std::string_view text);

  std::string print() const;
  /// resnet_<op>_<shape>_<algorithm>_<machine>_<hash8>: what perf and gdb show.
  /// Single underscores, since gdb takes two for Ada.
  std::string symbol() const;

  bool operator==(const KernelKey &other) const { return print() == other.print(); }

private:
  size_t indexOf(std::string_view field) const;
  std::string operationName;
  std::vector<std::string> values; ///< by position in the schema
};

} // namespace resnetc
