# lit.cfg: how the .mlir files of ir/ and passes/ are run. By hand:
#   .venv/bin/lit -v tests/passes            all of a folder, with build/release
#   .venv/bin/lit -v tests/passes/fold-batch-norm.mlir
import os

import lit.formats

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
programs = lit_config.params.get("programs", os.path.join(root, "build/release/bin"))
llvm_tools = lit_config.params.get("llvm_tools", "/usr/lib/llvm-19/bin")

config.name = "resnetc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.join(root, "tests")
config.test_exec_root = lit_config.params.get("scratch", os.path.join(root, "build/lit"))
# resnetc-opt; FileCheck, not, split-file.
config.environment["PATH"] = os.pathsep.join([programs, llvm_tools, os.environ.get("PATH", "")])
for variable in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
    if variable in os.environ:
        config.environment[variable] = os.environ[variable]
