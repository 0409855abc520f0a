#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A newcomer's machine: in a minimal Debian 12 root, made for this test and thrown away, a clone of the last
# commit runs examples/quickstart.sh from nothing; then tests/run.sh installs, configures and runs one test
# program. Nothing that happens to be installed here can help. Sources and keys of apt are those of this
# machine; the compiler cache, if there is one, is shared with the root, where it only saves time.
#
# Needs root rights and debootstrap; THALWEG_NO_FRESH_ROOT=1 says that a machine cannot and leaves the test
# out. THALWEG_ROOTS names the folder for the root (default /var/tmp; 3 GB).

set -euo pipefail
tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [ "${THALWEG_NO_FRESH_ROOT:-}" = 1 ]; then
  echo "fresh root: left out, as THALWEG_NO_FRESH_ROOT=1 asks"
  exit 0
fi
cannot() {
  echo "fresh root: expected $1, found none → THALWEG_NO_FRESH_ROOT=1 leaves this test out" >&2
  exit 1
}
[ "$(id -u)" -eq 0 ] || cannot "root rights"
command -v debootstrap >/dev/null || cannot "debootstrap"
git -C "$tree" rev-parse HEAD >/dev/null 2>&1 || cannot "a clone with a commit"
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 2>/dev/null |
  awk '$2 == "bookworm" { print $1; exit }')
[ -n "$mirror" ] || cannot "apt sources for Debian 12 (bookworm)"

root=$(mktemp -d "${THALWEG_ROOTS:-/var/tmp}/thalweg-root.XXXXXX")
chmod 755 "$root" # apt fetches as a user of its own
mounted=()
clean_up() {
  local point
  for point in "${mounted[@]}"; do umount "$point" || return; done
  rm -rf --one-file-system "$root"
}
trap clean_up EXIT
mount_in_root() { # mount_in_root WHAT PLACE
  mkdir -p "$root$2"
  mount --bind "$1" "$root$2"
  mounted=("$root$2" "${mounted[@]}")
}
in_root() { # the environment is the newcomer's, not ours
  env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "${cache[@]}" chroot "$root" "$@"
}
step() { printf '\n-- fresh root: %s\n' "$*"; }

step "a minimal Debian 12"
debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1 ||
  { tail -n 20 "$root.log"; cannot "a root made by debootstrap"; }
rm -f "$root.log"
rm -rf "$root/etc/apt"
for place in /etc/apt /usr/share/keyrings /etc/ssl/certs; do
  mkdir -p "$root$place"
  cp -a "$place/." "$root$place/"
done
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
mount_in_root /proc /proc
mount_in_root /dev /dev
mount_in_root /dev/pts /dev/pts

# The clone stands where the tree stands, so that the cache knows its files.
mkdir -p "$root$(dirname "$tree")"
git clone --quiet "$tree" "$root$tree"
cache=()
if folder=$(ccache --get-config cache_dir 2>/dev/null) && [ -d "$folder" ]; then
  mount_in_root "$folder" /var/cache/ccache
  cache=(CCACHE_DIR=/var/cache/ccache CCACHE_BASEDIR="$tree" CCACHE_NOHASHDIR=1)
  in_root apt-get update -qq
  in_root apt-get install -y -qq --no-install-recommends ccache >/dev/null 2>&1
fi

step "examples/quickstart.sh"
# Warnings are errors as in the other stages, whose compiled files the cache has.
in_root bash "$tree/examples/quickstart.sh" -DTHALWEG_WERROR=ON | tee "$root/quickstart.log"
[ "$(grep -c '^VERIFIED$' "$root/quickstart.log")" -eq 2 ]
grep -q "^parabola.json: verified. The argument" "$root/quickstart.log"

step "tests/run.sh"
in_root bash "$tree/tests/run.sh" setup
in_root cmake --build "$tree/build" --target unit_exact
in_root ctest --test-dir "$tree/build" -R '^exact:' --no-tests=error --output-on-failure | tail -n 4
echo "fresh root: passed"
