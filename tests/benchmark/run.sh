#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One table of what the programs are held to; exits with 1 where a figure misses.
#   run.sh [PROGRAMS] [--data FOLDER] [--largest] [--only scale|threads|radii|forward_pass]
# PROGRAMS is the folder of the built programs (default: build/bin), FOLDER holds iris.csv, wine.csv and
# diabetes.csv. Without --largest it takes about ten minutes of an idle machine with two cores.

set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
programs=$here/../../build/bin
if [ $# -gt 0 ] && [ "${1#--}" = "$1" ]; then
  programs=$1
  shift
fi
exec python3 "$here/figures.py" "$programs" "$@"
