#!/usr/bin/env bash
# run.sh: sets up, builds and runs every test. Ends with "N passed, N failed".
#
#   tests/run.sh                             the release build
#   tests/run.sh --preset asan               another preset of CMakePresets.json: debug, asan
#   tests/run.sh -R cli                      whatever follows goes to ctest: here, only tests named cli…
set -euo pipefail
cd "$(dirname "$0")/.."

preset=release
case "${1:-}" in
  -h | --help)
    sed -n '2,6s/^# \{0,1\}//p' tests/run.sh
    exit 0
    ;;
  --preset)
    preset=${2:?tests/run.sh: --preset needs a name: release, debug or asan}
    shift 2
    ;;
esac
folder=build/$preset
jobs=$(nproc)

./setup.sh

# A first configuration that failed leaves a cache that breaks the next one: once more without it.
mkdir -p "$folder"
configure() { .venv/bin/cmake "$@" --preset "$preset" >"$folder/configure.log" 2>&1; }
if ! configure && ! configure --fresh; then
  cat "$folder/configure.log" >&2
  exit 1
fi
.venv/bin/cmake --build --preset "$preset" --parallel "$jobs"

# Leaks are not counted: MLIR keeps its interned types until the process ends. Containers are not
# annotated on both sides of the border to LLVM's libraries, which are built without sanitizers.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:detect_container_overflow=0}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1}
status=0
.venv/bin/ctest --test-dir "$folder" --output-on-failure --no-tests=error --parallel "$jobs" "$@" 2>&1 |
  tee "$folder/tests.log" || status=$?

counts=$(sed -nE 's/^[0-9]+% tests passed, ([0-9]+) tests? failed out of ([0-9]+)$/\1 \2/p' "$folder/tests.log")
if [ -n "$counts" ]; then
  read -r failed total <<<"$counts"
  echo "$((total - failed)) passed, $failed failed"
fi
exit "$status"
