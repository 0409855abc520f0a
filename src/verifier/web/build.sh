#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds, with Emscripten (Debian: emscripten, libboost-dev),
#   FOLDER/npm/                 the package: module, loader, types
#   FOLDER/thalweg-verify.html  the page: one file that works from a disk
#   src/verifier/web/build.sh [FOLDER] [RENDERER]     default: build-web, and a page without pictures
# RENDERER is a folder that src/pictures/renderer/build.sh has filled.

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:-build-web}
mkdir -p "$folder/boost" "$folder/npm"
folder=$(cd "$folder" && pwd)

# /usr/include itself must not be searched: the headers of another C library are there.
ln -sfn "${BOOST_INCLUDE:-/usr/include}/boost" "$folder/boost/boost"
export NODE_PATH=${NODE_PATH:-/usr/share/nodejs} # where Debian keeps what emcc needs
launcher=()
if command -v ccache >/dev/null; then
  launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi
emcmake cmake -S "$here" -B "$folder/cmake" -G Ninja -DCMAKE_BUILD_TYPE=Release \
  -DBoost_INCLUDE_DIR="$folder/boost" "${launcher[@]}" >/dev/null
cmake --build "$folder/cmake"

package=$folder/npm
cp "$folder/cmake/thalweg-verifier.wasm" "$here/../LICENSE" "$here"/npm/{package.json,index.d.ts,README.md} "$package/"
cat "$here/loader.js" "$here/npm/index.tail.js" >"$package/index.js"

python3 "$here/page.py" "$folder/cmake/thalweg-verifier.wasm" "$folder/thalweg-verify.html" ${2:+"$2"}
ls -l "$package/thalweg-verifier.wasm" "$folder/thalweg-verify.html"
