// CheckTools: places, soundness, ranges.
#include "frontend/spec/CheckTools.h"
#include "frontend/spec/SpecWriter.h"

namespace resnetc {
namespace {

/// Whether `outer` is `inner` or encloses it: "stages" encloses "stages[2].blocks".
bool encloses(llvm::StringRef outer, llvm::StringRef inner) {
  return inner == outer || (inner.starts_with(outer) && (inner[outer.size()] == '.' || inner[outer.size()] == '['));
}

std::string keyOf(llvm::StringRef path) {
  return "`" + (path.contains('.') ? path.rsplit('.').second : path).str() + "`";
}

} // namespace

SpecPlace CheckTools::placeOf(const std::string &path) const {
  llvm::StringRef rest = path;
  while (!rest.empty()) {
    auto known = source.values.find(rest.str());
    if (known != source.values.end())
      return known->second;
    rest = rest.substr(0, rest.find_last_of(".[") == llvm::StringRef::npos ? 0 : rest.find_last_of(".["));
  }
  auto preset = source.values.find("preset");
  return preset == source.values.end() ? SpecPlace{} : preset->second;
}

bool CheckTools::sound(std::initializer_list<llvm::StringRef> paths) const {
  for (const Diagnostic &diagnostic : found)
    for (llvm::StringRef path : paths)
      if (!diagnostic.path.empty() && (encloses(path, diagnostic.path) || encloses(diagnostic.path, path)))
        return false;
  return true;
}

void CheckTools::refuse(llvm::StringRef id, const std::string &path, std::string message, std::string hint,
                        std::vector<DiagnosticNote> notes) {
  found.push_back({id.str(), path, placeOf(path), std::move(message), std::move(notes), std::move(hint)});
}

void CheckTools::integerIn(llvm::StringRef id, const std::string &path, int64_t value, int64_t from, int64_t to) {
  if ((value >= from && value <= to) || !sound({path}))
    return;
  refuse(id, path, keyOf(path) + " is " + std::to_string(value),
         "write a number in " + std::to_string(from) + ".." + std::to_string(to));
}

void CheckTools::numberIn(llvm::StringRef id, const std::string &path, double value, NumberRange range) {
  const bool inside = value >= range.from && (range.endsBelow ? value < range.to : value <= range.to);
  if (inside || !sound({path})) // not-a-number is outside
    return;
  refuse(id, path, keyOf(path) + " is " + numberText(value),
         "write a number from " + numberText(range.from) + (range.endsBelow ? " to below " : " to ") +
             numberText(range.to));
}

} // namespace resnetc
