#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often does `thalweg snap` find a minimum? Prints rows of examples/snap.md, one for each number of units from 2 on.

    table.py DATA.csv INPUT TARGET NAME LARGEST_UNITS SEEDS [PROGRAMS]

PROGRAMS is the folder of thalweg, thalweg-verify and snap_train (default: build/bin). Every certificate is verified.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent


def run(*words, codes=(0,)):
    process = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if process.returncode not in codes:
        sys.exit(f"{' '.join(map(str, words))}: exit code {process.returncode}: {process.stderr}")
    return process.stdout


def exact(number):
    return Fraction(number["exact"] if "exact" in number else number["upper"]["exact"])


def snapped(programs, folder, data, columns, units, seed):
    """The summary of one network; its certificate is verified."""
    source, target = columns
    network, certificate = folder / "trained.json", folder / "minimum.json"
    network.write_text(run(programs / "snap_train", data, source, target, units, seed))
    summary = json.loads(run(programs / "thalweg", "snap", network, data, "--inputs", source, "--target", target,
                             "-o", certificate, "--json", codes=(0, 6)))
    if summary["certified"]:
        run(programs / "thalweg-verify", certificate)
    return summary


def median(values, digits):
    """The larger of the two middle ones of an even number."""
    return f"{float(sorted(values)[len(values) // 2]):.{digits}g}" if values else ""


def row(summaries, name, units):
    found = [summary for summary in summaries if summary["certified"]]
    near = sum(summary["hops"] == 0 for summary in found)
    drops = [100 * (1 - exact(summary["risk"]) / exact(summary["start_risk"])) for summary in found]
    cells = [name, units, near, len(found) - near, len(summaries) - len(found),
             sum(summary.get("walls", 0) > 0 for summary in found),
             median([summary["steps"] for summary in found], 4), median(drops, 2),
             median([exact(summary["distance"]) for summary in found], 2),
             median([exact(summary["radius"]) for summary in found if "radius" in summary], 2)]
    return "| " + " | ".join(map(str, cells)) + " |"


def main(arguments):
    if len(arguments) not in (6, 7):
        sys.exit(__doc__)
    data, source, target, name = arguments[:4]
    largest, seeds = map(int, arguments[4:6])
    programs = pathlib.Path(arguments[6] if len(arguments) == 7 else HERE.parent.parent / "build" / "bin")
    with tempfile.TemporaryDirectory() as folder:
        for units in range(2, largest + 1):
            print(row([snapped(programs, pathlib.Path(folder), data, (source, target), units, seed)
                       for seed in range(seeds)], name, units), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
