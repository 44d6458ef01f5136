#!/usr/bin/python3
"""Plants one mistake at a time in a small tree: check_tree must find it, and nothing in the tree without it."""
import pathlib
import tempfile
import unittest

from check_tree import TOP_FOLDERS, check_tree


class CheckTreeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in TOP_FOLDERS:
            self.write(f"{name}/README.md", "What lives here.\n")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        if path.count("/") == 2 and not path.endswith("README.md"):
            (file.parent / "README.md").touch()

    def expect(self, *words):
        """Exactly one mistake, which holds these words; none without words."""
        found = check_tree(self.root)
        self.assertEqual(len(found), 1 if words else 0, found)
        for word in words:
            self.assertIn(word, found[0])

    def plant(self, path, include, *words):
        with self.subTest(path=path, include=include):
            self.write(path, f"// A file.\n#include {include}\n")
            self.expect(*words)
            (self.root / path).unlink()

    def test_a_clean_tree_is_silent(self):
        self.write("passes/FoldBatchNorm.cpp", '#include "passes/Passes.h"\n#include "ir/dialect/Resnet.h"\n')
        self.write("backends/emit/Library.cpp", '#include "backends/Target.h"\n#include "llvm/IR/Module.h"\n')
        self.write("backends/schedules/Conv2d.cpp", '#include "backends/algorithms/Conv2d.h"\n#include <Halide.h>\n')
        self.write("frontend/driver/main.cpp", '#include "runtime/net/RunNet.h"\n#include "passes/Pipelines.h"\n')
        self.write("runtime/include/net.h", '#include "pool.h"\n')
        self.write("runtime/include/pool.h", "#include <stdint.h>\n")
        self.expect()

    def test_an_include_against_an_arrow_is_named_with_its_line(self):
        self.plant("passes/Fold.cpp", '"backends/emit/Library.h"', "passes/Fold.cpp:2:", "backends/emit/Library.h")
        self.plant("backends/emit/Library.cpp", '"passes/Passes.h"', "backends/emit/", "passes/Passes.h")
        self.plant("backends/emit/Library.cpp", '"backends/schedules/Conv2d.h"', "backends/schedules/Conv2d.h")
        self.plant("backends/emit/Library.cpp", '"runtime/weights/Safetensors.h"', "runtime/weights")
        self.plant("ir/dialect/Resnet.cpp", '"passes/Passes.h.inc"', "passes/Passes.h.inc")
        self.plant("ir/machine/Machine.cpp", '"ir/dialect/Resnet.h"', "ir/machine/", "ir/dialect")
        self.plant("frontend/spec/Spec.h", '"frontend/driver/Commands.h"', "frontend/driver")
        self.plant("runtime/net/RunNet.cpp", '"ir/machine/Machine.h"', "ir/machine")
        self.plant("runtime/embed/pool.c", '"runtime/net/RunNet.h"', "runtime/net/RunNet.h")
        self.plant("examples/two-nets/main.c", '"ir/machine/Machine.h"', "ir/machine")
        self.plant("passes/Fold.cpp", '"passes/../backends/Target.h"', "backends/Target.h")

    def test_the_compilers_worlds_stay_apart(self):
        self.plant("backends/algorithms/Conv2d.h", '"llvm/ADT/StringRef.h"', "never includes llvm/")
        self.plant("backends/schedules/Conv2d.cpp", '"mlir/IR/Value.h"', "never includes mlir/")
        self.plant("passes/Fold.cpp", '"Halide.h"', "never includes Halide.h")
        self.plant("frontend/driver/main.cpp", "<Halide.h>", "never includes Halide.h")
        self.plant("runtime/weights/Load.cpp", '"llvm/ADT/StringRef.h"', "never includes llvm/")
        self.plant("tests/unit/Spec.cpp", "<Halide.h>", "never includes Halide.h")
        self.plant("ir/machine/Machine.h", '"llvm/ADT/StringRef.h"', "never includes llvm/")

    def test_an_include_begins_at_the_root(self):
        self.write("passes/Passes.h", "")
        self.plant("passes/Fold.cpp", '"Passes.h"', "repository's root")

    def test_a_file_at_the_top_needs_an_agreed_name(self):
        self.write("notes.txt", "")
        self.expect("notes.txt")

    def test_a_folder_at_the_top_needs_an_agreed_name(self):
        (self.root / "src").mkdir()
        self.expect("src")

    def test_each_room_has_a_readme(self):
        self.write("passes/Fold.cpp", "")
        (self.root / "passes/README.md").unlink()
        self.expect("passes/: no README.md")

    def test_a_folder_in_a_room_has_a_readme_or_a_line_in_that_of_the_room(self):
        self.write("ir/dialect/Resnet.h", "")
        (self.root / "ir/dialect/README.md").unlink()
        self.expect("ir/dialect/: no README.md")
        self.write("ir/README.md", "`dialect/` has the operations.\n")
        self.expect()

    def test_a_file_of_more_than_400_lines_is_named(self):
        self.write("passes/Fold.cpp", "\n" * 401)
        self.expect("passes/Fold.cpp", "401 lines")

    def test_a_name_that_says_nothing_is_refused(self):
        self.write("ir/Utils.h", "")
        self.expect("ir/Utils.h")

    def test_a_folder_whose_name_says_nothing_is_refused(self):
        self.write("ir/common/Shape.h", "")
        self.expect("common/")


if __name__ == "__main__":
    unittest.main()
