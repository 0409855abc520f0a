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

theories=(Windows Networks Witnesses Semantics Operations Numbers Passes Radius Spans Rays Check Sharing Pieces Trained Saddle Sharings Statement Patterns Values Losses Stationarity Affine Coefficients
          Invariance Classes Functionals Minimum Refinement Descent Openness Segment Convexity Escapes Soundness
          Shapes Geometry Halfspaces Fits Forms Expressions Regions StatedForms ShapeCheck Farkas Partitions BestFits Lattices NetworkForms
          RegionSets RegionWalk LinearRegions PositiveParts ShapeSoundness
          Expansions NumberedNetworks Bends Walls Multipliers Growth Curvature PointRisk WallPull Minimizers SliceBox SliceMinimum Rescaling TiesHeld TrainedSoundness SaddleSoundness)
program=(numbers json sha256 node claim_list advice shape_reading parts network_reading shape_writing trained_reading saddle_reading value data_reading part_reading reading writing table
         request thalweg_verify_formal)

for tool in coqc ocamlfind; do
  if ! command -v "$tool" >/dev/null; then
    echo "src/formal/build.sh: expected $tool, found none: install coq, libcoq-stdlib, ocaml-nox, ocaml-findlib and libzarith-ocaml-dev" >&2
    exit 5
  fi
done
proofs=$(cat build.sh ./*.v | sha256sum; coqc --version)
state="$proofs $(cat program/*.ml | sha256sum; ocamlfind ocamlopt -version)"
if [ -x "$folder/thalweg-verify-formal" ] && [ "$state" = "$(cat "$folder/state" 2>/dev/null)" ]; then
  echo "unchanged: $folder/thalweg-verify-formal"
  exit
fi
mkdir -p "$folder"
rm -f "$folder/state"
cp ./*.v program/*.ml "$folder"
cd "$folder"
if [ "$proofs" != "$(cat proofs 2>/dev/null)" ]; then
  rm -f proofs
  for theory in "${theories[@]}"; do
    coqc -q -R . Thalweg "$theory.v"
  done
  coqc -q -R . Thalweg Rationals.v >assumptions.txt
  coqc -q -R . Thalweg Extract.v
  rm checker.mli # the checker's numbers are those of its argument
  echo "$proofs" >proofs
fi
ocamlfind ocamlopt -w -a -c checker.ml
ocamlfind ocamlopt -w +a-4-9-40..42-44-45-70 -warn-error +a -package zarith -linkpkg checker.cmx "${program[@]/%/.ml}" \
  -o thalweg-verify-formal
echo "$state" >state
echo "built: $folder/thalweg-verify-formal"
