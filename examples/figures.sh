#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The figures of liu2021 and the statements about max-min forms as certificates, one command each.
#
#   bash examples/figures.sh [FOLDER] [PROGRAMS]
#
# writes them to FOLDER (default: certificates/liu2021) with the programs in PROGRAMS (default:
# build/bin), and verifies every one. Run it in the source folder. The same bytes every time.

set -euo pipefail
folder=${1:-certificates/liu2021}
programs=${2:-build/bin}
mkdir -p "$folder"

# Fig. 1: samples of y = x² and y = x³ − x/2 in 2, 3 and 4 groups; literal construction.
for data in parabola cubic; do
  for groups in 2 3 4; do
    letter=$(printf '%s' abc | cut -c$((groups - 1)))
    "$programs/thalweg" generate "examples/$data.csv" --groups "$groups" --construction regions \
      --refine split -o "$folder/fig1$letter-$data.json"
  done
done

# Fig. 2: three pieces in dimension 1. Fig. 3: trees of maxima and minima of 2 to 9 operands.
"$programs/thalweg" lattice examples/lattice/figure2.json -o "$folder/fig2.json"
for operation in maximum minimum; do
  for operands in 2 3 4 5 6 7 8 9; do
    "$programs/thalweg" lattice "examples/lattice/${operation}_$operands.json" \
      -o "$folder/fig3-$operation-$operands.json"
  done
done

# The max-min form in dimension 1 and in dimensions 2 to 4; of a network of the plane; equation (14) fails, repaired.
"$programs/thalweg" lattice examples/lattice/zigzag.json -o "$folder/lattice-1d.json"
for dimension in 2 3 4; do
  "$programs/thalweg" lattice "examples/lattice/orthant_$dimension.json" \
    -o "$folder/lattice-${dimension}d.json"
done
"$programs/thalweg" lattice --from-network examples/lattice/bump.json --box=-1,1,-1,1 \
  -o "$folder/lattice-network.json"
"$programs/thalweg" lattice examples/lattice/erratum_lattice_regions.json \
  -o "$folder/erratum-lattice-regions.json"

for certificate in "$folder"/*.json; do
  "$programs/thalweg-verify" --quiet "$certificate"
done
