// KernelSchema: which operations have kernels, and the fields of their keys in
// canonical order. To add a field or an operation is to change every key's hash.
#pragma once
#include <string_view>
#include <vector>

namespace resnetc {

enum class FieldKind { Integer, Flag, Real, Reals, Word, Layout, Padding, Tile };

struct KernelField {
  std::string_view name;
  FieldKind kind;
};

struct KernelSchema {
  std::string_view operation;
  std::vector<KernelField> fields;
};

/// Null if there is no such operation.
const KernelSchema *findSchema(std::string_view operation);
const std::vector<KernelSchema> &allSchemas();

} // namespace resnetc
