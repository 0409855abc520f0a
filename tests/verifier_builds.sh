#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The verifier does not lean on one compiler or word size: built
#   tests/verifier_builds.sh clang    by clang++, file by file
#   tests/verifier_builds.sh 32-bit   by g++ -m32
# without a warning of -Wall -Wextra, in build-KIND/, it accepts every published certificate and rejects a changed one.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case "${1:-}" in
clang) compiler=clang++ flags="" unity=OFF ;;
32-bit) compiler=g++ flags=-m32 unity=ON ;;
*) echo "usage: tests/verifier_builds.sh clang|32-bit" >&2; exit 5 ;;
esac
folder=build-$1

cmake -S src/verifier -B "$folder" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" -DTHALWEG_UNITY=$unity \
  -DCMAKE_CXX_FLAGS="$flags -Wall -Wextra -Werror" >/dev/null
cmake --build "$folder"
verify=("$folder/thalweg-verify")

# Some kernels run no 32-bit programs; an emulator does, twenty times slower: then only certificates that take no time.
certificates=(certificates/*/*.json)
code=0
"${verify[@]}" --version >/dev/null 2>&1 || code=$?
if [ "$code" -eq 126 ] && [ "$1" = 32-bit ]; then
  source .ci/packages.sh
  install_missing "${emulator_packages[@]}"
  verify=(qemu-i386 "${verify[@]}")
  mapfile -t certificates < <(find certificates -name '*.json' -size -2001c -not -path '*/safran2018/*' | sort)
  echo "32-bit: this machine runs no 32-bit programs: emulated, certificates of at most 2000 bytes"
fi

count=0
for certificate in "${certificates[@]}"; do
  "${verify[@]}" --quiet "$certificate" >/dev/null ||
    { echo "$1: not verified: $certificate"; exit 1; }
  count=$((count + 1))
done
[ "$count" -gt 50 ]

# A risk that is another is still seen.
changed=$(mktemp)
trap 'rm -f "$changed"' EXIT
sed 's/"risk": *"3\/2500"/"risk": "3\/2501"/' certificates/liu2021/fig1b-parabola.json >"$changed"
if cmp -s "$changed" certificates/liu2021/fig1b-parabola.json; then
  echo "the certificate to change has no risk 3/2500"
  exit 1
fi
code=0
"${verify[@]}" --quiet "$changed" >/dev/null || code=$?
[ "$code" -eq 1 ] || { echo "$1: a changed risk: expected exit code 1, found $code"; exit 1; }
echo "$1: $count published certificates verified, a changed one rejected"
