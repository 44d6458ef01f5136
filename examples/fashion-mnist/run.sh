#!/usr/bin/env bash
# run.sh [FLAGS]: trains a small residual net on Fashion-MNIST and evaluates it; FLAGS go to `resnetc train`.
# The last line is a JSON object with loss, accuracy, top5 and confusion.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
resnetc=${RESNETC:-$here/../../build/release/bin/resnetc}
run=${RUN:-$here/../../build/fashion-mnist}
data=${FASHION_MNIST:-/usr/share/datasets/fashion-mnist} # Debian's package dataset-fashion-mnist (setup.sh)

pair() { echo "$data/$1-images-idx3-ubyte.gz,$data/$1-labels-idx1-ubyte.gz"; }

"$resnetc" train "${SPEC:-$here/fashion.yaml}" --data "$(pair train)" --validation "$(pair t10k)" -o "$run" "$@"
"$resnetc" evaluate --net "$run" --data "$(pair t10k)" --json
