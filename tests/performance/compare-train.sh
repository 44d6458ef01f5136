#!/usr/bin/env bash
# compare-train.sh: a step of training here and in PyTorch, same batch and threads: time (in turns in one process), peak
# memory (each in a process of its own), machine. Its own virtual environment (5 GB on disk, a few minutes the first time);
# never part of the tests. Needs the release build and a quiet machine.
#
#   tests/performance/compare-train.sh                       resnet18 and resnet50 at 224, batch 16; cifar-resnet20, batch 128
#   tests/performance/compare-train.sh resnet18 --threads 1  one of them, on one thread
#   tests/performance/compare-train.sh --json                the same as one JSON object
set -euo pipefail
cd "$(dirname "$0")/../.."

wheels=(torch==2.15.0 numpy)
venv=build/performance/torch
if [ "$(cat $venv/.installed 2>/dev/null)" != "${wheels[*]}" ]; then
  echo "compare-train: installing ${wheels[*]} into $venv" >&2
  mkdir -p build/performance
  /usr/bin/python3 -m venv --clear $venv
  $venv/bin/pip install -q --disable-pip-version-check "${wheels[@]}"
  echo "${wheels[*]}" >$venv/.installed
fi
export PYTHONDONTWRITEBYTECODE=1
exec $venv/bin/python tests/performance/compare_train.py "$@"
