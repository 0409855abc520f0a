#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains networks with PyTorch on one table and adds them to a folder that table.py judges.

usage: train.py TABLE.csv FOLDER [--shape 8-8] [--outputs 1] [--seeds 4] [--first-seed 0]
                [--activation relu|leaky_relu:A|hard_tanh] [--residual] [--filters F]
                [--loss squared|absolute|huber:D|quantile:T|logistic|softmax]
                [--weight-decay K] [--steps 2000]

The last columns of the table are the targets (with logistic and softmax loss one column of classes
0, 1, …). --shape has the widths of the hidden layers. --residual adds the outputs of the first one
to those of the second, which is as wide. --filters puts a convolution of F filters over three
inputs each and a max pooling of windows of two before them. Full batches, Adam with a falling step
in float64, then L-BFGS. Parameters are written with all their digits, so that what is judged is
what was trained. Needs PyTorch (Debian: python3-torch).
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


def activation_of(name):
    if name.startswith("leaky_relu:"):
        return torch.nn.LeakyReLU(float(name.split(":")[1]))
    return torch.nn.Hardtanh() if name == "hard_tanh" else torch.nn.ReLU()


class Model(torch.nn.Module if torch else object):
    """Filters with a pooling, if wanted, then dense layers, the second with an addition."""

    def __init__(self, inputs, arguments):
        super().__init__()
        self.arguments = arguments
        self.activation = activation_of(arguments.activation)
        self.filters, width = None, inputs
        if arguments.filters:
            self.filters = torch.nn.Conv1d(1, arguments.filters, 3, dtype=torch.float64)
            self.pooling = torch.nn.MaxPool1d(2)
            width = arguments.filters * ((inputs - 2) // 2)
        widths = [int(part) for part in arguments.shape.split("-") if part]
        sizes = [width, *widths, arguments.outputs]
        self.dense = torch.nn.ModuleList(
            torch.nn.Linear(before, after, dtype=torch.float64)
            for before, after in zip(sizes, sizes[1:]))
        self.inputs = inputs

    def forward(self, x):
        if self.filters:
            x = self.pooling(self.activation(self.filters(x[:, None, :]))).flatten(1)
        hidden = []
        for layer in self.dense[:-1]:
            x = self.activation(layer(x))
            if self.arguments.residual and len(hidden) == 1:
                x = x + hidden[0]
            hidden.append(x)
        return self.dense[-1](x)

    def as_file(self):
        name = self.arguments.activation
        layers = []
        if self.filters:
            layers += [{"kind": "convolution", "activation": name, "kernel": [3], "padding": [0],
                        "weights": self.filters.weight.flatten(1).tolist(),
                        "biases": self.filters.bias.tolist()},
                       {"kind": "max_pooling", "window": [2]}]
        before = len(layers)
        for number, layer in enumerate(self.dense):
            is_last = layer is self.dense[-1]
            layers.append({"kind": "dense", "activation": "identity" if is_last else name,
                           "weights": layer.weight.tolist(), "biases": layer.bias.tolist()})
            if self.arguments.residual and number == 1:
                layers.append({"kind": "addition", "activation": "identity", "with": before + 1})
        document = {"format": "thalweg-network", "version": 2, "layers": layers}
        if self.filters:
            document["input_shape"] = [1, self.inputs]
        return document


def loss_of(name, outputs, targets):
    """As the tool defines it: the mean over samples of the sum over outputs."""
    if name == "softmax":
        return torch.nn.functional.cross_entropy(outputs, targets[:, 0].long())
    if name == "logistic":
        return torch.nn.functional.softplus((1 - 2 * targets) * outputs).mean()
    residuals = outputs - targets
    kind, _, number = name.partition(":")
    if kind == "absolute":
        losses = residuals.abs()
    elif kind == "huber":
        size, limit = residuals.abs(), float(number)
        losses = torch.where(size <= limit, size ** 2 / 2, limit * (size - limit / 2))
    elif kind == "quantile":
        losses = torch.maximum(-float(number) * residuals, (1 - float(number)) * residuals)
    else:
        losses = residuals ** 2
    return losses.sum(1).mean()


def risk(model, inputs, targets, arguments):
    decay = sum((parameter ** 2).sum() for parameter in model.parameters())
    return loss_of(arguments.loss, model(inputs), targets) + arguments.weight_decay * decay


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


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--shape", default="4")
    parser.add_argument("--outputs", type=int, default=1, help="of the network")
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--activation", default="relu")
    parser.add_argument("--residual", action="store_true")
    parser.add_argument("--filters", type=int, default=0)
    parser.add_argument("--loss", default="squared")
    parser.add_argument("--weight-decay", type=float, default=0.0)
    parser.add_argument("--steps", type=int, default=2000)
    arguments = parser.parse_args()
    if torch is None:
        sys.exit("train.py: expected PyTorch, found none → apt install python3-torch; the table "
                 "needs none: table.py judges networks that were trained elsewhere")
    has_classes = arguments.loss in ("softmax", "logistic")
    inputs, targets = read_table(arguments.table, 1 if has_classes else arguments.outputs)
    kind = "-".join([arguments.table.stem, arguments.shape, str(arguments.outputs),
                     arguments.activation, arguments.loss]).replace(":", "_")
    kind += "-residual" * arguments.residual + f"-filters{arguments.filters}" * bool(
        arguments.filters) + f"-decay{arguments.weight_decay}" * bool(arguments.weight_decay)
    for part in ("data", "checkpoints"):
        (arguments.folder / part).mkdir(parents=True, exist_ok=True)
    shutil.copy(arguments.table, arguments.folder / "data")
    rows = []
    for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
        torch.manual_seed(seed)
        model = Model(inputs.shape[1], arguments)
        reached = train(model, inputs, targets, arguments)
        name = f"{kind}-s{seed}"
        path = arguments.folder / "checkpoints" / f"{name}.json"
        path.write_text(json.dumps(model.as_file()))
        rows.append({"id": name, "data": arguments.table.name, "loss": arguments.loss,
                     "weight_decay": arguments.weight_decay or ""})
        print(f"{name}: risk {reached:.6g}")
    table = arguments.folder / "table.csv"
    is_new = not table.exists()
    with open(table, "a", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        if is_new:
            writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
