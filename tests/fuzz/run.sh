#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Damages certificates and feeds the verifier with anything: half of the time the forger, half of it
# libFuzzer (clang++ with the address and undefined behaviour sanitizers). Prints counts.
#   tests/fuzz/run.sh [SECONDS [SEED]]      default 120 and 1; building comes on top
# Exit code 0: no crash, nothing slower than 10 s, no false acceptance; 1: there was one, kept under
# build/fuzz/kept; 2: something could not be built. What was mended lies in tests/fuzz/found, named
# after the defect, and is tried first.

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=${1:-120}
seed=${2:-1}
half=$(((seconds + 1) / 2))
kept=build/fuzz/kept
mkdir -p "$kept" build/fuzz/corpus
failed=0

build() { # build FOLDER TARGET, configured by OPTIONS… if it is not yet
  local folder=$1 target=$2 log=build/fuzz/$2.log
  shift 2
  { [ -e "$folder/CMakeCache.txt" ] || cmake -B "$folder" -G Ninja "$@"; } >"$log" 2>&1 &&
    cmake --build "$folder" --target "$target" >>"$log" 2>&1 && return
  tail -n 20 "$log"
  echo "fuzz: $target could not be built" >&2
  exit 2
}

build build forge -S . -DTHALWEG_TESTS=ON
build build/fuzz/libfuzzer fuzz_verify -S tests/fuzz -DCMAKE_CXX_COMPILER=clang++

mapfile -t certificates < <(find certificates -mindepth 2 -name '*.json' -size -60k | LC_ALL=C sort)

echo "== forger, $half s"
build/tests/fuzz/forge --seconds "$half" --seed "$seed" --keep "$kept" "${certificates[@]}" || failed=1

python3 tests/fuzz/make_dictionary.py "${certificates[@]}" >build/fuzz/verify.dict
mapfile -t small < <(find certificates -mindepth 2 -name '*.json' -size -4k | LC_ALL=C sort)
mkdir -p build/fuzz/seeds
cp "${small[@]}" build/fuzz/seeds

# The limit of time in the target is 4 s; under the sanitizers a look at the clock may be late.
fuzzer=build/fuzz/libfuzzer/fuzz_verify
options=(-timeout=30 -rss_limit_mb=1024 -max_len=20000 -dict=build/fuzz/verify.dict)
found=(tests/fuzz/found/*)
if [ -e "${found[0]}" ]; then
  echo "== what was found before: ${#found[@]} files"
  "$fuzzer" "${options[@]}" "${found[@]}" >build/fuzz/found.log 2>&1 || {
    tail -n 30 build/fuzz/found.log
    failed=1
  }
fi

echo "== libFuzzer, $half s"
if "$fuzzer" "${options[@]}" -seed="$seed" -max_total_time="$half" -artifact_prefix="$kept/" \
  -print_final_stats=1 build/fuzz/corpus build/fuzz/seeds >build/fuzz/libfuzzer.out 2>&1; then
  grep -E '^Done|number_of_executed_units|peak_rss' build/fuzz/libfuzzer.out
else
  failed=1
  tail -n 40 build/fuzz/libfuzzer.out
  for artefact in "$kept"/{crash,timeout,oom,leak}-*; do # shrink what was found
    [ -e "$artefact" ] || continue
    "$fuzzer" "${options[@]}" -minimize_crash=1 -runs=20000 -max_total_time=60 \
      -exact_artifact_path="$artefact.small" "$artefact" >/dev/null 2>&1
    echo "kept: $artefact, shrunk: $artefact.small"
  done
fi

[ $failed -eq 0 ] && echo "fuzz: nothing found" || echo "fuzz: see $kept"
exit $failed
