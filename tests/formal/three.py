#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""three.py [--every K] [FOLDER…]: one answer of three verifiers, the C++ one, the proven one and the WebAssembly module (programs.py says where the
first two are, THALWEG_MODULE where the third is, by default build-web/npm), on every published certificate, everything that was found
damaged (tests/fuzz/found) and every document of the unit tests (or every K-th) and of the folders. Without a module it says so and
compares two.

The module must say what the C++ verifier says, the proven one too unless it says UNSUPPORTED; which of MALFORMED and UNSUPPORTED is
said of a file that is both is free (section 61). A limit, which one may reach before the others, decides nothing."""

import argparse
import collections
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from programs import FORMAL, SOURCE, VERIFY, agree, verdicts

MODULE = Path(os.environ.get("THALWEG_MODULE", SOURCE / "build-web" / "npm"))
HAS_MODULE = (MODULE / "index.js").exists()
UNIT_TESTS = VERIFY.parent.parent / "tests" / "unit_verifier"
AT_ONCE = 400  # files for one run of a verifier


def module_verdicts(paths):
    command = ["node", Path(__file__).with_name("module_verdicts.mjs"), MODULE, *paths]
    process = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if process.returncode != 0:
        sys.exit(f"the module in {MODULE} stopped: {process.stderr[-1000:]}")
    return process.stdout.split()


def compare(name, paths):
    """Whether all agree; prints how often each verdict was given, and the files on which they differ."""
    tally, same = collections.Counter(), True
    for start in range(0, len(paths), AT_ONCE):
        batch = paths[start:start + AT_ONCE]
        cpp, formal = verdicts(VERIFY, batch), verdicts(FORMAL, batch)
        module = module_verdicts(batch) if HAS_MODULE else cpp
        for path, one, two, three in zip(batch, cpp, formal, module, strict=True):
            tally[one, two] += 1
            if not (agree(two, one) or two == "LIMIT") or three not in (one, "LIMIT"):
                same = False
                print(f"{path}: C++ {one}, proven {two}" + (f", module {three}" if HAS_MODULE else ""))
    print(f"{len(paths)} {name}:", ", ".join(f"{times} {one}" + (f" (proven: {two})" if two != one else "") for (one, two), times in sorted(tally.items())))
    return same and len(paths) > 0


def main(folders, every):
    if not HAS_MODULE:
        print(f"two verifiers only: there is no module in {MODULE} (bash src/verifier/web/build.sh builds it)")
    same = compare("published", sorted((SOURCE / "certificates").glob("*/*.json")))
    same &= compare("found damaged", sorted((SOURCE / "tests" / "fuzz" / "found").glob("*.json")))
    for folder in folders:
        same &= compare(f"in {folder}", sorted(Path(folder).glob("*.json")))
    if not UNIT_TESTS.exists():
        print(f"no documents of the unit tests: there is no {UNIT_TESTS} (cmake --build build --target unit_verifier)")
        return same
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([UNIT_TESTS, "~[slow]"], env={**os.environ, "THALWEG_KEPT_DOCUMENTS": folder}, capture_output=True, check=True)
        return compare("documents of the unit tests", sorted(Path(folder).glob("*.json"))[::every]) and same


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("folders", nargs="*")
    options = parser.parse_args()
    if not main(options.folders, options.every):
        sys.exit("the verifiers differ")
