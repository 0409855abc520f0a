#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Time and peak memory of both programs at n = 5,000, 10,000, 20,000 samples with 10 inputs and 8
# groups, on a table made deterministically.
#   scale.sh [PROGRAMS] [OPTIONS OF GENERATE…]     (PROGRAMS: default build/bin)
# Needs GNU time (Debian package: time).

set -euo pipefail
programs=${1:-$(dirname "${BASH_SOURCE[0]}")/../../build/bin}
shift || true
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

table() { # SAMPLES: inputs in [-5, 5) to three digits, a bent target with noise
  python3 - "$1" <<'PYTHON'
import random, sys
source = random.Random(20)
print(",".join(f"x{k}" for k in range(1, 11)) + ",y")
for _ in range(int(sys.argv[1])):
    x = [source.randrange(-5000, 5000) for _ in range(10)]
    y = abs(x[0]) - 2 * max(x[1], x[2]) + x[3] + abs(x[4] - x[5]) // 2 + source.randrange(-900, 900)
    print(",".join(f"{v / 1000:.3f}" for v in x + [y]))
PYTHON
}

echo "| samples | bytes | generate s | MiB | verify s | MiB |"
echo "|---|---|---|---|---|---|"
for samples in 5000 10000 20000; do
  table $samples >"$work/table.csv"
  command time -f '%e %M' -o "$work/generate" "$programs/thalweg" generate "$work/table.csv" \
    --groups 8 "$@" -o "$work/certificate.json" >/dev/null
  command time -f '%e %M' -o "$work/verify" "$programs/thalweg-verify" "$work/certificate.json" \
    --data "$work/table.csv" --quiet >/dev/null
  read -r generate_seconds generate_kib <"$work/generate"
  read -r verify_seconds verify_kib <"$work/verify"
  echo "| $samples | $(stat -c %s "$work/certificate.json") | $generate_seconds |" \
    "$((generate_kib / 1024)) | $verify_seconds | $((verify_kib / 1024)) |"
done
