#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Regular subdivisions of N points in dimension d: ours, CGAL's own triangulation, lrs and Normaliz on
# the same lifted hull, one after the other in one run. Prints a table of ratios and compares the
# number of cells with both referees. Takes some minutes.
#
#   bash tests/benchmark/geometry_benchmark.sh BUILD_FOLDER [MAX_SECONDS_PER_REFEREE]
#
# BUILD_FOLDER holds libthalweg.a. Installs lrslib and normaliz if they are missing.

set -euo pipefail
build=${1:?usage: geometry_benchmark.sh BUILD_FOLDER [MAX_SECONDS_PER_REFEREE]}
limit=${2:-120}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for tool in lrs:lrslib normaliz:normaliz; do
  if ! command -v "${tool%%:*}" >/dev/null; then
    echo "installing ${tool##*:}" >&2
    apt-get install -y -q "${tool##*:}" >/dev/null
  fi
done

compiler=(g++)
if command -v ccache >/dev/null; then compiler=(ccache g++); fi
"${compiler[@]}" -std=c++20 -O2 -DNDEBUG -frounding-math -DCGAL_EIGEN3_ENABLED=1 -I"$root/src" \
  -isystem /usr/include/eigen3 -c "$root/tests/benchmark/geometry_regular_subdivision.cc" \
  -o "$work/benchmark.o"
g++ "$work/benchmark.o" "$build/libthalweg.a" -o "$work/benchmark" \
  -lfmt -lflint-arb -lflint -ltbb -lgmpxx -lmpfr -lgmp

# seconds COMMAND…: processor time of the command, or "-" if it took too long
seconds() {
  local TIMEFORMAT='%U %S'
  { time timeout "$limit" "$@" >/dev/null 2>&1 || echo "-"; } 2>&1 |
    awk '/^-/ { print; exit } { printf "%.4f", $1 + $2 }'
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (a == "-") print "-"; else printf "%.1f", a / b }'; }

echo "| d | N | simplices | cells | ours ÷ CGAL | merging ÷ CGAL | lrs ÷ ours | Normaliz ÷ ours |"
echo "|---|---|---|---|---|---|---|---|"
for instance in "2 50 1000" "2 200 1000" "3 50 1000" "3 200 1000" "3 200 3" "4 50 1000" \
                "4 200 1000" "4 200 2" "5 50 1000" "5 200 1000"; do
  read -r dimension count size <<<"$instance"
  line=$("$work/benchmark" "$dimension" "$count" "$size" 9 "$work/hull.ext" "$work/hull.in")
  read -r ours ratio_to_cgal merging simplices cells <<<"$line"
  lrs_seconds=$(seconds lrs "$work/hull.ext" "$work/hull.ine")
  normaliz_seconds=$(seconds normaliz -x=1 "$work/hull")
  whole=$(awk -v a="$ours" -v b="$merging" 'BEGIN { print a + b }')
  merging_ratio=$(awk -v a="$merging" -v b="$ours" -v r="$ratio_to_cgal" \
                  'BEGIN { printf "%.2f", a / b * r }')
  # lower facets are those with a non-zero coefficient of the height
  if [ "$lrs_seconds" != "-" ]; then
    found=$(awk -v k="$((dimension + 2))" '/^begin/ { on = 1; getline; next } /^end/ { on = 0 }
            on && $k != 0 { n++ } END { print n + 0 }' "$work/hull.ine")
    [ "$found" = "$cells" ] || { echo "d=$dimension N=$count: expected $found cells (lrs), found $found" >&2; exit 1; }
  fi
  if [ "$normaliz_seconds" != "-" ]; then
    found=$(awk -v k="$((dimension + 1))" '/support hyperplanes:/ { on = 1; next } on && NF == 0 { on = 0 }
            on && $k != 0 { n++ } END { print n + 0 }' "$work/hull.out")
    [ "$found" = "$cells" ] || { echo "d=$dimension N=$count: expected $found cells (Normaliz), found $found" >&2; exit 1; }
  fi
  echo "| $dimension | $count ($size) | $simplices | $cells | $ratio_to_cgal | $merging_ratio |" \
       "$(ratio "$lrs_seconds" "$whole") | $(ratio "$normaliz_seconds" "$whole") |"
done
