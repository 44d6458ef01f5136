#!/usr/bin/env bash
# compare-train.sh: a step of training here and in PyTorch, in turns in one process, same batch and threads.
# Its own virtual environment (4 GB of downloads); never part of the tests. Needs the release build and a quiet machine.
#
#   tests/performance/compare-train.sh                       resnet18 and resnet50 at 224, batch 16; cifar-resnet20, batch 128
#   tests/performance/compare-train.sh resnet18 --threads 1  one of them, on one thread
set -euo pipefail
cd "$(dirname "$0")/../.."

wheels=(torch==2.15.0 numpy)
venv=build/performance/torch
if [ "$(cat $venv/.installed 2>/dev/null)" != "${wheels[*]}" ]; then
  echo "compare-train: installing ${wheels[*]} into $venv"
  mkdir -p build/performance
  /usr/bin/python3 -m venv --clear $venv
  $venv/bin/pip install -q --disable-pip-version-check "${wheels[@]}"
  echo "${wheels[*]}" >$venv/.installed
fi
exec $venv/bin/python tests/performance/compare_train.py "$@"
