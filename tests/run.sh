#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what the tests need, builds with warnings as errors, and tests, in stages:
#   core       the everyday and the slow tests (everyday only with --quick)
#   sanitize   the unit tests of the ground floors with sanitizers, in build-sanitize/
#   clang      the verifier built by clang and as a 32-bit program, without warnings, on every published certificate
#   web        the verifier as WebAssembly (in build-web/): one answer with the native one and that with sanitizers (in build-sanitize/); those two on every document of the unit tests; its page, and reports with pictures, in a browser
#   formal     the proven checker: its proofs, its axioms, its verdicts beside those of the verifier
#   python     the Python module with numpy, torch, scikit-learn, pandas and onnx of Debian, in build-python/
#   mpi        batches with 1, 2 and 4 ranks, one of them killed
#   papers     TeX takes the errata and every certificate as LaTeX
#   fresh      examples/quickstart.sh from nothing in a new root (needs root rights; see tests/fresh_root.sh)
#   fuzz       forges and fuzzes certificates for two minutes (tests/fuzz/README.md)
#   setup      installs and configures only
#   tests/run.sh                  core
#   tests/run.sh --quick          the everyday tests of core
#   tests/run.sh STAGE…           these; --fresh is fresh
#   tests/run.sh all              all of them, as continuous integration does
# The last line is "N passed, N failed", before it the time of every stage and what failed, with what it said of
# it; the exit code is not 0 if a test or a build failed.

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/packages.sh
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 # clones and the fresh root share what is compiled

quick=false
stages=()
for word in "$@"; do
  case "${word#--}" in
  quick) quick=true ;;
  core | sanitize | clang | web | formal | python | mpi | papers | fresh | fuzz | setup) stages+=("${word#--}") ;;
  all) stages+=(core sanitize clang web formal python mpi papers fresh fuzz) ;;
  *)
    echo "usage: tests/run.sh [--quick] [all|core|sanitize|clang|web|formal|python|mpi|papers|fresh|fuzz|setup]…" >&2
    exit 5
    ;;
  esac
