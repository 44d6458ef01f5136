#include "backends/emit/Package.h"
#include "backends/emit/EntryPoints.h"
#include "backends/emit/LinkObjects.h"
#include "llvm/Object/ArchiveWriter.h"

using namespace llvm;

namespace resnetc {
namespace {
Error writeArchiveOf(const std::string &object, const std::string &memberName, const std::string &path) {
  auto member = NewArchiveMember::getFile(object, /*Deterministic=*/true);
  if (!member)
    return member.takeError();
  member->MemberName = memberName;
  std::vector<NewArchiveMember> members;
  members.push_back(std::move(*member));
  return writeArchive(path, members, SymtabWritingMode::NormalSymtab, object::Archive::K_GNU,
                      /*Deterministic=*/true, /*Thin=*/false);
}
} // namespace

Error writeLibraries(const LibraryFacts &facts, const std::string &entryObject, const std::string &work,
                     const std::string &out) {
  std::vector<std::string> objects = {entryObject};
  for (const KernelFacts *kernel : facts.allKernels())
    objects.push_back(kernel->compiled.object);
  const std::string memberName = facts.name + ".o", object = work + "/" + memberName;
  const Target &target = *facts.baseline().target;
  const SystemLibraries system = systemLibraries(target.hasSystem(), facts.hasLevels(), facts.devices.has_value());
  if (Error error = mergeObjects(objects, publicSymbols(facts), system, object))
    return error;
  if (Error error = writeArchiveOf(object, memberName, out + "/lib" + facts.name + ".a"))
    return error;
  if (!target.hasSystem())
    return Error::success();
  const std::string soname = "lib" + facts.name + ".so";
  return linkShared(object, target, system, soname, work, out + "/" + soname);
}

} // namespace resnetc
