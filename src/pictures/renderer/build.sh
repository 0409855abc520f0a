#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what draws pictures (Vega and Vega-Lite, by npm, as package-lock.json has them) into the
# renderer folder of a build, from where `cmake --install` takes it:
#   vega.min.js, vega-lite.min.js    inlined into pages, with licences.txt
#   draw.js                          draws the pictures of a page
#   svg.cjs                          from a specification to an SVG file, run by node
#   src/pictures/renderer/build.sh [FOLDER]     default: build/renderer

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:-build/renderer}
mkdir -p "$folder/npm"
cp "$here/package.json" "$here/package-lock.json" "$folder/npm/"
npm ci --prefix "$folder/npm" --ignore-scripts --no-audit --no-fund --loglevel=error
cp "$folder"/npm/node_modules/{vega/build/vega.min.js,vega-lite/build/vega-lite.min.js} \
  "$here/draw.js" "$here/svg.cjs" "$folder/"
node "$here/licences.cjs" "$folder/npm/node_modules" >"$folder/licences.txt"
ls -l "$folder"/*.{js,cjs,txt}
