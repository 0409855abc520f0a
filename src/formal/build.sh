#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# src/formal/build.sh [FOLDER]: proves and builds thalweg-verify-formal in FOLDER (default build/formal). Needs coq, ocaml,
# findlib and zarith (.ci/packages.sh, formal_packages). Does nothing if nothing has changed. What Coq prints, with the
# axioms of the theorem, is in FOLDER/assumptions.txt.

set -euo pipefail
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
folder=$(realpath -m "${1:-$here/../../build/formal}")
cd "$here"

theories=(Networks Semantics Operations Numbers Passes Radius Spans Rays Check Statement Values Losses Stationarity Invariance Classes
          Minimum Refinement Descent Openness Segment Soundness
          Shapes Geometry Halfspaces ShapeCheck Farkas Partitions ShapeSoundness)
program=(numbers json sha256 node advice shape_reading reading shape_writing writing thalweg_verify_formal)

state=$(cat build.sh ./*.v program/*.ml | sha256sum; coqc --version; ocamlfind ocamlopt -version)
if [ -x "$folder/thalweg-verify-formal" ] && [ "$state" = "$(cat "$folder/state" 2>/dev/null)" ]; then
  echo "unchanged: $folder/thalweg-verify-formal"
  exit
fi
mkdir -p "$folder"
rm -f "$folder/state"
cp ./*.v program/*.ml "$folder"
cd "$folder"
for theory in "${theories[@]}"; do
  coqc -q -R . Thalweg "$theory.v"
done
coqc -q -R . Thalweg Rationals.v >assumptions.txt
coqc -q -R . Thalweg Extract.v
rm checker.mli # the checker's numbers are those of its argument
ocamlfind ocamlopt -w -a -c checker.ml
ocamlfind ocamlopt -w +a-4-9-40..42-44-45-70 -warn-error +a -package zarith -linkpkg checker.cmx "${program[@]/%/.ml}" \
  -o thalweg-verify-formal
echo "$state" >state
echo "built: $folder/thalweg-verify-formal"
