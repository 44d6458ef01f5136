#!/usr/bin/env bash
# quickstart.sh: from nothing to classified photographs, proof that the numbers are right, and a net that learns.
#
# Installs what is missing (setup.sh), builds resnetc, compiles ResNet-50 for this machine, classifies photographs,
# checks a small net against the logits that Keras computed, measures the speed, trains a small net for about two
# minutes and lets it name pictures. Everything it writes is in build/.
set -euo pipefail
cd "$(dirname "$0")/.."

out=build/quickstart
steps=8
step=0

now() { date +%s%3N; }
# "1/6 what is done": the line of a step; its time follows when it is over.
begin() {
  step=$((step + 1))
  started=$(now)
  printf '\n%d/%d %s\n' "$step" "$steps" "$1"
}
finish() {
  local took=$(($(now) - started))
  printf '    %d.%d s\n' $((took / 1000)) $((took % 1000 / 100))
}
# Runs a command quietly; what it said is shown if it fails.
quietly() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    echo "quickstart: this failed: $*; all of its output is in $log" >&2
    exit 1
  }
}

mkdir -p "$out/mini"

begin "set up: packages of Debian and a virtual environment in .venv (minutes the first time)"
./setup.sh
finish

begin "build resnetc (minutes the first time)"
mkdir -p build/release
.venv/bin/cmake --preset release >build/release/configure.log 2>&1 ||
  quietly build/release/configure.log .venv/bin/cmake --fresh --preset release
quietly "$out/build.log" .venv/bin/cmake --build --preset release --parallel "$(nproc)" \
  --target resnetc resnetc-kernel resnetc-hdf5 resnetc-runner
resnetc=build/release/bin/resnetc
finish

begin "compile ResNet-50 for this machine into $out/resnet50/"
[ -f "$out/resnet50.yaml" ] || "$resnetc" init --preset resnet50 -o "$out/resnet50.yaml"
"$resnetc" compile "$out/resnet50.yaml" -o "$out/resnet50"
(cd "$out/resnet50" && du -h --apparent-size -- * | sed 's/^/    /')
finish

begin "classify photographs"
echo "    The weights are untrained, drawn from seed 0: the pictures take the real way through the"
echo "    net, but the classes mean nothing. Step 5 is the one that shows that the numbers are right."
data=(.venv/lib/python3*/site-packages/skimage/data)
photographs=("${data[0]}"/{chelsea.png,astronaut.png,coffee.png,rocket.jpg,motorcycle_left.png})
"$resnetc" predict --net "$out/resnet50" --top 3 "${photographs[@]}" | sed 's/^/    /'
finish

begin "check against Keras: a small ResNet-50 with weights and logits that Keras made"
mini=tests/data/keras_mini
"$resnetc" compile "$mini/mini.yaml" -o "$out/mini" --weights "$mini/resnet50_keras1_tf_dim_ordering_tf_kernels.h5"
.venv/bin/python examples/check_reference.py --resnetc "$resnetc" --net "$out/mini" | sed 's/^/    /'
finish

begin "measure ResNet-50 on all cores of this machine"
"$resnetc" bench --net "$out/resnet50" | sed 's/^/    /'
finish

fashion=build/quickstart/fashion
begin "train a small net on Fashion-MNIST: 60,000 grey pictures of clothes, once each (about two minutes)"
RESNETC=$resnetc RUN=$fashion examples/fashion-mnist/run.sh --epochs 1 --schedule-epochs 1 >"$out/fashion.json"
.venv/bin/python examples/fashion-mnist/show.py accuracy "$out/fashion.json" | sed 's/^/    /'
finish

begin "classify pictures that it has not seen; their names say what they are"
.venv/bin/python examples/fashion-mnist/show.py pictures "$out/clothes" 5
"$resnetc" predict --net "$fashion" --top 2 "$out"/clothes/*.png | sed 's/^/    /'
finish

cat <<END

All right. From here:
    $resnetc init --preset resnet18 --classes 10 -o my.yaml     your own net
    $resnetc compile my.yaml -o out --dump-phases phases        see it become a library
    $out/resnet50/resnet50 predict IMAGE                        a net is a program, too
    $resnetc train my.yaml --data FOLDER -o run                     a folder for each class; $fashion/history.svg is a picture
END
