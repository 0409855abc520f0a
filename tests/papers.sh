#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/papers.sh THALWEG: TeX takes certificates/errata.tex, a few pages, and what `thalweg export --latex`
# writes of every published certificate, with amsthm and booktabs only. No line sticks out by 40 pt.

set -euo pipefail
thalweg=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source_folder=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# compiled DOCUMENT: its number of pages; errors of TeX end the test.
compiled() {
  pdflatex -interaction=nonstopmode -halt-on-error "$1" >output.txt || {
    tail -20 output.txt >&2
    return 1
  }
  sed -n 's/^Output written on .*(\([0-9]*\) page.*/\1/p' output.txt
}

# nothing_sticks_out LOG: no line that is 40 pt too wide.
nothing_sticks_out() {
  ! grep -E '^Overfull \\hbox \(([4-9][0-9]|[0-9]{3,})\.' "$1"
}

pages=$(compiled "$source_folder/certificates/errata.tex")
echo "errata.tex: $pages pages"
[ "$pages" -ge 2 ] && [ "$pages" -le 6 ]
nothing_sticks_out errata.log

{
  printf '%s\n' '\documentclass{article}' '\usepackage{amsthm,booktabs}' '\newtheorem{theorem}{Theorem}' '\begin{document}'
  for certificate in "$source_folder"/certificates/*/*.json; do
    name=$(basename "$certificate" .json)
    "$thalweg" export "$certificate" --latex -o "$name.tex" >exported.txt
    printf '\\input{%s}\n' "$name.tex"
  done
  printf '%s\n' '\end{document}'
} >theorems.tex
snippets=$(grep -c '^.input' theorems.tex)
pages=$(compiled theorems.tex)
echo "$snippets theorems: $pages pages"
[ "$snippets" -ge 200 ] && [ "$pages" -gt "$((snippets / 2))" ]
nothing_sticks_out theorems.log
