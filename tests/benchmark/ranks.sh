#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How much faster a batch is on several ranks: tests/benchmark/ranks.sh BIN_FOLDER N ARGUMENTS…
# runs `thalweg ARGUMENTS` with one thread, alone and on N ranks, each in a new folder, compares what
# comes out, and prints seconds: of wall time, and of the processor for the rank that used most (the
# wall time, if nobody else used the processors).

set -euo pipefail
programs=$(realpath "$1")
count=$2
shift 2
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cat > "$folder/timed.sh" << END
#!/bin/bash
TIMEFORMAT="%R %U %S"
{ time "$programs/thalweg" "\$@" 2>&3; } 3>&2 2> "../seconds-\$OMPI_COMM_WORLD_SIZE-\$OMPI_COMM_WORLD_RANK"
END
chmod +x "$folder/timed.sh"

for ranks in 1 "$count"; do
  mkdir -p "$folder/$ranks"
  (cd "$folder/$ranks" && mpirun --oversubscribe -n "$ranks" ../timed.sh "$@" --threads 1 > told.txt)
  awk -v ranks="$ranks" '{ if ($1 > wall) wall = $1; used = $2 + $3; if (used > most) most = used; all += used }
    END { printf "%d ranks: %.1f s; of the processor %.1f s at most, %.1f s together\n", ranks, wall, most, all }' \
    "$folder/seconds-$ranks"-*
done
diff -r "$folder/1" "$folder/$count" && echo "the same bytes"
