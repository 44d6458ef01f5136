#!/usr/bin/env bash
# setup.sh: installs everything that building, testing and the examples need on
# Debian 12: packages of apt, and what Debian lacks from PyPI into .venv/.
# Idempotent: with everything in place it takes a second and asks no network.
set -euo pipefail
cd "$(dirname "$0")"

packages=(
  # the compiler: LLVM, MLIR, lld; clang-19 makes the bitcode of runtime/embed
  clang-19 lld-19 liblld-19-dev llvm-19-dev llvm-19-tools libmlir-19-dev mlir-19-tools
  # building and testing
  g++ ccache git catch2 python3-venv python3-dev
  # libraries: options, JSON, weights (.h5, .keras), pictures, .npy files
  libcli11-dev nlohmann-json3-dev libhdf5-dev libzip-dev
  libopencv-imgcodecs-dev libopencv-imgproc-dev libturbojpeg0-dev libxtensor-dev
  # training: gzipped data, checkpoints' checksums, the queue between decoding and computing
  zlib1g-dev libxxhash-dev libtbb-dev
  # nets on devices: Khronos's headers; for tests, loaders and drivers that run on any processor
  opencl-c-headers libvulkan-dev ocl-icd-libopencl1 pocl-opencl-icd mesa-vulkan-drivers
  # tests of code for other processors: their emulator, and AArch64's libc to link with
  qemu-user-static libc6-dev-arm64-cross libgcc-12-dev-arm64-cross
  # examples/fashion-mnist
  dataset-fashion-mnist
)
wheels=(halide==21.0.0 cmake==3.31.6 ninja==1.11.1.4 lit==18.1.8 numpy==1.26.4 pillow==11.3.0)
# Real photographs for the examples; only its data folder is used, so without its dependencies.
pictures=scikit-image==0.24.0

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "setup: installing ${missing[*]}"
  as_root=; [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# A marker names what is inside, so that a changed list is installed and an
# interrupted installation is done again.
wanted="${wheels[*]} $pictures"
if [ "$(cat .venv/.installed 2>/dev/null)" != "$wanted" ]; then
  echo "setup: installing ${wheels[*]} $pictures into .venv"
  /usr/bin/python3 -m venv .venv
  .venv/bin/pip install -q --disable-pip-version-check --no-deps "${wheels[@]}" imageio
  .venv/bin/pip install -q --disable-pip-version-check --no-deps "$pictures"
  echo "$wanted" >.venv/.installed
fi
