#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs the build (argument: its folder) to a temporary prefix, builds a consumer against the
# package found there, and runs it and the installed programs.

set -euo pipefail
build=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT

cmake --install "$build" --prefix "$prefix/root" >/dev/null
cmake -S "$here/consumer" -B "$prefix/consumer" -G Ninja -DCMAKE_PREFIX_PATH="$prefix/root"
cmake --build "$prefix/consumer"
[ "$("$prefix/consumer/consumer")" = 2/3 ]
cd "$prefix"
root/bin/thalweg generate "$here/../../examples/parabola.csv" -o certificate.json
root/bin/thalweg-verify certificate.json --quiet
echo "installed, consumed, run"
