// Identifier: the rules and the list of keywords (C23 6.4.1, C++20 5.11).
#include "frontend/spec/Identifier.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace resnetc {
namespace {

const llvm::StringRef keywords[] = {"alignas",
                                    "alignof",
                                    "and",
                                    "and_eq",
                                    "asm",
                                    "auto",
                                    "bitand",
                                    "bitor",
                                    "bool",
                                    "break",
                                    "case",
                                    "catch",
                                    "char",
                                    "char16_t",
                                    "char32_t",
                                    "char8_t",
                                    "class",
                                    "co_await",
                                    "co_return",
                                    "co_yield",
                                    "compl",
                                    "concept",
                                    "const",
                                    "const_cast",
                                    "consteval",
                                    "constexpr",
                                    "constinit",
                                    "continue",
                                    "decltype",
                                    "default",
                                    "delete",
                                    "do",
                                    "double",
                                    "dynamic_cast",
                                    "else",
                                    "enum",
                                    "explicit",
                                    "export",
                                    "extern",
                                    "false",
                                    "float",
                                    "for",
                                    "friend",
                                    "goto",
                                    "if",
                                    "inline",
                                    "int",
                                    "long",
                                    "mutable",
                                    "namespace",
                                    "new",
                                    "noexcept",
                                    "not",
                                    "not_eq",
                                    "nullptr",
                                    "operator",
                                    "or",
                                    "or_eq",
                                    "private",
                                    "protected",
                                    "public",
                                    "register",
                                    "reinterpret_cast",
                                    "requires",
                                    "restrict",
                                    "return",
                                    "short",
                                    "signed",
                                    "sizeof",
                                    "static",
                                    "static_assert",
                                    "static_cast",
                                    "struct",
                                    "switch",
                                    "template",
                                    "this",
                                    "thread_local",
                                    "throw",
                                    "true",
                                    "try",
                                    "typedef",
                                    "typeid",
                                    "typename",
                                    "typeof",
                                    "typeof_unqual",
                                    "union",
                                    "unsigned",
                                    "using",
                                    "virtual",
                                    "void",
                                    "volatile",
                                    "wchar_t",
                                    "while",
                                    "xor",
                                    "xor_eq"};

} // namespace

bool isKeyword(llvm::StringRef name) { return llvm::is_contained(keywords, name); }

bool isIdentifier(llvm::StringRef name) {
  auto allowed = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  return !name.empty() && name.size() <= longestIdentifier && (llvm::isAlpha(name.front()) || name.front() == '_') &&
         llvm::all_of(name, allowed);
}

std::string makeIdentifier(llvm::StringRef text) {
  const size_t mostTaken = longestIdentifier - llvm::StringRef("net_").size();
  std::string name;
  for (char c : text.take_front(mostTaken)) {
    if (llvm::isAlnum(c))
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  if (name.empty())
    return "net";
  if (!llvm::isAlpha(name.front()) || isKeyword(name) || llvm::StringRef(name).starts_with_insensitive("resnetc"))
    return "net_" + name;
  return name;
}

} // namespace resnetc
