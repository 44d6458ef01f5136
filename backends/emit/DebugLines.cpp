#include "backends/emit/DebugLines.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace resnetc {

DebugLines::DebugLines(Module &module, const std::string &specName)
    : builder(module), spec(builder.createFile(specName, ".")) {
  module.addModuleFlag(Module::Warning, "Debug Info Version", DEBUG_METADATA_VERSION);
  module.addModuleFlag(Module::Max, "Dwarf Version", 4);
  builder.createCompileUnit(dwarf::DW_LANG_C11, spec, "resnetc", /*isOptimized=*/true, "", 0);
}

void DebugLines::begin(Function &function, IRBuilder<> &ir) {
  auto flags = DISubprogram::SPFlagDefinition | DISubprogram::SPFlagOptimized;
  if (function.hasLocalLinkage())
    flags |= DISubprogram::SPFlagLocalToUnit;
  function.setSubprogram(builder.createFunction(spec, function.getName(), "", spec, 1,
                                                builder.createSubroutineType(builder.getOrCreateTypeArray({})), 1,
                                                DINode::FlagPrototyped, flags));
  ir.SetCurrentDebugLocation(DILocation::get(function.getContext(), 1, 1, function.getSubprogram()));
}

void DebugLines::setLine(IRBuilder<> &ir, unsigned line) {
  DISubprogram *scope = ir.GetInsertBlock()->getParent()->getSubprogram();
  ir.SetCurrentDebugLocation(DILocation::get(ir.getContext(), std::max(line, 1u), 1, scope));
}

} // namespace resnetc
