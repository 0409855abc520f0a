#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs the build (argument: its folder) to a temporary prefix, builds a consumer against the
# package found there, and runs it and the installed programs; looks at manual pages, completions and
# the Debian package.

set -euo pipefail
build=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT

cmake --install "$build" --prefix "$prefix/root" >/dev/null
cmake -S "$here/consumer" -B "$prefix/consumer" -G Ninja -DCMAKE_PREFIX_PATH="$prefix/root"
cmake --build "$prefix/consumer"
[ "$("$prefix/consumer/consumer")" = 2/3 ]
cd "$prefix"
root/bin/thalweg generate "$here/../../examples/parabola.csv" -o certificate.json
root/bin/thalweg-verify certificate.json --quiet

# manual pages and completions
grep -q '^\.TH thalweg 1' root/share/man/man1/thalweg.1
grep -q 'thalweg\\-verify CERT' root/share/man/man1/thalweg-verify.1
grep -q '^\.SS "judge NETWORK' root/share/man/man1/thalweg.1
completed=$(bash -c 'source root/share/bash-completion/completions/thalweg
  COMP_WORDS=(thalweg ge) COMP_CWORD=1; _thalweg; echo "${COMPREPLY[*]}"
  COMP_WORDS=(thalweg judge --we) COMP_CWORD=2; _thalweg; echo "${COMPREPLY[*]}"')
[ "$completed" = $'generate\n--weight-decay' ]
grep -q "'radius:" root/share/zsh/vendor-completions/_thalweg

# the Debian package of the programs
cpack -G DEB --config "$build/CPackConfig.cmake" -B "$prefix/package" >/dev/null
listed=$(dpkg-deb --contents package/thalweg_*.deb | awk '{print $6}' | grep -v '/$' | sort)
[ "$listed" = "./usr/bin/thalweg
./usr/bin/thalweg-verify
./usr/share/bash-completion/completions/thalweg
./usr/share/doc/thalweg/LICENSE
./usr/share/man/man1/thalweg-verify.1
./usr/share/man/man1/thalweg.1
./usr/share/zsh/vendor-completions/_thalweg" ]
dpkg-deb --field package/thalweg_*.deb Depends | grep -q libgmp
echo "installed, consumed, run, packaged"
