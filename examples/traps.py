# SPDX-License-Identifier: GPL-3.0-or-later
"""Which published spurious minima can be left without climbing? Prints the table of examples/traps.md.

    python3 examples/traps.py [BIN_FOLDER]      (default: build/bin)
"""

import collections
import json
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[1]


def spurious_minima():
    for path in sorted((SOURCE / "certificates").glob("*/*.json")):
        certificate = json.loads(path.read_text())
        if any(claim["claim"] == "spurious" for claim in certificate["statement"]["claims"]):
            yield path, certificate


def answer(binaries, path, folder):
    """The verified answer of `thalweg escape` as an object."""
    output = folder / "escape.json"
    process = subprocess.run([binaries / "thalweg", "escape", path, "-o", output, "--json"],
                             capture_output=True, text=True)
    if process.returncode not in (0, 6):
        sys.exit(process.stderr)
    found = json.loads(process.stdout)
    if process.returncode == 0:
        subprocess.run([binaries / "thalweg-verify", "--quiet", output], check=True, stdout=subprocess.DEVNULL)
    return found


def main():
    binaries = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else SOURCE / "build" / "bin")
    counts = collections.Counter()
    print("| certificate | hidden layers | answer | R(W) | at the end |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        for path, certificate in spurious_minima():
            depth = len(certificate["statement"]["network"]["layers"]) - 1
            found = answer(binaries, path, pathlib.Path(name))
            can_leave = found["verdict"] == "escape"
            counts[can_leave, depth == 1] += 1
            words = f"can be left, {found['pieces']} pieces" if can_leave else "undecided"
            risks = [found[key]["decimal"] if can_leave else "" for key in ("risk", "better_risk")]
            print(f"| `{path.parent.name}/{path.stem}` | {depth} | {words} | {' | '.join(risks)} |")
    one, more = (sum(counts[answered, is_one] for answered in (True, False)) for is_one in (True, False))
    print(f"\nOne hidden layer: {counts[True, True]} of {one} can be left. "
          f"All: {counts[True, True] + counts[True, False]} of {one + more}.")


if __name__ == "__main__":
    main()
