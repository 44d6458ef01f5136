#!/usr/bin/env bash
# keras_loads_test.sh: the .h5 and .weights.h5 that `resnetc weights convert` and `resnetc train` write, loaded by
# Keras itself. Its own virtual environment (250 MB of downloads); about two minutes after that.
#
#   tests/long/keras_loads_test.sh          needs the release build
set -euo pipefail
cd "$(dirname "$0")/../.."

wheels=(tensorflow-cpu==2.21.0 keras==3.15.1 tf_keras==2.21.0 h5py==3.14.0)
venv=build/long/keras
if [ "$(cat $venv/.installed 2>/dev/null)" != "${wheels[*]}" ]; then
  echo "keras_loads_test: installing ${wheels[*]} into $venv"
  mkdir -p build/long
  /usr/bin/python3 -m venv --clear $venv
  $venv/bin/pip install -q --disable-pip-version-check "${wheels[@]}"
  echo "${wheels[*]}" >$venv/.installed
fi
export TF_CPP_MIN_LOG_LEVEL=3 TF_ENABLE_ONEDNN_OPTS=0 CUDA_VISIBLE_DEVICES=-1 KERAS_BACKEND=tensorflow
exec $venv/bin/python tests/long/keras_loads.py "$@"
