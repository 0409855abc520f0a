#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Prints the table of examples/snap.md again.
#   table.sh FOLDER [PROGRAMS]
# FOLDER holds iris.csv (columns petal_length and petal_width); PROGRAMS is the folder of
# snap_table (default: build/bin).

set -euo pipefail
folder=${1:?usage: table.sh FOLDER [PROGRAMS]}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
programs=${2:-$here/../../build/bin}

echo "| data | units | by the walk alone | after hops | undecided | walks that end on a wall |" \
  "steps | drop, % | radius | tightness |"
echo "|---|---|---|---|---|---|---|---|---|---|"
"$programs/snap_table" "$folder/iris.csv" petal_length petal_width iris 8 50
"$programs/snap_table" "$here/sine.csv" x y sine 8 50
