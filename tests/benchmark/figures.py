#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures what run.sh holds the programs to, prints one table and exits with 1 where a figure misses.

Times are processor time over the number of threads, so that they mean the same on a machine that is busy; ratios are of
one run."""

import argparse
import hashlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
THREADS = 2

CASES = [("iris", "species", 3), ("iris", "species", 6), ("wine", "cultivar", 4), ("diabetes", "progression", 2),
         ("diabetes", "progression", 4), ("diabetes", "progression", 8)]


class Table:
    def __init__(self):
        self.missed = False
        print("| figure | measured | held to |\n|---|---|---|", flush=True)

    def row(self, figure, measured, most=None, least=None):
        """`most` or `least` is what it is held to, if it is."""
        misses = (most is not None and measured > most) or (least is not None and measured < least)
        self.missed |= misses
        held = f"≤ {most:g}" if most is not None else f"≥ {least:g}" if least is not None else ""
        print(f"| {figure} | {measured:.3g} | {held}{' (missed)' if misses else ''} |", flush=True)


def usage_of(command):
    """Processor seconds and MiB of a command that succeeds."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit status {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def made_table(folder, samples, inputs):
    path = folder / f"{samples}-{inputs}.csv"
    if not path.exists():
        with open(path, "w") as file:
            subprocess.run([sys.executable, HERE / "made_table.py", str(samples), str(inputs)], stdout=file, check=True)
    return path


def generated(programs, data, certificate, *options):
    return usage_of([programs / "thalweg", "generate", data, *options, "-o", certificate])


def scale(table, programs, folder, largest):
    for groups in (2, 8, 64):
        options = ("--groups", groups, "--construction", "hinged")
        per_sample = {}
        for samples in (10_000, 100_000):
            data, certificate = made_table(folder, samples, 20), folder / "certificate.json"
            seconds, mebibytes = generated(programs, data, certificate, *options, "--threads", THREADS)
            per_sample[samples] = seconds / samples
        name = f"n = 100,000, d = 20, K = {groups}, hinged"
        table.row(f"generate, {name}: processor seconds ÷ {THREADS}", seconds / THREADS, most=60)
        table.row(f"generate, {name}: MiB", mebibytes, most=6144)
        table.row(f"generate, {name}: time per sample ÷ that at 10,000", per_sample[100_000] / per_sample[10_000],
                  most=1.25)
        seconds, _ = usage_of([programs / "thalweg-verify", certificate, "--data", data, "--quiet"])
        table.row(f"verify, {name}: processor seconds", seconds, most=20)
    if largest:
        data, certificate = made_table(folder, 1_000_000, 10), folder / "certificate.json"
        seconds, mebibytes = generated(programs, data, certificate, "--groups", 8, "--construction", "hinged",
                                       "--threads", THREADS)
        table.row(f"generate, n = 1,000,000, d = 10, K = 8, hinged: processor seconds ÷ {THREADS}", seconds / THREADS,
                  most=600)
        table.row("generate, n = 1,000,000: MiB", mebibytes)
        seconds, _ = usage_of([programs / "thalweg-verify", certificate, "--data", data, "--quiet", "--max-memory", "0"])
        table.row("verify, n = 1,000,000, d = 10, K = 8, hinged: processor seconds", seconds, most=120)


def threads(table, programs, folder):
    data = made_table(folder, 10_000, 20)
    digests = set()
    for count in (1, 2, 5):
        generated(programs, data, folder / "threads.json", "--groups", 8, "--threads", count)
        digests.add(hashlib.sha256((folder / "threads.json").read_bytes()).hexdigest())
    table.row("different certificates from 1, 2 and 5 threads", len(digests), most=1)


def greatest_parameter(certificate):
    layers = json.loads(certificate.read_text())["statement"]["networks"]["W"]["layers"]
    values = [weight for layer in layers for row in layer["weights"] for _, weight in row]
    values += [bias for layer in layers for bias in layer["biases"]]
    return max(abs(Fraction(value)) for value in values)


def radius_of(certificate):
    claims = json.loads(certificate.read_text())["statement"]["claims"]
    return next(Fraction(claim["radius"]) for claim in claims if claim["claim"] == "local_minimum")


def radii(table, programs, folder, data):
    """Each row of real data: the radius that auto finds with parameters up to the greatest one that the construction
    ends with, over its radius."""
    ratios = []
    for name, target, groups in CASES:
        for partition in ("tree", "slabs"):
            for construction in ("lattice", "gated"):
                options = ("--target", target, "--groups", groups, "--partition", partition)
                generated(programs, data / f"{name}.csv", folder / "one.json", *options, "--construction", construction)
                bound = greatest_parameter(folder / "one.json")
                generated(programs, data / f"{name}.csv", folder / "auto.json", *options, "--construction", "auto",
                          "--max-parameter", bound)
                ratios.append(float(radius_of(folder / "auto.json") / radius_of(folder / "one.json")))
                table.row(f"radius, {name}, K = {groups}, {partition}: auto ÷ {construction}", ratios[-1], least=1)
    table.row("radius, median of these", statistics.median(ratios), least=10)


def forward_pass(table, programs, folder):
    benchmark = programs / "verification_benchmark"
    if not benchmark.exists():
        return
    data = made_table(folder, 10_000, 20)
    generated(programs, data, folder / "pass.json", "--groups", 8)
    lines = subprocess.run([benchmark, folder / "pass.json", "--repetitions", "3"], capture_output=True, text=True,
                           check=True).stdout.splitlines()
    ratio = float(lines[-1].rstrip(" |").split("|")[-1])
    table.row("verify, n = 10,000, d = 20, K = 8: time ÷ (FLINT's exact forward pass and reading)", ratio, most=2)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", type=pathlib.Path, help="folder of thalweg and thalweg-verify")
    parser.add_argument("--data", type=pathlib.Path, help="folder of iris.csv, wine.csv and diabetes.csv")
    parser.add_argument("--largest", action="store_true", help="a million samples too")
    parser.add_argument("--only", choices=("scale", "threads", "radii", "forward_pass"))
    arguments = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work)
        wants = lambda part: arguments.only in (None, part)
        if wants("forward_pass"):
            forward_pass(table, arguments.programs, folder)
        if wants("threads"):
            threads(table, arguments.programs, folder)
        if wants("radii") and arguments.data:
            radii(table, arguments.programs, folder, arguments.data)
        if wants("scale"):
            scale(table, arguments.programs, folder, arguments.largest)
    sys.exit(1 if table.missed else 0)


if __name__ == "__main__":
    main()
