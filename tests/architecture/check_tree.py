#!/usr/bin/python3
"""check_tree: the rules of the house that a compiler does not check, for a whole source tree.

    check_tree.py [ROOT]

Which folder may include which (README.md beside this file draws the arrows), the top level's
names, README files, file length, names that say nothing. One line a mistake, exit 1 if any.
"""
import os
import pathlib
import re
import sys
from typing import Iterator, List, NamedTuple, Optional, Tuple

TOP_FOLDERS = {"frontend", "ir", "passes", "backends", "runtime", "tests", "examples"}
TOP_FILES = {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "setup.sh"}
MADE_HERE = {"build", ".venv", ".git", "__pycache__"}
SOURCES = {".cpp", ".h", ".c", ".td", ".inc", ".S"}
LONGEST = 400
LONGER_FILES: set = set()  # none: a file that passes 400 lines holds two things
EMPTY_NAMES = re.compile(r"(utils?|common|helpers?|misc)", re.I)
INCLUDE = re.compile(r'^\s*#?\s*include\s*(?:"([^"]+)"|<([^>]+)>)')

HALIDE = ("Halide.h", "HalideBuffer.h", "HalideRuntime.h")
COMPILER = ("mlir/", "llvm/", "lld/")


class Room(NamedTuple):
    """A folder and what its files may include: prefixes of this tree; then foreign headers they may not."""

    folder: str
    sees: Tuple[str, ...]
    never: Tuple[str, ...] = ()


# The most particular folder decides.
ROOMS = [
    Room("ir/machine", ("ir/machine",), COMPILER + HALIDE),
    Room("ir", ("ir",), HALIDE),
    Room("passes", ("passes", "ir"), HALIDE),
    Room("frontend/spec", ("frontend/spec", "ir"), ("mlir/",) + HALIDE),
    Room("frontend/import", ("frontend/import", "frontend/spec", "ir"), HALIDE),
    Room("frontend/driver", ("",), HALIDE),
    Room("backends/algorithms", ("backends/algorithms", "ir/machine"), COMPILER),
    Room("backends/schedules", ("backends/schedules", "backends/algorithms", "ir/machine"), COMPILER),
    Room("backends/kernel", ("backends/kernel", "backends/schedules", "backends/algorithms", "ir/machine"), COMPILER),
    Room("backends/emit", ("backends/emit", "backends/*", "ir", "runtime/include"), HALIDE),
    Room("backends", ("backends/emit", "backends/*", "ir", "runtime/include"), HALIDE),
    Room("runtime/include", ("runtime/include",), COMPILER + HALIDE),
    Room("runtime/embed", ("runtime/embed", "runtime/include"), COMPILER + HALIDE),
    Room("runtime", ("runtime",), COMPILER + HALIDE),
    Room("tests/kernels", ("",)),
    Room("tests/performance", ("",)),
    Room("tests/devices", ("",)),
    Room("tests", ("",), HALIDE),
    Room("examples", ("examples", "runtime/include"), COMPILER + HALIDE),
]
# Headers that lie beside their reader and are read by programs outside this tree.
SHIPPED = ("runtime/include", "runtime/embed", "examples", "tests/cli/programs")


def is_below(path: str, folder: str) -> bool:
    if folder.endswith("/*"):  # the folder's own files, not those of its subfolders
        return os.path.dirname(path) == folder[:-2]
    return folder == "" or path == folder or path.startswith(folder + "/")


def room_of(path: str) -> Optional[Room]:
    fitting = [room for room in ROOMS if is_below(path, room.folder)]
    return max(fitting, key=lambda room: len(room.folder)) if fitting else None


def list_files(root: pathlib.Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - MADE_HERE)
        for file in sorted(files):
            yield os.path.relpath(os.path.join(folder, file), root)


def check_include(path: str, line: int, name: str, beside: bool) -> Iterator[str]:
    room = room_of(path)
    if room is None:
        return
    place = f"{path}:{line}: "
    for foreign in room.never:
        if name == foreign or (foreign.endswith("/") and name.startswith(foreign)):
            yield f"{place}{room.folder}/ never includes {foreign}"
    top = name.split("/")[0]
    if "/" in name and top in TOP_FOLDERS:
        if not any(is_below(name, seen) for seen in room.sees):
            yield f"{place}{room.folder}/ includes {name}; it may see {', '.join(room.sees)}"
    elif beside and not any(is_below(path, folder) for folder in SHIPPED):
        yield f"{place}{name} is written without its folder; includes begin at the repository's root"


def check_includes(root: pathlib.Path, path: str, lines: List[str]) -> Iterator[str]:
    for number, text in enumerate(lines, 1):
        found = INCLUDE.match(text)
        if found:
            name = os.path.normpath(found.group(1) or found.group(2))
            beside = found.group(1) is not None and (root / os.path.dirname(path) / name).exists()
            yield from check_include(path, number, name, beside)


def check_file(root: pathlib.Path, path: str) -> Iterator[str]:
    stem, ending = os.path.splitext(os.path.basename(path))
    if EMPTY_NAMES.fullmatch(stem):
        yield f"{path}: the name says nothing; call it by what it does"
    if ending not in SOURCES and ending not in (".py", ".sh"):
        return
    lines = (root / path).read_text(encoding="utf-8", errors="replace").splitlines()
    if len(lines) > LONGEST and path not in LONGER_FILES:
        yield f"{path}: {len(lines)} lines; more than {LONGEST} usually hold two things"
    if ending in SOURCES:
        yield from check_includes(root, path, lines)


def check_top(root: pathlib.Path) -> Iterator[str]:
    for entry in sorted(root.iterdir()):
        known = entry.name in (TOP_FOLDERS if entry.is_dir() else TOP_FILES)
        if not known and entry.name not in MADE_HERE and not entry.name.startswith("."):
            yield f"{entry.name}: not one of the agreed names at the top level"


def check_readmes(root: pathlib.Path, files: List[str]) -> Iterator[str]:
    """The seven folders have one; a folder in them has one, or its parent's says what lives there."""
    for top in sorted(folder for folder in TOP_FOLDERS if (root / folder).is_dir()):
        if f"{top}/README.md" not in files:
            yield f"{top}/: no README.md"
            continue
        told = (root / top / "README.md").read_text(encoding="utf-8")
        inner = {file.split("/")[1] for file in files if file.startswith(top + "/") and file.count("/") >= 2}
        for folder in sorted(inner):
            if f"{top}/{folder}/README.md" not in files and f"`{folder}/" not in told:
                yield f"{top}/{folder}/: no README.md, and {top}/README.md does not name `{folder}/`"


def check_tree(root: pathlib.Path) -> List[str]:
    files = list(list_files(root))
    mistakes = list(check_top(root)) + list(check_readmes(root, files))
    for folder in sorted({part for file in files for part in pathlib.PurePath(file).parts[:-1]}):
        if EMPTY_NAMES.fullmatch(folder):
            mistakes.append(f"{folder}/: the folder's name says nothing")
    for file in files:
        mistakes += check_file(root, file)
    return mistakes


if __name__ == "__main__":
    where = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
    found = check_tree(where)
    print("\n".join(found) if found else "the tree keeps its rules")
    sys.exit(1 if found else 0)
