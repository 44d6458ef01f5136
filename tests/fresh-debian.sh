#!/usr/bin/env bash
# fresh-debian.sh: the honest test of setup.sh. Makes a minimal Debian 12 in a folder, copies this tree into it
# without anything that was built or installed, and runs both commands of the README there, quickstart twice.
#
#   tests/fresh-debian.sh FOLDER               FOLDER is made; 6 GB
#   tests/fresh-debian.sh FOLDER COMMAND…      other commands, each run in the tree; a system that exists is used again
#
# By hand only: it needs root, debootstrap and a network, and takes as long as a first build. Delete FOLDER afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."

system=${1:?tests/fresh-debian.sh: name a folder for the new system}
shift
[ $# -gt 0 ] || set -- "examples/quickstart.sh" "examples/quickstart.sh" "bash .ci/run"
[ "$(id -u)" = 0 ] || { echo "fresh-debian: only root can make a system" >&2; exit 1; }

make_system() {
  command -v debootstrap >/dev/null || { echo "fresh-debian: apt-get install debootstrap" >&2; exit 1; }
  # The packages come from where this machine's do.
  local mirror
  mirror=$(grep -rhoE 'https?://[^ ]+debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null |
    head -n 1 || true)
  debootstrap --variant=minbase bookworm "$system" ${mirror:+"$mirror"}
  # So do apt's and pip's settings, and the certificates that pip trusts: under a name of their own, since the
  # package ca-certificates writes its list anew when setup.sh installs it.
  for settings in etc/apt etc/pip.conf etc/resolv.conf etc/hosts root/.config/pip; do
    [ -e "/$settings" ] || continue
    mkdir -p "$system/$(dirname "$settings")"
    rm -rf "${system:?}/$settings"
    cp -aL "/$settings" "$system/$settings"
  done
  cp -L /etc/ssl/certs/ca-certificates.crt "$system/etc/this-machines-certificates.crt"
  mkdir "$system/resnetc"
}
[ -d "$system/resnetc" ] || make_system
tar --exclude=./build --exclude=./.venv --exclude=./.git -cf - . | tar -C "$system/resnetc" -xf -

mount -t proc proc "$system/proc"
trap 'umount "$system/proc"' EXIT
for command in "$@"; do
  from=$SECONDS
  chroot "$system" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 CI=true \
    PIP_CERT=/etc/this-machines-certificates.crt bash -c "cd /resnetc && $command" </dev/null
  echo "fresh-debian: $command took $((SECONDS - from)) s"
done
