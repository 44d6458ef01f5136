#include "backends/emit/LinkObjects.h"
#include "backends/emit/EmitError.h"
#include "lld/Common/Driver.h"
#include "llvm/InterfaceStub/ELFObjHandler.h"
#include "llvm/InterfaceStub/IFSHandler.h"
#include "llvm/InterfaceStub/IFSStub.h"
#include "llvm/ObjCopy/ConfigManager.h"
#include "llvm/ObjCopy/ObjCopy.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <set>

LLD_HAS_DRIVER(elf)

using namespace llvm;

namespace resnetc {
namespace {
/// lld resets every cl::opt of the process: nobody may keep options there.
Error link(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "ld.lld");
  std::vector<const char *> argv;
  for (const std::string &argument : arguments)
    argv.push_back(argument.c_str());
  std::string messages;
  raw_string_ostream stream(messages);
  const lld::Result result = lld::lldMain(argv, stream, stream, {{lld::Gnu, &lld::elf::link}});
  return result.retCode == 0 ? Error::success() : internalError("linking failed: " + messages);
}

/// Local names stay in the symbol table, for debuggers and profiles.
Error localise(const std::string &from, ArrayRef<std::string> publicNames, const std::string &to) {
  auto binary = object::createBinary(from);
  if (!binary)
    return binary.takeError();
  objcopy::ConfigManager config;
  config.Common.InputFilename = from;
  config.Common.OutputFilename = to;
  for (const std::string &name : publicNames) { // the pattern keeps a reference to the name
    auto pattern =
        objcopy::NameOrPattern::create(name, objcopy::MatchStyle::Literal, [](Error error) { return error; });
    if (!pattern)
      return pattern.takeError();
    if (Error error = config.Common.SymbolsToKeepGlobal.addMatcher(std::move(pattern)))
      return error;
  }
  return writeToOutput(
      to, [&](raw_ostream &out) { return objcopy::executeObjcopyOnBinary(config, *binary->getBinary(), out); });
}

/// A name that only the user's linker would miss is our bug, found here.
Error checkClosed(const std::string &path, ArrayRef<std::string> publicNames, const SystemLibraries &system) {
  auto binary = object::createBinary(path);
  if (!binary)
    return binary.takeError();
  std::set<std::string> allowed;
  for (const auto &library : system)
    allowed.insert(library.second.begin(), library.second.end());
  std::set<std::string> missing(publicNames.begin(), publicNames.end());
  for (object::SymbolRef symbol : cast<object::ObjectFile>(binary->getBinary())->symbols()) {
    auto flags = symbol.getFlags();
    auto name = symbol.getName();
    if (!flags || !name)
      return joinErrors(flags.takeError(), name.takeError());
    if ((*flags & object::SymbolRef::SF_Undefined) && !name->empty() && !allowed.count(name->str()))
      return internalError("the library needs '" + *name + "', which is on no list");
    const bool isVisible = (*flags & object::SymbolRef::SF_Global) && !(*flags & object::SymbolRef::SF_Undefined);
    if (isVisible && !missing.erase(name->str()))
      return internalError("the library shows '" + *name + "', which is not public");
  }
  return missing.empty() ? Error::success() : internalError("the library lacks '" + *missing.begin() + "'");
}

/// A shared library with names and no code. References to it stay unversioned; the loader
/// binds them to the default version, so no glibc is too old.
Error writeStub(const std::string &soname, ArrayRef<std::string> names, const Target &target, const std::string &path) {
  ifs::IFSStub stub;
  stub.IfsVersion = ifs::IFSVersionCurrent;
  stub.SoName = soname;
  stub.Target.Arch = target.elfMachine();
  stub.Target.BitWidth = ifs::IFSBitWidthType::IFS64;
  stub.Target.Endianness = ifs::IFSEndiannessType::Little;
  for (const std::string &name : names) {
    ifs::IFSSymbol symbol(name);
    symbol.Type = ifs::IFSSymbolType::Func;
    stub.Symbols.push_back(symbol);
  }
  return ifs::writeBinaryStub(path, stub);
}
} // namespace

// Before glibc 2.34 threads are in libpthread and dlopen in libdl; since then they are empty names.
SystemLibraries systemLibraries(bool hasSystem, bool asksEnvironment, bool opensDrivers) {
  const std::vector<std::string> compilers = {"memcpy", "memmove", "memset"};
  if (!hasSystem)
    return {{"", compilers}};
  SystemLibraries libraries = {{"libc.so.6", compilers}, {"libpthread.so.0", {"pthread_create", "pthread_join"}}};
  libraries["libc.so.6"].push_back("syscall");
  if (asksEnvironment)
    libraries["libc.so.6"].push_back("getenv");
  if (opensDrivers) {
    libraries["libdl.so.2"] = {"dlopen", "dlsym"};
    libraries[""] = {"_DYNAMIC"}; // weak: a program that is linked with -static has none, and cannot load drivers
  }
  return libraries;
}

Error mergeObjects(ArrayRef<std::string> objects, ArrayRef<std::string> publicNames, const SystemLibraries &system,
                   const std::string &merged) {
  const std::string whole = merged + ".whole";
  FileRemover removeWhole(whole);
  // A kernel's metadata goes: nothing public reaches it. So does .eh_frame; .debug_frame serves debuggers.
  std::vector<std::string> arguments = {"-r", "--gc-sections", "-o", whole};
  for (const std::string &name : publicNames)
    arguments.insert(arguments.end(), {"-u", name});
  arguments.insert(arguments.end(), objects.begin(), objects.end());
  if (Error error = link(arguments))
    return error;
  if (Error error = localise(whole, publicNames, merged))
    return error;
  return checkClosed(merged, publicNames, system);
}

Error linkShared(const std::string &object, const Target &target, const SystemLibraries &system,
                 const std::string &soname, const std::string &work, const std::string &library) {
  std::vector<std::string> arguments = {"-shared", "--gc-sections", "-z", "now", "-z", "relro", "-z", "noexecstack",
                                        "-z", "defs", "--hash-style=gnu", "--build-id=sha1", "-soname", soname,
                                        "-o", library, object};
  for (const auto &[name, symbols] : system) {
    if (name.empty())
      continue;
    arguments.push_back(work + "/" + name);
    if (Error error = writeStub(name, symbols, target, arguments.back()))
      return error;
  }
  return link(arguments);
}

} // namespace resnetc
