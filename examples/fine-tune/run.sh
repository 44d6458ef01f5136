#!/usr/bin/env bash
# run.sh WEIGHTS.h5 PHOTOS [FLAG of `resnetc train` ...]: fine-tunes ResNet-50; README.md tells what each line replaces.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { sed -n '2s/^# //p' "$0" >&2; exit 2; }
weights=$1 photos=$2
shift 2
resnetc=${RESNETC:-$here/../../build/release/bin/resnetc}
run=${RUN:-$here/../../build/fine-tune}

if [ -f "$run/train-options.json" ] && [ "${AGAIN:-no}" = no ]; then
  echo "going on with the training in $run as it was begun; AGAIN=yes begins another" >&2
  "$resnetc" train --resume "$run"
else
  "$resnetc" train "$here/fine-tune.yaml" --weights "$weights" --new-head \
    --data "$photos/train" --validation "$photos/val" -o "$run" "$@"
fi
"$resnetc" predict --net "$run" "$photos/val" --csv "$run/predictions.csv"
"$resnetc" evaluate --net "$run" --data "$photos/val"
