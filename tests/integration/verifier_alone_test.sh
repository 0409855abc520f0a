#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The verifier builds from its own folder alone: src/verifier is copied out of the tree, built there
# and used on a certificate made by the program of the build (argument: the folder of the programs).

set -euo pipefail
programs=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cp -r "$here/../../src/verifier" "$folder/verifier"
cmake -S "$folder/verifier" -B "$folder/build" -G Ninja -DCMAKE_BUILD_TYPE=Release
cmake --build "$folder/build"
program=$(find "$folder/build" -name thalweg-verify -type f | head -n 1)
cd "$folder"
"$programs/thalweg" generate "$here/../../examples/parabola.csv" --groups 3 -o certificate.json
"$program" certificate.json --data "$here/../../examples/parabola.csv"
if ldd "$program" | grep -E 'gmp|flint|mpfr|CGAL'; then
  echo "the verifier is linked with a library of the generator"
  exit 1
fi
