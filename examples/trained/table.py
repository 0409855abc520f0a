#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges a folder of trained networks and prints a table in Markdown; it trains nothing.

usage: table.py FOLDER [--list LIST.csv] [--networks SUBFOLDER] [--csv OUT.csv] [--max-seconds S]

FOLDER has a list with the columns `id`, `data` and, if there are such, `loss` and `weight_decay`,
the networks as SUBFOLDER/ID.json and the tables as data/NAME. Targets are the last columns, as many
as the network has outputs. `thalweg` and `thalweg-verify` are taken from PATH.
"""

import argparse
import csv
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time


def outputs(network):
    return len(network["layers"][-1]["weights"])


def options_for(row, network, table):
    loss = row.get("loss") or "squared"
    options = ["--loss", loss]
    with open(table, encoding="utf-8") as lines:
        columns = lines.readline().strip().split(",")
    targets = 1 if loss in ("softmax", "logistic") else outputs(network)
    options += ["--target", ",".join(columns[-targets:])]
    if row.get("weight_decay"):
        options += ["--weight-decay", row["weight_decay"]]
    return options


def processor_seconds():
    """Of all programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def judged(row, path, table, limit, folder):
    network = json.loads(path.read_text())
    certificate = pathlib.Path(folder) / "judged.json"
    certificate.unlink(missing_ok=True)
    command = ["thalweg", "judge", path, table, *options_for(row, network, table), "--json", "-o",
               certificate]
    if limit:
        command += ["--max-seconds", str(limit)]
    start, processor = time.monotonic(), processor_seconds()
    process = subprocess.run(command, capture_output=True, text=True)
    result = {"id": row["id"], "seconds": time.monotonic() - start,
              "processor": processor_seconds() - processor, "exit": process.returncode,
              "kind": row.get("kind_of_minimum", ""), "verified": "", "bytes": ""}
    if process.returncode in (0, 6):
        result.update(figures(json.loads(process.stdout)))
    else:
        result["verdict"] = {3: "not supported", 4: "not finished within the time"}.get(
            process.returncode, f"failed with exit code {process.returncode}")
    if certificate.exists():
        start = time.monotonic()
        verify = subprocess.run(["thalweg-verify", certificate, "--data", table, "--quiet"],
                                capture_output=True, text=True)
        result["verified"] = "yes" if verify.returncode == 0 else f"no ({verify.returncode})"
        result["verify_seconds"] = time.monotonic() - start
        result["bytes"] = certificate.stat().st_size
    return result


def number(value):
    """A rational as JSON, or the lower of two bounds."""
    return float((value.get("lower") or value)["decimal"])


def figures(json_text):
    result = {"verdict": json_text["verdict"], "risk": number(json_text["risk"]),
              "shape": json_text["network"].split(",")[0]}
    reached = json_text.get("minimum") or json_text.get("lower_point")
    if reached:
        result["distance"] = number(reached["distance"])
        result["drop"] = result["risk"] - number(reached["risk"])
    result["changed"] = (json_text.get("walk") or {}).get("has_changed_patterns", False)
    better = json_text["better_network"]
    result["better_percent"] = better["drop_percent"] if better else None
    result["missing"] = "; ".join(json_text["missing"])
    return result


def cell(result, key, form="{:.2g}"):
    value = result.get(key)
    return "" if value in (None, "") else form.format(value)


def print_table(results):
    print("| network | shape | verdict | distance | patterns | drop | better by, % | seconds | "
          "certificate, bytes | verified |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for r in results:
        print("|", " | ".join([
            r["id"], r.get("shape", ""), r["verdict"], cell(r, "distance"),
            "changed" if r.get("changed") else "kept", cell(r, "drop"),
            cell(r, "better_percent", "{:.3g}"), cell(r, "seconds", "{:.1f}"),
            cell(r, "bytes", "{:,}"), r["verified"]]), "|")


def print_summary(results):
    by_kind = {}
    for r in results:
        by_kind.setdefault(r["kind"] or "not tried", []).append(r)
    print("\n| kind of minimum | networks | verdicts |\n|---|---|---|")
    for kind, members in sorted(by_kind.items()):
        verdicts = {}
        for r in members:
            verdicts[r["verdict"]] = verdicts.get(r["verdict"], 0) + 1
        print(f"| {kind} | {len(members)} |",
              ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items())), "|")
    minima = [r for r in results if r["verdict"] in ("minimum", "global")]
    spurious = [r for r in minima if r["verdict"] == "global" or r.get("better_percent")]
    wall, processor = ([r[key] for r in results] for key in ("seconds", "processor"))
    print(f"\n{len(minima)} minima of {len(results)}, {len(spurious)} of them spurious or global; "
          f"median {statistics.median(wall):.2f} s, longest {max(wall):.1f} s; of the processor "
          f"{statistics.median(processor):.2f} s and {max(processor):.1f} s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--list", default="table.csv")
    parser.add_argument("--networks", default="checkpoints")
    parser.add_argument("--csv", type=pathlib.Path)
    parser.add_argument("--max-seconds", type=float)
    arguments = parser.parse_args()
    results = []
    with open(arguments.folder / arguments.list, encoding="utf-8") as lines, \
            tempfile.TemporaryDirectory() as folder:
        for row in csv.DictReader(lines):
            path = arguments.folder / arguments.networks / f"{row['id']}.json"
            if path.exists():
                results.append(judged(row, path, arguments.folder / "data" / row["data"],
                                      arguments.max_seconds, folder))
                print(".", end="", flush=True, file=sys.stderr)
    print_table(results)
    print_summary(results)
    if arguments.csv:
        keys = sorted({key for r in results for key in r})
        with open(arguments.csv, "w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, keys)
            writer.writeheader()
            writer.writerows(results)


if __name__ == "__main__":
    main()
