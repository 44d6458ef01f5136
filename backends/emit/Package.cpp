#include "backends/emit/Package.h"
#include "backends/emit/EntryPoints.h"
#include "lld/Common/Driver.h"
#include "llvm/InterfaceStub/ELFObjHandler.h"
#include "llvm/InterfaceStub/IFSHandler.h"
#include "llvm/InterfaceStub/IFSStub.h"
#include "llvm/ObjCopy/ConfigManager.h"
#include "llvm/ObjCopy/ObjCopy.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Triple.h"
#include <map>
#include <set>

LLD_HAS_DRIVER(elf)

using namespace llvm;

namespace resnetc {
namespace {
/// All that a net may ask of the world, by library; anything else is our bug. Before
/// glibc 2.34 threads are in libpthread; since then that is an empty name.
const std::map<std::string, std::vector<const char *>> systemSymbols = {
    {"libc.so.6", {"memcpy", "memmove", "memset", "syscall"}}, {"libpthread.so.0", {"pthread_create", "pthread_join"}}};

/// lld in this process. It resets all command-line options of LLVM.
Error link(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "ld.lld");
  std::vector<const char *> argv;
  for (const std::string &argument : arguments)
    argv.push_back(argument.c_str());
  std::string messages;
  raw_string_ostream stream(messages);
  lld::Result result = lld::lldMain(argv, stream, stream, {{lld::Gnu, &lld::elf::link}});
  if (result.retCode != 0)
    return createStringError("linking failed: " + messages);
  return Error::success();
}

/// -r with --gc-sections keeps what the public names reach: each kernel's _argv and
/// _metadata go. .eh_frame goes too; .debug_frame serves debuggers.
Error merge(const NetFacts &facts, const std::vector<std::string> &objects, const std::string &to) {
  std::vector<std::string> arguments = {"-r", "--gc-sections", "-o", to};
  for (const std::string &name : publicSymbols(facts))
    arguments.insert(arguments.end(), {"-u", name});
  arguments.insert(arguments.end(), objects.begin(), objects.end());
  return link(arguments);
}

/// Makes every symbol local but the public ones, so that two nets with the same kernels
/// link into one program. Local names stay in .symtab for perf and gdb.
Error localise(const NetFacts &facts, const std::string &from, const std::string &to) {
  auto binary = object::createBinary(from);
  if (!binary)
    return binary.takeError();
  const std::vector<std::string> names = publicSymbols(facts); // config keeps references to them
  objcopy::ConfigManager config;
  config.Common.InputFilename = from;
  config.Common.OutputFilename = to;
  for (const std::string &name : names) {
    auto pattern = objcopy::NameOrPattern::create(name, objcopy::MatchStyle::Literal,
                                                  [](Error error) { return error; });
    if (!pattern)
      return pattern.takeError();
    if (Error error = config.Common.SymbolsToKeepGlobal.addMatcher(std::move(pattern)))
      return error;
  }
  return writeToOutput(to, [&](raw_ostream &out) {
    return objcopy::executeObjcopyOnBinary(config, *binary->getBinary(), out);
  });
}

/// An undefined name outside the list is found here, not by the user's linker.
Error checkClosed(const std::string &path) {
  auto binary = object::createBinary(path);
  if (!binary)
    return binary.takeError();
  std::set<std::string> allowed;
  for (const auto &library : systemSymbols)
    allowed.insert(library.second.begin(), library.second.end());
  for (object::SymbolRef symbol : cast<object::ObjectFile>(binary->getBinary())->symbols()) {
    auto flags = symbol.getFlags();
    auto name = symbol.getName();
    if (!flags || !name)
      return joinErrors(flags.takeError(), name.takeError());
    if ((*flags & object::SymbolRef::SF_Undefined) && !name->empty() && !allowed.count(name->str()))
      return createStringError("internal error: undefined symbol " + *name);
  }
  return Error::success();
}

/// A shared library with names and no code, to link against without libc's development
/// files. References stay unversioned; the loader binds them to the default version.
Error writeStub(const std::string &soname, const std::string &triple, const std::string &path) {
  ifs::IFSStub stub;
  stub.IfsVersion = ifs::IFSVersionCurrent;
  stub.SoName = soname;
  stub.Target.Arch = Triple(triple).isAArch64() ? ELF::EM_AARCH64 : ELF::EM_X86_64;
  stub.Target.BitWidth = ifs::IFSBitWidthType::IFS64;
  stub.Target.Endianness = ifs::IFSEndiannessType::Little;
  for (const char *name : systemSymbols.at(soname)) {
    ifs::IFSSymbol symbol(name);
    symbol.Type = ifs::IFSSymbolType::Func;
    stub.Symbols.push_back(symbol);
  }
  return ifs::writeBinaryStub(path, stub);
}

Error writeShared(const NetFacts &facts, const std::string &object, const std::string &folder,
                  const std::string &work) {
  std::string soname = "lib" + facts.name + ".so";
  std::vector<std::string> arguments = {
      "-shared", "--gc-sections", "-z", "now", "-z", "relro", "-z", "noexecstack", "-z", "defs", "--hash-style=gnu",
      "--build-id=sha1", "-soname", soname, "-o", folder + "/" + soname, object};
  for (const auto &library : systemSymbols) {
    arguments.push_back(work + "/" + library.first); // not beside the library: the loader would find it
    if (Error error = writeStub(library.first, facts.target.triple, arguments.back()))
      return error;
  }
  return link(arguments);
}

Error writeStatic(const NetFacts &facts, const std::string &object, const std::string &folder) {
  auto member = NewArchiveMember::getFile(object, /*Deterministic=*/true);
  if (!member)
    return member.takeError();
  member->MemberName = sys::path::filename(object);
  std::vector<NewArchiveMember> members;
  members.push_back(std::move(*member));
  return writeArchive(folder + "/lib" + facts.name + ".a", members, SymtabWritingMode::NormalSymtab,
                      object::Archive::K_GNU, /*Deterministic=*/true, /*Thin=*/false);
}
} // namespace

Error writeLibraries(const NetFacts &facts, const std::vector<std::string> &objects, const std::string &folder,
                     const std::string &work) {
  std::string merged = work + "/merged.o", object = work + "/" + facts.name + ".o";
  if (Error error = merge(facts, objects, merged))
    return error;
  if (Error error = localise(facts, merged, object))
    return error;
  if (Error error = checkClosed(object))
    return error;
  if (Error error = writeStatic(facts, object, folder))
    return error;
  return writeShared(facts, object, folder, work);
}

} // namespace resnetc