done
[ ${#stages[@]} -gt 0 ] || stages=(core)

sanitized=(exact data risk partition network onnx) # the verifier: see web
passed=0
failed=0
failures=() # by name and with what they said, for the end
times=()    # of the stages
step() { printf '\n== %s (%d min)\n' "$*" $((SECONDS / 60)); }

failure() {
  failed=$((failed + 1))
  failures+=("failed: $*")
  echo "failed: $*"
}

# complaints LOG: the lines of a log that say what is wrong, each with the two after it, or else its end.
complaints() {
  (grep -iE -A2 'fail|error|wrong|expected' "$1" || tail -n 20 "$1") | cut -c1-300 | head -n 40 | sed 's/^/  /'
}

finish() {
  printf '\n'
  [ ${#times[@]} -eq 0 ] || printf 'minutes: %s\n' "${times[*]}"
  [ "$failed" -eq 0 ] || printf '%s\n' "${failures[@]}"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
  exit
}

# A build or installation that fails counts as one failure and ends the run.
or_stop() {
  "$@" && return
  failure "$@"
  finish
}

# count_one COMMAND…: a test that is a program.
count_one() {
  local log
  log=$(mktemp)
  if "$@" 2>&1 | tee "$log"; then
    passed=$((passed + 1))
  else
    failure "$@"
    failures+=("$(complaints "$log")")
  fi
  rm "$log"
}

# count_together FUNCTION…: tests that are functions, all at once; each is told when it ends.
count_together() {
  local test logs pids=()
  logs=$(mktemp -d)
  for test in "$@"; do
    "$test" >"$logs/$test" 2>&1 &
    pids+=($!)
  done
  for test in "$@"; do
    if wait "${pids[0]}"; then
      passed=$((passed + 1))
      cat "$logs/$test"
    else
      cat "$logs/$test"
      failure "$test"
      failures+=("$(complaints "$logs/$test")")
    fi
    pids=("${pids[@]:1}")
  done
  rm -r "$logs"
}

# count_tests FOLDER ARGUMENTS…: runs ctest and adds its counts; no count at all is a failure.
count_tests() {
  local folder=$1 log total bad names
  shift
  log=$(mktemp)
  ctest --test-dir "$folder" --output-on-failure --no-tests=error -j "$(nproc)" "$@" 2>&1 |
    tee "$log"
  total=$(sed -n 's/.*tests failed out of \([0-9]*\)$/\1/p' "$log")
  bad=$(sed -n 's/.* \([0-9]*\) tests failed out of.*/\1/p' "$log")
  mapfile -t names < <(sed -n 's/^\t *[0-9]* - \(.*)\)$/\1/p' "$log")
  if [ -z "$total" ]; then
    failure "no test in $folder"
  else
    passed=$((passed + total - bad))
    failed=$((failed + bad))
    if [ "$bad" -ne 0 ]; then
      grep -vE '^ *[0-9]+/[0-9]+ Test .* Passed|^ *Start ' "$log" >"$log.rest"
      failures+=("${names[@]/#/failed: }" "$(complaints "$log.rest")")
    fi
  fi
  rm -f "$log" "$log.rest"
}

configure_core() {
  or_stop install_missing "${build_packages[@]}" "${test_packages[@]}"
  or_stop cmake -S . -B build -G Ninja -DTHALWEG_GENERATOR=ON -DTHALWEG_TESTS=ON -DTHALWEG_WERROR=ON
}

setup_stage() {
  step "Tools, libraries and configuration (in build/)"
  configure_core
}

core_stage() {
  setup_stage
  step "Building"
  or_stop cmake --build build
  step "Everyday tests"
  count_tests build -L everyday
  $quick && return
  step "Slow tests"
  count_tests build -L slow
}

configure_sanitized() {
  or_stop install_missing "${build_packages[@]}" "${test_packages[@]}"
  # GCC's -Wmaybe-uninitialized misfires on Boost under sanitizers: warnings are no errors here.
  or_stop cmake -S . -B build-sanitize -G Ninja -DTHALWEG_TESTS=ON -DTHALWEG_WERROR=OFF \
    -DTHALWEG_SANITIZE=ON -DTHALWEG_TOP_FLOOR=onnx -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O1
}

sanitize_stage() {
  step "Building with sanitizers (in build-sanitize/)"
  configure_sanitized
  or_stop cmake --build build-sanitize --target "${sanitized[@]/#/unit_}"
  step "Unit tests of the ground floors with sanitizers"
  count_tests build-sanitize -R "^($(IFS='|'; echo "${sanitized[*]}")):"
}

clang_stage() {
  step "The verifier by other compilers"
  or_stop install_missing "${verifier_packages[@]}" "${clang_packages[@]}"
  count_one bash tests/verifier_builds.sh clang
  count_one bash tests/verifier_builds.sh 32-bit
}

web_stage() {
  step "The verifier as WebAssembly (in build-web/)"
  configure_core
  or_stop install_missing "${web_packages[@]}"
  command -v npm >/dev/null || or_stop install_missing npm # not a package of its own everywhere
  or_stop bash src/pictures/renderer/build.sh build/renderer
  or_stop bash src/verifier/web/build.sh build-web build/renderer
  or_stop cmake --build build --target thalweg-verify thalweg_program unit_verifier
  configure_sanitized
  or_stop cmake --build build-sanitize --target thalweg-verify
  documents=$(mktemp -d) # of the unit tests
  count_one env THALWEG_KEPT_DOCUMENTS="$documents" build/tests/unit_verifier "~[slow]"
  count_together web_agrees web_sanitized web_draws web_reports
  rm -r "$documents"
  count_one node tests/web/page.mjs chromium build-web/thalweg-verify.html \
    certificates/liu2021/fig1b-parabola.json examples/parabola.csv certificates/safran2018/theorem1-equal-k30.json
}

web_agrees() {
  node tests/web/agree.mjs build/bin/thalweg-verify build-sanitize/bin/thalweg-verify build-web/npm "$documents" \
    certificates/*/*.json tests/fuzz/found/*
}

# Every document of the verifier's unit tests: one answer with sanitizers and without, and no word of theirs.
web_sanitized() {
  local folder program
  folder=$(mktemp -d)
  for program in build build-sanitize; do
    find "$documents" -type f | sort |
      xargs -n 1000 "$program/bin/thalweg-verify" --json >"$folder/$program" 2>>"$folder/errors"
  done
  cat "$folder/errors"
  echo "$(wc -l <"$folder/build-sanitize") documents of the unit tests with sanitizers"
  [ ! -s "$folder/errors" ] && [ "$(wc -l <"$folder/build")" -eq "$(find "$documents" -type f | wc -l)" ] &&
    cmp "$folder/build" "$folder/build-sanitize"
  local result=$?
  rm -r "$folder"
  return "$result"
}

web_draws() {
  node tests/web/page_pictures.mjs chromium build-web/thalweg-verify.html build/bin/thalweg \
    certificates/liu2021/{fig1b-parabola,erratum-shared-pattern-tied-rows,theorem1-pieces-x1-groups2,theorem1-losses-*-x1-y1,lattice-1d,lattice-2d,erratum-lattice-regions}.json \
    certificates/liu2021/{theorem2-max-side6-y1,theorem2-average-side6-y1,theorem2-nopool-side4-y1,theorem1-growth-cubic-groups4}.json \
    certificates/{yun2019/theorem4-saddle-depth2-y1,safran2018/theorem1-equal-k6,he2020/theorem1-stage3-hard_tanh-depth3-y2,he2020/theorem2-cells-x2-relu}.json
}

web_reports() {
  node tests/web/reports.mjs chromium build/bin/thalweg certificates/*/*.json
}

formal_stage() {
  step "The proven checker (in build/formal/)"
  configure_core
  or_stop install_missing "${formal_packages[@]}"
  or_stop cmake --build build --target thalweg-verify
  or_stop bash src/formal/build.sh build/formal
  export PYTHONDONTWRITEBYTECODE=1
  export THALWEG_FORMAL=$PWD/build/formal THALWEG_VERIFY=$PWD/build/bin/thalweg-verify
  count_one python3 tests/formal/formal_test.py
  count_one python3 tests/formal/names_test.py
  count_one python3 tests/formal/shapes_test.py
  count_one python3 tests/formal/losses_test.py
  count_one python3 tests/formal/layers_test.py
  count_one python3 tests/formal/escape_test.py
  count_one python3 tests/formal/trained_test.py
  count_one python3 tests/formal/ties_test.py
  count_one python3 tests/formal/saddle_test.py
  count_one python3 tests/formal/request_test.py
  count_one python3 tests/formal/mutants.py 4000
  count_one python3 tests/formal/three.py --every 8 # all of them take ten minutes
}

python_stage() {
  step "The Python module (in build-python/)"
  or_stop install_missing "${build_packages[@]}" "${onnx_packages[@]}" "${python_packages[@]}"
  or_stop cmake -S . -B build-python -G Ninja -U '*Python_*' -U 'PYTHON_*' -DTHALWEG_WERROR=ON -DTHALWEG_PYTHON=ON \
    -DPython_EXECUTABLE=/usr/bin/python3
  or_stop cmake --build build-python --target thalweg_python thalweg_program thalweg-verify
  local test
  for test in tests/python/*_test.py; do
    step "$test"
    count_one env PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$test"
  done
  step "pip install ./src/python"
  count_one bash tests/python/pip_test.sh
}

mpi_stage() {
  step "Batches on several ranks"
  configure_core
  or_stop install_missing "${mpi_packages[@]}"
  or_stop cmake -S . -B build -U 'MPI_*' -DTHALWEG_MPI=ON # it may have been configured without MPI
  or_stop cmake --build build --target thalweg_program thalweg-verify
  count_one env PYTHONDONTWRITEBYTECODE=1 THALWEG_BIN="$PWD/build/bin" python3 tests/mpi_test.py
}

papers_stage() {
  step "Certificates and errata in LaTeX"
  configure_core
  or_stop install_missing "${paper_packages[@]}"
  or_stop cmake --build build --target thalweg_program
  count_one bash tests/papers.sh build/bin/thalweg
}

fresh_stage() {
  step "The quickstart from nothing, in a new root"
  if [ "${THALWEG_NO_FRESH_ROOT:-}" != 1 ]; then
    or_stop install_missing "${fresh_packages[@]}"
  fi
  count_one bash tests/fresh_root.sh
}

fuzz_stage() {
  step "Forging and fuzzing for two minutes (in build/fuzz/)"
  configure_core
  or_stop install_missing "${fuzz_packages[@]}"
  count_one bash tests/fuzz/run.sh 120
}

# Several stages compile the same files: with a cache each is compiled once. A function, so that a change of this
# file does not disturb a run.
run_stages() {
  local stage begun
  [ ${#stages[@]} -lt 2 ] || or_stop install_missing ccache
  for stage in "${stages[@]}"; do
    begun=$SECONDS
    "${stage}_stage"
    times+=("$stage $(((SECONDS - begun + 30) / 60))")
  done
  finish
}
run_stages
