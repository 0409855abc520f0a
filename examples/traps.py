# SPDX-License-Identifier: GPL-3.0-or-later
"""Which minima can be left without climbing, and which are traps? Prints the tables of examples/traps.md.

    python3 examples/traps.py [BIN_FOLDER]                       the published spurious minima
    python3 examples/traps.py [BIN_FOLDER] --trained FOLDER      trained networks

FOLDER has lists `table.csv`, `seeds.csv` with columns `id` and `data` (and, if it differs from the squared
loss without decay, `loss` and `weight_decay`), networks `checkpoints/ID.json` or `seeds/ID.json`, and
tables `data/DATA`, whose last columns, as many as the network has outputs, are the targets. BIN_FOLDER is
build/bin if it is not given.
"""

import argparse
import collections
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[1]
WORDS = {"escape": "can be left", "trap": "trap", "undecided": "undecided"}


def run(binaries, output, *arguments):
    """The JSON that thalweg prints, its certificate verified; exit code 3 is "unsupported"."""
    process = subprocess.run([binaries / "thalweg", *map(str, arguments), "-o", output, "--json"],
                             capture_output=True, text=True)
    if process.returncode == 3:
        return {"verdict": "unsupported"}
    if process.returncode not in (0, 6):
        sys.exit(process.stderr)
    if process.returncode == 0:
        subprocess.run([binaries / "thalweg-verify", "--quiet", output], check=True, stdout=subprocess.DEVNULL)
    return json.loads(process.stdout)


def figures(found):
    """"1.2e-07" the barrier, or "0.0028" where a way out ends; nothing if neither is known."""
    key = {"escape": "better_risk", "trap": "barrier"}.get(found.get("verdict"))
    return found[key]["decimal"] if key else ""


def spurious_minima():
    for path in sorted((SOURCE / "certificates").glob("*/*.json")):
        certificate = json.loads(path.read_text())
        claims = {claim["claim"] for claim in certificate["statement"]["claims"]}
        if "lower_risk" in claims and claims & {"local_minimum", "trained_minimum"}:
            yield path, certificate


def published(binaries, folder):
    counts = collections.Counter()
    print("| certificate | hidden layers | answer | at the end of the way out, or barrier |")
    print("|---|---|---|---|")
    for path, certificate in spurious_minima():
        depth = len(certificate["statement"]["networks"]["W"]["layers"]) - 1
        found = run(binaries, folder / "out.json", "escape", path)
        counts[found["verdict"], depth == 1] += 1
        pieces = f", {found['pieces']} pieces" if found["verdict"] == "escape" else ""
        print(f"| `{path.parent.name}/{path.stem}` | {depth} | {WORDS[found['verdict']]}{pieces} | {figures(found)} |")
    for name, is_one in (("One hidden layer", [True]), ("All", [True, False])):
        number = {word: sum(counts[word, one] for one in is_one) for word in WORDS}
        print(f"\n{name}: of {sum(number.values())}, {number['escape']} can be left, {number['trap']} are traps, "
              f"{number['undecided']} undecided.")


def output_count(network):
    """Outputs of a network file: of its last layer."""
    return len(json.loads(network.read_text())["layers"][-1]["weights"])


def trained_networks(folder):
    for list_name in ("table.csv", "seeds.csv"):
        if not (folder / list_name).exists():
            continue
        for row in csv.DictReader((folder / list_name).open()):
            for place in ("checkpoints", "seeds"):
                network = folder / place / f"{row['id']}.json"
                if network.exists():
                    yield row, network


def trained(binaries, folder, output):
    counts = collections.Counter()
    print("| network | verdict | leaving | at the end of the way out, or barrier |")
    print("|---|---|---|---|")
    for row, network in trained_networks(folder):
        table = folder / "data" / row["data"]
        arguments = ["judge", network, table, "--max-seconds", "120"]
        if row.get("loss", "squared") != "squared":
            arguments += ["--loss", row["loss"]]
        elif (outputs := output_count(network)) > 1:
            arguments += ["--target", ",".join(table.read_text().split("\n", 1)[0].strip().split(",")[-outputs:])]
        if row.get("weight_decay"):
            arguments += ["--weight-decay", row["weight_decay"]]
        judged = run(binaries, output / "out.json", *arguments)
        found = judged.get("leaving", {})
        answer = WORDS.get(found.get("verdict"), "")
        counts[judged["verdict"], answer] += 1
        print(f"| `{row['id']}` | {judged['verdict']} | {answer} | {figures(found)} |", flush=True)
    minima = sum(count for (verdict, _), count in counts.items() if verdict == "minimum")
    print(f"\nOf {sum(counts.values())} networks {minima} have a certified minimum near: "
          f"{counts['minimum', 'can be left']} can be left, {counts['minimum', 'trap']} are traps, "
          f"{counts['minimum', 'undecided']} undecided.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries", nargs="?", type=pathlib.Path, default=SOURCE / "build" / "bin")
    parser.add_argument("--trained", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.trained:
            trained(options.binaries, options.trained, pathlib.Path(name))
        else:
            published(options.binaries, pathlib.Path(name))


if __name__ == "__main__":
    main()
