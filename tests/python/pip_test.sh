#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs the Python module with pip in an environment of its own, from build-python/, and runs the example with it.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
/usr/bin/python3 -m venv --system-site-packages "$folder/environment"
"$folder/environment/bin/pip" install --quiet --no-build-isolation --no-index ./src/python
rm -rf src/python/build src/python/thalweg.egg-info
cp -r examples "$folder/examples"
cd "$folder"
environment/bin/python -c "import thalweg; print(thalweg.__file__)" | grep -q "$folder/environment"
environment/bin/python examples/notebook.py
echo "installed by pip, and the example ran"
