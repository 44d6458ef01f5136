#!/usr/bin/env bash
# run.sh WEIGHTS.h5 PHOTOS [NET.yaml]: fine-tunes a net on photographs; README.md tells what each line replaces.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { sed -n '2s/^# //p' "$0" >&2; exit 2; }
weights=$1 photos=$2 spec=${3:-$here/fine-tune.yaml}
resnetc=${RESNETC:-$here/../../build/release/bin/resnetc}
run=${RUN:-$here/../../build/fine-tune}

# Goes on where an interrupted run of this script was.
if [ -f "$run/train-options.json" ] && [ "${AGAIN:-no}" = no ]; then
  "$resnetc" train --resume "$run"
else
  "$resnetc" train "$spec" --weights "$weights" --new-head --data "$photos/train" --validation "$photos/val" -o "$run"
fi
"$resnetc" predict --net "$run" "$photos/val" --csv "$run/predictions.csv"
"$resnetc" evaluate --net "$run" --data "$photos/val" --json
