#!/usr/bin/env bash
# ptx-table.sh: every CUDA kernel of ResNet-50's inference through NVIDIA's assembler: registers, spills, shared memory, blocks that
# share a multiprocessor, instructions of the main loop, predicted time. Needs no GPU: nothing is timed. Exits 1 if a kernel
# spills or a large tile has less than 16 multiply-adds for a vector of shared memory. Its own virtual environment; the
# programs `resnetc-kernel` and `choices` of the release build.
#
#   tests/performance/ptx-table.sh             batch 1 and 16, the Catalog's choices, for sm_80 and sm_90
#   tests/performance/ptx-table.sh --tiles     each tile on the layers that it was made for (the counts of ir/machine/DeviceTiles.cpp)
set -euo pipefail
cd "$(dirname "$0")/../.."

wheels=(nvidia-cuda-nvcc-cu12==12.9.86 nvidia-cuda-nvdisasm==13.5.37)
venv=build/performance/ptx
if [ "$(cat $venv/.installed 2>/dev/null)" != "${wheels[*]}" ]; then
  echo "ptx-table: installing ${wheels[*]} into $venv" >&2
  mkdir -p build/performance
  /usr/bin/python3 -m venv --clear $venv
  $venv/bin/pip install -q --disable-pip-version-check "${wheels[@]}"
  echo "${wheels[*]}" >$venv/.installed
fi
export PYTHONDONTWRITEBYTECODE=1
exec $venv/bin/python tests/performance/ptx_table.py "$@"
