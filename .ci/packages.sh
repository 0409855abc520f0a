# SPDX-License-Identifier: GPL-3.0-or-later
#
# The Debian packages that building and testing need, and how to install the ones that are missing.
# Sourced by examples/quickstart.sh and tests/run.sh.

verifier_packages=(g++ cmake ninja-build libboost-dev)
build_packages=("${verifier_packages[@]}" libgmp-dev libmpfr-dev libflint-dev libflint-arb-dev libfmt-dev
                libcli11-dev nlohmann-json3-dev libcgal-dev libeigen3-dev
                libzip-dev libtbb-dev)
onnx_packages=(libonnx-dev libprotobuf-dev) # optional: networks in ONNX
test_packages=("${onnx_packages[@]}" catch2 python3 python3-jsonschema clang-format dpkg-dev)
formal_packages=(coq libcoq-stdlib ocaml-nox ocaml-findlib libzarith-ocaml-dev)
python_packages=(python3-dev pybind11-dev python3-numpy python3-onnx python3-torch python3-sklearn python3-pandas
                 python3-pip python3-venv python3-setuptools python3-wheel)
mpi_packages=(openmpi-bin libopenmpi-dev) # optional: batches on many machines
clang_packages=(clang g++-multilib)
emulator_packages=(qemu-user) # for 32-bit programs on kernels that run none
fuzz_packages=(clang libclang-rt-14-dev)
web_packages=(emscripten nodejs chromium librsvg2-bin python3)
paper_packages=(texlive-latex-base texlive-latex-recommended texlive-fonts-recommended)
fresh_packages=(debootstrap git)

# Installs those of its arguments that are not installed; asks for nothing if all are there.
install_missing() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" ||
      missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    echo "all installed"
    return
  fi
  echo "installing: ${missing[*]}"
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
      --no-install-recommends "${missing[@]}" >/dev/null
}
