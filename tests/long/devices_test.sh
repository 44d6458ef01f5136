#!/usr/bin/env bash
# devices_test.sh: whole nets and trainings on PoCL and lavapipe against the processor, through the command line.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
export PYTHONDONTWRITEBYTECODE=1 RESNETC_BIN=${RESNETC_BIN:-$root/build/release/bin}
exec "$root/.venv/bin/python" "$root/tests/long/devices.py" -v "$@"
