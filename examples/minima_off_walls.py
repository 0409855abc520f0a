# SPDX-License-Identifier: GPL-3.0-or-later
"""How many different risks have the local minima off the walls? Prints the tables of examples/minima_off_walls.md.

    python3 examples/minima_off_walls.py [BIN_FOLDER]      (default: build/bin)
"""

import json
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[1]
TABLES = ((1, 4, 4), (1, 6, 4), (1, 8, 4), (1, 10, 4), (2, 5, 3), (2, 6, 3), (2, 8, 3))
LARGE = ((1, 12, 4), (2, 10, 3))


def table(dimension, samples):
    """Tenths between -10 and 10, the first inputs different; the same numbers everywhere."""
    source = random.Random(1000 * dimension + samples)
    first = [value / 10 for value in range(-99, 100)]
    rows = [",".join([f"x{k + 1}" for k in range(dimension)] + ["y"])]
    for _ in range(samples):
        x = first.pop(int(source.random() * len(first)))
        rest = [int(source.random() * 199 - 99) / 10 for _ in range(dimension)]
        rows.append(",".join(str(value) for value in [x, *rest]))
    return "\n".join(rows) + "\n"


def seconds_of(command):
    """Wall seconds, seconds of processor time, output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (time.monotonic() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, output)


def run(binaries, folder, dimension, samples, units):
    """The answer of `thalweg census`, verified, with seconds and bytes."""
    data, output = folder / "data.csv", folder / "out.json"
    data.write_text(table(dimension, samples))
    generated = seconds_of([binaries / "thalweg", "census", data, "--units", str(units), "-o", output, "--json"])
    verified = seconds_of([binaries / "thalweg-verify", "--quiet", output])
    return json.loads(generated[2]), generated[:2], verified[:2], output.stat().st_size


def main():
    binaries = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else SOURCE / "build" / "bin")
    with tempfile.TemporaryDirectory() as name:
        print("| d_x | samples | cells of one unit | 1 unit | 2 units | 3 units | 4 units |")
        print("|---|---|---|---|---|---|---|")
        rows = [(sizes, run(binaries, pathlib.Path(name), *sizes)) for sizes in (*TABLES, *LARGE)]
        for (dimension, samples, _), (found, *_) in rows:
            cells = [f"{units['risks']} of {units['cells_with_minima']}" for units in found["units"]]
            print("| " + " | ".join(map(str, [dimension, samples, found["cells_of_unit"], *cells,
                                              *[""] * (4 - len(cells))])) + " |")
        print("\n| d_x | samples | units | cells | made | verified | bytes |")
        print("|---|---|---|---|---|---|---|")
        for (dimension, samples, units), (found, made, verified, size) in rows[len(TABLES):]:
            print(f"| {dimension} | {samples} | {units} | {found['units'][-1]['cells']:,} | {made[0]:.1f} s ({made[1]:.1f} s) "
                  f"| {verified[0]:.1f} s ({verified[1]:.1f} s) | {size:,} |")


if __name__ == "__main__":
    main()
