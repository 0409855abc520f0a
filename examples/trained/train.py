#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains networks with PyTorch on one table and writes a folder that table.py judges.

usage: train.py TABLE.csv FOLDER [--shape 8-8] [--outputs 1] [--seeds 4] [--loss squared|softmax]
                [--weight-decay K] [--steps 2000]

The last columns of the table are the targets (with softmax one column of classes 0, 1, …). --shape
has the widths of the hidden layers, which are ReLU layers. Full batches, Adam with a falling step in
float64, then L-BFGS. Parameters are written with all their digits, so that what is judged is what
was trained. Needs PyTorch (Debian: python3-torch).
"""

import argparse
import csv
import json
import pathlib
import shutil
import sys

try:
    import torch
except ImportError:
    torch = None


def read_table(path, outputs):
    with open(path, encoding="utf-8") as lines:
        rows = [[float(entry) for entry in row] for row in list(csv.reader(lines))[1:]]
    values = torch.tensor(rows, dtype=torch.float64)
    return values[:, :-outputs], values[:, -outputs:]


def network(sizes):
    layers = []
    for before, after in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(before, after, dtype=torch.float64), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def risk(model, inputs, targets, arguments):
    """As the tool defines it: the mean over samples of the loss, summed over outputs; decay."""
    outputs = model(inputs)
    if arguments.loss == "softmax":
        value = torch.nn.functional.cross_entropy(outputs, targets[:, 0].long())
    else:
        value = ((outputs - targets) ** 2).sum(1).mean()
    decay = sum((parameter ** 2).sum() for parameter in model.parameters())
    return value + arguments.weight_decay * decay


def train(model, inputs, targets, arguments):
    adam = torch.optim.Adam(model.parameters(), lr=0.02)
    falling = torch.optim.lr_scheduler.CosineAnnealingLR(adam, arguments.steps)
    for _ in range(arguments.steps):
        adam.zero_grad()
        risk(model, inputs, targets, arguments).backward()
        adam.step()
        falling.step()
    last = torch.optim.LBFGS(model.parameters(), max_iter=500, tolerance_grad=1e-12,
                             tolerance_change=0, line_search_fn="strong_wolfe")

    def closure():
        last.zero_grad()
        value = risk(model, inputs, targets, arguments)
        value.backward()
        return value

    last.step(closure)
    return closure().item()


def as_file(model):
    linear = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    return {"format": "thalweg-network", "version": 1, "layers": [
        {"kind": "dense", "activation": "identity" if layer is linear[-1] else "relu",
         "weights": layer.weight.tolist(),
         "biases": layer.bias.tolist()}
        for layer in linear]}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--shape", default="4")
    parser.add_argument("--outputs", type=int, default=1, help="of the network")
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--loss", choices=("squared", "softmax"), default="squared")
    parser.add_argument("--weight-decay", type=float, default=0.0)
    parser.add_argument("--steps", type=int, default=2000)
    arguments = parser.parse_args()
    if torch is None:
        sys.exit("train.py: expected PyTorch, found none → apt install python3-torch; the table "
                 "needs none: table.py judges networks that were trained elsewhere")
    inputs, targets = read_table(arguments.table,
                                 1 if arguments.loss == "softmax" else arguments.outputs)
    sizes = [inputs.shape[1], *map(int, arguments.shape.split("-")), arguments.outputs]
    for part in ("data", "checkpoints"):
        (arguments.folder / part).mkdir(parents=True, exist_ok=True)
    shutil.copy(arguments.table, arguments.folder / "data")
    rows = []
    for seed in range(arguments.seeds):
        torch.manual_seed(seed)
        model = network(sizes)
        reached = train(model, inputs, targets, arguments)
        name = f"{arguments.table.stem}_{'-'.join(map(str, sizes))}_s{seed}"
        (arguments.folder / "checkpoints" / f"{name}.json").write_text(json.dumps(as_file(model)))
        rows.append({"id": name, "data": arguments.table.name, "loss": arguments.loss,
                     "weight_decay": arguments.weight_decay or ""})
        print(f"{name}: risk {reached:.6g}")
    with open(arguments.folder / "table.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
