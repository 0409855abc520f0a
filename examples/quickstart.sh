#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# From nothing to a verified certificate: installs what is missing (Debian 12, apt), builds the two
# programs, generates a certificate from examples/parabola.csv and verifies it independently.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/packages.sh

step() { printf '\n== %s\n' "$*"; }

step "1/4 Tools and libraries"
install_missing "${build_packages[@]}"

step "2/4 Building the programs thalweg and thalweg-verify (in build/)"
mkdir -p build
cmake -S . -B build -G Ninja >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
cmake --build build --target thalweg_program thalweg-verify

step "3/4 Generating a certificate from 21 samples of a parabola, 3 groups"
build/bin/thalweg generate examples/parabola.csv --groups 3 -o build/parabola.json

step "4/4 Verifying it with a program that shares no code with the generator"
build/bin/thalweg-verify build/parabola.json --data examples/parabola.csv

step "Done. The argument in prose: build/bin/thalweg explain build/parabola.json"
