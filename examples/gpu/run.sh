#!/usr/bin/env bash
# run.sh [DEVICE]: compiles a small net for this processor, OpenCL and Vulkan, builds a C program with it, runs it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
resnetc=${RESNETC:-$here/../../build/release/bin/resnetc}
out=${OUT:-$here/../../build/gpu}

"$resnetc" compile "$here/small.yaml" -o "$out/net" --batch 1,8 --target host,opencl,vulkan
"$resnetc" devices --net "$out/net"
"${CC:-cc}" -std=c11 -O2 -Wall -Wextra "$here/classify.c" -I"$out/net" "$out/net/libsmall.a" -lpthread -ldl \
  -o "$out/classify"
"$out/classify" "$@"
