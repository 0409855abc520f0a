#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what the tests need, builds everything with warnings as errors, and runs every test:
# everyday and slow ones, then those of the ground floors and of the verifier once more under the sanitizers
# (a build of its own), then forges and fuzzes certificates for two minutes.
#   tests/run.sh           everything
#   tests/run.sh --quick   everyday tests only, no sanitizers, no fuzzing
# The last line is "N passed, N failed"; the exit code is not 0 if a test or a build failed.

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/packages.sh

case "${1:-}" in
"") quick=false ;;
--quick) quick=true ;;
*) echo "usage: tests/run.sh [--quick]" >&2; exit 5 ;;
esac

sanitized=(exact data risk partition network verifier)
passed=0
failed=0
step() { printf '\n== %s\n' "$*"; }

finish() {
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
  exit
}

# A build or installation that fails counts as one failure and ends the run.
or_stop() {
  "$@" && return
  echo "failed: $*"
  failed=$((failed + 1))
  finish
}

# count_tests FOLDER ARGUMENTS…: runs ctest and adds its counts; no count at all is a failure.
count_tests() {
  local folder=$1 log total bad
  shift
  log=$(mktemp)
  ctest --test-dir "$folder" --output-on-failure --no-tests=error -j "$(nproc)" "$@" 2>&1 |
    tee "$log"
  total=$(sed -n 's/.*tests failed out of \([0-9]*\)$/\1/p' "$log")
  bad=$(sed -n 's/.* \([0-9]*\) tests failed out of.*/\1/p' "$log")
  rm -f "$log"
  if [ -z "$total" ]; then
    failed=$((failed + 1))
  else
    passed=$((passed + total - bad))
    failed=$((failed + bad))
  fi
}

step "Tools and libraries"
or_stop install_missing "${build_packages[@]}" "${test_packages[@]}"

step "Building (in build/)"
or_stop cmake -S . -B build -G Ninja -DTHALWEG_TESTS=ON -DTHALWEG_WERROR=ON
or_stop cmake --build build

step "Everyday tests"
count_tests build -L everyday
if ! $quick; then
  step "Slow tests"
  count_tests build -L slow
  step "Building with sanitizers (in build-sanitize/)"
  # GCC's -Wmaybe-uninitialized misfires on Boost under sanitizers: warnings are no errors here.
  or_stop cmake -S . -B build-sanitize -G Ninja -DTHALWEG_TESTS=ON -DTHALWEG_WERROR=OFF \
    -DTHALWEG_SANITIZE=ON -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O1
  or_stop cmake --build build-sanitize --target "${sanitized[@]/#/unit_}"
  step "Unit tests of the ground floors and of the verifier with sanitizers"
  count_tests build-sanitize -R "^($(IFS='|'; echo "${sanitized[*]}")):"
  step "Forging and fuzzing for two minutes (in build/fuzz)"
  or_stop install_missing clang
  or_stop tests/fuzz/run.sh 120
fi
finish
