#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# From nothing to verified certificates (Debian 12, apt): first the verifier alone, which needs little, and
# a published certificate; then the generator, a certificate of its own from examples/parabola.csv,
# verified and explained. Builds in build/; installs and configures nothing of the tests. Arguments go to cmake.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/packages.sh

cmake_arguments=("$@")
step() { printf '\n== %s\n' "$*"; }

configure() {
  mkdir -p build
  cmake -S . -B build -G Ninja "$@" "${cmake_arguments[@]}" >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
}

step "1/6 What the verifier needs: a compiler and headers of Boost"
install_missing "${verifier_packages[@]}"

step "2/6 Building the verifier (in build/)"
configure -DTHALWEG_GENERATOR=OFF
cmake --build build --target thalweg-verify

step "3/6 Verifying a published certificate: Figure 1(b) of liu2021 on a parabola, as a theorem"
build/bin/thalweg-verify certificates/liu2021/fig1b-parabola.json

step "4/6 What the generator needs"
install_missing "${build_packages[@]}"

step "5/6 Building the generator (a few minutes)"
configure -DTHALWEG_GENERATOR=ON
cmake --build build --target thalweg_program

step "6/6 Generating a certificate from 21 samples of a parabola, 3 groups; verifying and explaining it"
build/bin/thalweg generate examples/parabola.csv --groups 3 -o build/parabola.json
build/bin/thalweg-verify build/parabola.json --data examples/parabola.csv
build/bin/thalweg explain build/parabola.json

step "Done. Next: your own table, build/bin/thalweg generate DATA.csv (README.md)"
