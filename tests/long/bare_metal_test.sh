#!/usr/bin/env bash
# bare_metal_test.sh: a net for arm-64-noos on an emulated machine without a system computes, to the bit, what the net for
# arm-64-linux computes under Linux's emulator. Needs the packages qemu-system-arm, and qemu-user-static and the cross
# libraries of setup.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bin=${RESNETC_BIN:-build/release/bin}
cat >"$work/tiny.yaml" <<'SPEC'
preset: resnet18
name: tiny
input: {height: 32, width: 32}
stem: {filters: 8}
stages: [{blocks: 1, filters: 8}, {blocks: 1, filters: 16}]
head: {classes: 10}
SPEC
for target in linux noos; do
  "$bin/resnetc" compile "$work/tiny.yaml" -o "$work/$target" --train 4 --target arm-64-$target
done
clang=(clang-19 -std=c11 -O1 -Wall -Wextra -Werror -fuse-ld=lld)
"${clang[@]}" --target=aarch64-linux-gnu tests/cli/programs/answers.c -I"$work/linux" "$work/linux/libtiny.a" -static \
  -lpthread -o "$work/user"
"${clang[@]}" --target=aarch64-none-elf -ffreestanding -fno-builtin -nostdlib -Wl,-Ttext=0x40100000 \
  -Itests/long/bare_metal tests/long/bare_metal/start.S tests/long/bare_metal/system.c tests/cli/programs/answers.c \
  -I"$work/noos" "$work/noos/libtiny.a" -o "$work/bare"
qemu-aarch64-static "$work/user" >"$work/want"
timeout 300 qemu-system-aarch64 -M virt -cpu cortex-a57 -m 256 -nic none -display none -monitor none -serial none \
  -semihosting-config enable=on,target=native -kernel "$work/bare" >"$work/got" 2>&1
grep -q '^target arm-64-noos$' "$work/got"
grep -E '^(logit|loss) ' "$work/want" >"$work/want.numbers"
grep -E '^(logit|loss) ' "$work/got" >"$work/got.numbers"
[ "$(wc -l <"$work/want.numbers")" = 13 ]
cmp "$work/want.numbers" "$work/got.numbers"
echo "bare metal: 10 logits and 3 losses have the bits of Linux; $(grep '^stack' "$work/got")"
