#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Generates and verifies certificates from real tables and prints one row of a table for each.
#   real_data.sh FOLDER [PROGRAMS]
# FOLDER holds iris.csv (target species), wine.csv (cultivar) and diabetes.csv (progression);
# PROGRAMS is the folder of thalweg and thalweg-verify (default: build/bin).

set -euo pipefail
folder=${1:?usage: real_data.sh FOLDER [PROGRAMS]}
programs=${2:-$(dirname "${BASH_SOURCE[0]}")/../../build/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

row() { # NAME TARGET GROUPS PARTITION CONSTRUCTION
  local file=$work/certificate.json start end
  "$programs/thalweg" generate "$folder/$1.csv" --target "$2" --groups "$3" --partition "$4" \
    --construction "$5" -o "$file" --json >"$work/summary.json"
  start=$(date +%s%N)
  "$programs/thalweg-verify" "$file" --data "$folder/$1.csv" --quiet >/dev/null
  end=$(date +%s%N)
  python3 - "$1" "$3" "$4" "$5" "$work/summary.json" $((end - start)) <<'PYTHON'
import json, sys
name, groups, partition, construction, path, nanoseconds = sys.argv[1:]
s = json.load(open(path))
print(f"| {name} | {groups} | {partition} | {construction} | {s['architecture']} | "
      f"{s['hidden_units']} | {s['bytes']:,} | {float(s['radius']['decimal']):.3g} | "
      f"{float(s['radius_factor']['decimal']):.3g} | {float(s['tightness']['decimal']):.3f} | "
      f"{s['seconds']:.2f} | {int(nanoseconds) / 1e9:.2f} |")
PYTHON
}

echo "| data | K | partition | construction | architecture | hidden units | bytes | radius |" \
  "× naive | tightness | generate s | verify s |"
echo "|---|---|---|---|---|---|---|---|---|---|---|---|"
for case in "iris species 3" "iris species 6" "wine cultivar 4" "diabetes progression 2" \
  "diabetes progression 4" "diabetes progression 8"; do
  for partition in tree slabs; do
    for construction in lattice gated; do
      # shellcheck disable=SC2086
      row $case $partition $construction
    done
  done
done
