# SPDX-License-Identifier: GPL-3.0-or-later
"""How does the number of local minima of different risks grow with the network? Prints the table of examples/growth.md,
or with --csv the data of a picture, examples/growth.csv.

    python3 examples/growth.py [--csv] [BIN_FOLDER]      (default: build/bin)
"""

import json
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[1]
SAMPLES = 16
MOST_GROUPS = 4
CASES = (("theorem1-growth", 1), ("theorem1-growth", 2), ("theorem1-growth", 3), ("theorem2-growth", None))
COLUMNS = ("network", "groups", "hidden layers", "widest hidden layer", "hidden units", "parameters", "minima")


def certificate(binaries, instance, dimension, groups):
    """The verified census."""
    with tempfile.TemporaryDirectory() as folder:
        sizes = ["--samples", str(SAMPLES), "--groups", str(groups)]
        if dimension:
            sizes += ["--dimension", str(dimension)]
        subprocess.run([binaries / "thalweg", "reproduce", instance, *sizes, "-o", folder], check=True, capture_output=True)
        path, = pathlib.Path(folder).glob("*/*.json")
        subprocess.run([binaries / "thalweg-verify", "--quiet", path], check=True, capture_output=True)
        return json.loads(path.read_text())


def row(binaries, instance, dimension, groups):
    statement = certificate(binaries, instance, dimension, groups)["statement"]
    layers = statement["networks"]["W"]["layers"]
    dense = [layer for layer in layers[:-1] if layer["kind"] == "dense"] if dimension is None else layers[:-1]
    widths = [len(layer["weights"]) for layer in dense]
    inputs = dimension or 2
    parameters = sum((before + 1) * width for before, width in zip([inputs, *widths], [*widths, 1]))
    if dimension is None:
        parameters += 2 * 3  # two filters of two weights and a bias
    minima = [claim for claim in statement["claims"] if claim["claim"] == "local_minimum"]
    assert len({minimum["risk"] for minimum in minima}) == len(minima)
    return (f"d_x = {dimension}" if dimension else "convolution", groups, len(widths), max(widths), sum(widths), parameters, len(minima))


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--csv"]
    is_csv = len(arguments) < len(sys.argv) - 1
    binaries = pathlib.Path(arguments[0] if arguments else SOURCE / "build" / "bin")
    rows = [row(binaries, *case, groups) for case in CASES for groups in range(1, MOST_GROUPS + 1)]
    if is_csv:
        print(",".join(COLUMNS))
        for cells in rows:
            print(",".join(map(str, cells)))
        return
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + "---|" * len(COLUMNS))
    for cells in rows:
        print("| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells) + " |")


if __name__ == "__main__":
    main()
