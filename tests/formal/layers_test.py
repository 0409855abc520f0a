# SPDX-License-Identifier: GPL-3.0-or-later
"""Convolutions, pooling and additions (section 7.2): random networks, evaluated a third time here by the definitions of 7.3 and 7.4, and
the obligations that shared weights change."""

import copy
import itertools
import json
import math
import random
import re
import unittest
from fractions import Fraction

from formal_test import changed, only_named
from programs import SOURCE, TwoVerifiers

CLAIMS, LAYERS = "statement/claims", "statement/networks/W/layers"


def out_sizes(shape, kernel, layer, dilation):
    return [(n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, p, s, d in zip(shape[1:], kernel, layer["padding"], layer["stride"], dilation, strict=True)]


def entry_met(shape, layer, dilation, position, offset):
    """The place in the source that a position and an offset meet, None for padding."""
    place = [i * s - p + j * d for i, s, p, j, d in zip(position, layer["stride"], layer["padding"], offset, dilation, strict=True)]
    return place if all(0 <= a < n for a, n in zip(place, shape[1:], strict=True)) else None


def flat(sizes, place):
    index = 0
    for n, a in zip(sizes, place, strict=True):
        index = index * n + a
    return index


def places(sizes):
    return list(itertools.product(*(range(n) for n in sizes)))


def passed(layer, shape, h):
    """The outputs of a layer and their shape."""
    if layer["kind"] in ("average_pooling", "max_pooling"):
        sizes = out_sizes(shape, layer["window"], layer, [1] * (len(shape) - 1))
        met = [[entry_met(shape, layer, [1] * len(sizes), p, d) for d in places(layer["window"])] for p in places(sizes)]
        real = [[h[flat(shape, [c, *a])] for a in window if a is not None] for c in range(shape[0]) for window in met]
        return [max(entries) if layer["kind"] == "max_pooling" else sum(entries, Fraction(0)) / math.prod(layer["window"]) for entries in real], [shape[0], *sizes]
    if layer["kind"] == "convolution":
        sizes = out_sizes(shape, layer["kernel"], layer, layer["dilation"])
        e, f = shape[0] // layer["groups"], len(layer["weights"]) // layer["groups"]
        volume = math.prod(layer["kernel"])
        z = []
        for q, p in itertools.product(range(len(layer["weights"])), places(sizes)):
            z.append(Fraction(layer["biases"][q]) if layer["biases"] else Fraction(0))
            for index, w in layer["weights"][q]:
                a = entry_met(shape, layer, layer["dilation"], p, places(layer["kernel"])[index % volume])
                if a is not None:
                    z[-1] += Fraction(w) * h[flat(shape, [e * (q // f) + index // volume, *a])]
        after = [len(layer["weights"]), *sizes]
    else:
        z = [sum((Fraction(w) * h[i] for i, w in row), Fraction(b)) for row, b in zip(layer["weights"], layer["biases"] or ["0"] * len(layer["weights"]), strict=True)]
        after = [len(z)]
    return [max(a, Fraction(0)) if layer["activation"] == "relu" else a for a in z], after


def outputs(network, x):
    shape, arrays = network.get("input_shape", [len(x)]), [x]
    for layer in network["layers"]:
        if layer["kind"] == "addition":
            z = [a + b for a, b in zip(arrays[-1], arrays[layer["with"]], strict=True)]
            arrays.append([max(a, Fraction(0)) if layer["activation"] == "relu" else a for a in z])
        else:
            h, shape = passed(layer, shape, arrays[-1])
            arrays.append(h)
    return arrays[-1]


def risk(network, rows):
    return sum((outputs(network, [Fraction(a) for a in row[:-1]])[0] - Fraction(row[-1])) ** 2 for row in rows) / len(rows)


def some_rows(g, count, width):
    return [[[k, str(g.choice([-2, -1, 1, 2, Fraction(1, 2)]))] for k in range(width) if g.random() < 0.7] for _ in range(count)]


def some_layer(g, shape):
    axes = len(shape) - 1
    while True:
        numbers = {key: [g.randint(*span) for _ in range(axes)] for key, span in
                   {"kernel": (1, 3), "stride": (1, 2), "padding": (0, 2), "dilation": (1, 2)}.items()}
        if min(out_sizes(shape, numbers["kernel"], numbers, numbers["dilation"])) < 1:
            continue
        if g.random() < 0.4:
            layer = {"kind": g.choice(["average_pooling", "max_pooling"]), "window": numbers["kernel"], "stride": numbers["stride"], "padding": numbers["padding"]}
            if all(p < k for p, k in zip(layer["padding"], layer["window"], strict=True)) and min(out_sizes(shape, layer["window"], layer, [1] * axes)) >= 1:
                return layer
            continue
        groups = g.choice([k for k in (1, 2, 3) if shape[0] % k == 0])
        rows = groups * g.randint(1, 2)
        width = shape[0] // groups * math.prod(numbers["kernel"])
        return {"kind": "convolution", "activation": "relu", **numbers, "groups": groups, "weights": some_rows(g, rows, width),
                "biases": g.choice([None, [str(g.randint(-1, 2)) for _ in range(rows)]])}


def some_network(g, shape):
    layers, now, shapes = [], shape, [shape]
    for _ in range(g.randint(1, 4)):
        sources = [m for m, before in enumerate(shapes[:-1]) if before == now]
        if sources and g.random() < 0.7:
            layers.append({"kind": "addition", "activation": g.choice(["relu", "identity"]), "with": g.choice(sources)})
        else:
            layers.append(some_layer(g, now))
            now = passed(layers[-1], now, [Fraction(0)] * math.prod(now))[1]
        shapes.append(now)
    layers.append({"kind": "dense", "activation": "identity", "weights": [[[k, str(g.choice([1, -1, 2]))] for k in range(math.prod(now))]], "biases": ["1"]})
    return {"input_shape": shape, "layers": layers}


def refilled(g, network):
    """Another network of the architecture."""
    result = copy.deepcopy(network)
    for layer in result["layers"]:
        for row in layer.get("weights", []):
            for entry in row:
                entry[1] = str(Fraction(entry[1]) * g.choice([1, -1, 2, Fraction(1, 3)]))
        if layer.get("biases"):
            layer["biases"] = [str(Fraction(b) + g.randint(-1, 1)) for b in layer["biases"]]
    return result


class Layers(TwoVerifiers):
    def test_random_networks(self):
        """lower_risk with risks computed here; a flip of a random unit, where the two verifiers agree; a risk that is not R."""
        g = random.Random(5)
        flips, additions = {0: 0, 1: 0}, 0
        for _ in range(60):
            shape = g.choice([[1, 5], [2, 4], [3, 3], [1, 3, 4], [2, 3, 3]])
            n = math.prod(shape)
            rows = [[str(g.randint(-3, 3)) for _ in range(n + 1)] for _ in range(3)]
            networks = sorted([(w := some_network(g, shape)), refilled(g, w)], key=lambda network: risk(network, rows))
            risks = [risk(network, rows) for network in networks]
            if risks[0] == risks[1]:
                continue
            additions += any(layer["kind"] == "addition" for layer in networks[0]["layers"])
            hidden = [k for k, layer in enumerate(networks[1]["layers"][:-1]) if layer["kind"] == "convolution"]
            certificate = {
                "format": "thalweg-certificate", "version": 3, "provenance": {"tool": "test", "command": "none"},
                "statement": {
                    "data": {"columns": [f"x{k}" for k in range(n)] + ["y"], "targets": [n], "rows": rows}, "loss": {"name": "squared"},
                    "networks": {"W": networks[1], "W2": networks[0]}, "claims": [{"claim": "lower_risk", "network": "W", "better": "W2", "better_risk": str(risks[0]), "risk": str(risks[1])}]},
                "witness": {}}
            self.agree(certificate)
            self.agree(changed(certificate, {f"{CLAIMS}/0/risk": str(risks[1] + 1)}), "lower_risk.risk")
            self.agree(changed(certificate, {"statement/networks/W2": {"layers": [{
                "kind": "dense", "activation": "identity", "weights": [[[0, "1"]]], "biases": ["0"]}]}}), "lower_risk.architecture")
            if hidden:
                flip = {"claim": "pattern_flip", "network": "W", "sample": 0, "layer": hidden[0], "unit": 0, "distance": str(g.choice([Fraction(1, 8), 1, 5]))}
                formal, cpp = self.outcomes(only_named(changed(certificate, {CLAIMS: [flip], "witness": {}})))
                self.assertEqual(formal.returncode, cpp.returncode, formal.stdout + cpp.stdout)
                flips[formal.returncode] += 1
        self.assertTrue(all(flips.values()), flips)
        self.assertGreater(additions, 5)

    def test_an_average_of_shared_units(self):
        """Filter (1, 0) with bias 1 on three inputs, the mean of its two places: z = (x_0, x_1) + 1, F = the mean. Samples (2, 0, 1) and (0, 2, 5) with
        F = 2 and y = 1, 3: g = (1, -1). The weights see the sums of windows, x_0 + x_1 and x_1 + x_2: (2, 1) and (2, 7), so g pairs with the
        second to -6, and to 0 if the last input is -1."""
        certificate = {
            "format": "thalweg-certificate", "version": 3, "provenance": {"tool": "by hand", "command": "none"},
            "statement": {
                "data": {"columns": ["a", "b", "c", "y"], "targets": [3], "rows": [["2", "0", "1", "1"], ["0", "2", "-1", "3"]]}, "loss": {"name": "squared"},
                "networks": {"W": {"input_shape": [1, 3], "layers": [
                    {"kind": "convolution", "activation": "relu", "kernel": [2], "stride": [1], "padding": [0], "dilation": [1], "groups": 1,
                     "weights": [[[0, "1"]]], "biases": ["1"]},
                    {"kind": "average_pooling", "window": [2], "stride": [1], "padding": [0]},
                    {"kind": "dense", "activation": "identity", "weights": [[[0, "1"]]], "biases": ["0"]}]}},
                "claims": [{"claim": "local_minimum", "network": "W", "radius": "1/5", "risk": "1"}]},
            "witness": {"local_minimum": {"method": "first_order", "pattern_classes": [0, 0]}}}
        self.agree(certificate)  # N = 1 + max(2 + 0, 0 + 1) = 3 and 1 + max(0 + 2, 2 + 1) = 4, the smallest |z| is 1: 4 r < 1
        self.agree(changed(certificate, {f"{CLAIMS}/0/radius": "249/1000", "witness/local_minimum/method": "interval"}))
        self.agree(changed(certificate, {f"{CLAIMS}/0/radius": "1/4"}), "local_minimum.radius")
        self.agree(changed(certificate, {"statement/data/rows/1/2": "5", f"{CLAIMS}/0/radius": "1/100"}), "local_minimum.lifted_stationarity")
        self.agree(changed(certificate, {f"{LAYERS}/2/biases": ["1"], f"{CLAIMS}/0/risk": "2"}), "local_minimum.lifted_stationarity")
        # each place with a weight of its own (groups would not do: a dense layer above separates the places)
        dense = changed(certificate, {f"{LAYERS}/1": {"kind": "dense", "activation": "identity", "weights": [[[0, "1/2"], [1, "1/2"]]], "biases": ["0"]}})
        self.agree(changed(dense, {f"{CLAIMS}/0/radius": "1/100"}), "local_minimum.lifted_stationarity")
        for edits, code in [
                ({f"{LAYERS}/1/window": [3]}, "shape.window"), ({f"{LAYERS}/1/padding": [2]}, "shape.window"), ({f"{LAYERS}/0/stride": [0]}, "shape.window"),
                ({f"{LAYERS}/0/kernel": [2, 2]}, "shape.length"), ({f"{LAYERS}/0/groups": 2}, "shape.groups"), ({"statement/networks/W/input_shape": [1, 4]}, "shape.input"),
                ({"statement/networks/W/input_shape": [3]}, "shape.length"), ({f"{LAYERS}/0/weights": [[[2, "1"]]]}, "shape.index"),
                ({LAYERS: certificate["statement"]["networks"]["W"]["layers"][:2]}, "network.last_layer")]:
            with self.subTest(code=code, edits=edits):
                self.agree(changed(certificate, edits), code, "MALFORMED")

    def test_max_pooling(self):
        """The example of section 28, F = max(x_0, x_1): 6 r < 1 for the pieces, 12 r < 1 for the selected entries."""
        text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text().split("## 28 `pattern_flip`")[1]
        certificate = json.loads(re.search(r"```json\n(.*?)```", text, re.DOTALL).group(1))
        rows, conv = "statement/data/rows", f"{LAYERS}/0"
        alone = only_named(changed(certificate, {CLAIMS: certificate["statement"]["claims"][:1], "witness": {"local_minimum": certificate["witness"]["local_minimum"]}}))
        self.agree(certificate)
        for method in "first_order", "interval":
            self.agree(changed(alone, {f"{CLAIMS}/0/radius": "83/1000", "witness/local_minimum/method": method}))
            self.agree(changed(alone, {f"{CLAIMS}/0/radius": "1/12", "witness/local_minimum/method": method}), "local_minimum.pooling")
        for edits, code in [
                ({f"{rows}/0/1": "3"}, "local_minimum.on_wall"), ({"witness/local_minimum/pattern_classes": [0, 0]}, "local_minimum.pattern"),
                ({"witness/local_minimum/pattern_classes": [0, None]}, "local_minimum.unsettled"), ({f"{CLAIMS}/0/risk": "2"}, "local_minimum.risk"),
                ({f"{rows}/0/1": "1"}, "local_minimum.lifted_stationarity")]:
            with self.subTest(code=code):
                self.agree(changed(alone, edits), code)
        self.agree(changed(certificate, {f"{CLAIMS}/1/distance": "1/6"}), "pattern_flip.unchanged")
        self.agree(changed(certificate, {"statement/networks/W2/layers/1/stride": [1]}), "lower_risk.architecture")
        # both units off: the window selects its first entry, a tie that is no wall; with a line for ReLU it is one
        off = {f"{conv}/biases": ["-9"], f"{LAYERS}/2/biases": ["3"], "witness/local_minimum/pattern_classes": [0, 0]}
        self.agree(changed(alone, off))
        self.agree(changed(alone, {**off, f"{conv}/weights": [[]], f"{conv}/activation": "identity", f"{LAYERS}/2/biases": ["12"]}), "local_minimum.on_wall")
        # the input itself is pooled: O76 asks nothing of the radius, but a tie is a wall
        pooled = {LAYERS: [changed(certificate, {})["statement"]["networks"]["W"]["layers"][1], {
            "kind": "dense", "activation": "relu", "weights": [[[0, "1"]]], "biases": ["0"]}, certificate["statement"]["networks"]["W"]["layers"][2]],
            "statement/networks/W/input_shape": [1, 3], f"{LAYERS}/0/window": [3]}
        self.agree(changed(alone, pooled))
        self.agree(changed(alone, {**pooled, f"{rows}/0/1": "3"}), "local_minimum.on_wall")
        self.agree(changed(alone, {CLAIMS: [*alone["statement"]["claims"], {"claim": "family_of_minima", "network": "W", "dimension": 1}],
                                      "witness/family_of_minima": {"directions": [{"weights": [[0, 0, 0, "1"]], "biases": []}], "scaled": []}}), "unsupported.layer", "UNSUPPORTED")

    def test_rays_through_maxima(self):
        """F = max(w x_0, w x_1) at x = (1, 1), y = 2, from w = 1: both entries of the window are equal all along the ray, which has a largest one."""
        certificate = {
            "format": "thalweg-certificate", "version": 3, "provenance": {"tool": "by hand", "command": "none"},
            "statement": {
                "data": {"columns": ["a", "b", "y"], "targets": [2], "rows": [["1", "1", "2"]]}, "loss": {"name": "squared"},
                "networks": {"W": {"input_shape": [1, 2], "layers": [
                    {"kind": "convolution", "activation": "relu", "kernel": [1], "stride": [1], "padding": [0], "dilation": [1], "groups": 1, "weights": [[[0, "1"]]], "biases": None},
                    {"kind": "max_pooling", "window": [2], "stride": [1], "padding": [0]},
                    {"kind": "dense", "activation": "identity", "weights": [[[0, "1"]]], "biases": None}]}},
                "claims": [{"claim": "not_local_minimum", "network": "W", "epsilon": "1/2", "risk": "1"}]},
            "witness": {"not_local_minimum": {"weights": [[0, 0, 0, "1"]], "biases": []}}}
        self.agree(certificate)
        self.agree(changed(certificate, {"witness/not_local_minimum/weights": [[0, 0, 0, "-1"]]}), "not_local_minimum.no_descent")
        dense = changed(certificate, {f"{LAYERS}/0/kernel": [2], f"{LAYERS}/0/padding": [1], f"{LAYERS}/0/weights": [[[0, "1"], [1, "1"]]],
                                      f"{LAYERS}/1/window": [3], "statement/data/rows/0": ["1", "1/4", "2"], f"{CLAIMS}/0/risk": "9/16"})
        # the entries are w_1, w_0 + w_1/4 and w_0/4: 1, 5/4 + e and (1 + e)/4; the lead 1/4 + e keeps its sign by the test of section 19 if e < 1/4
        self.agree(dense, "not_local_minimum.pattern")
        self.agree(changed(dense, {f"{CLAIMS}/0/epsilon": "1/5"}))
        self.agree(changed(dense, {f"{CLAIMS}/0/epsilon": "1/5", "witness/not_local_minimum/weights": [[0, 0, 0, "-1"]]}), "not_local_minimum.no_descent")

    def test_residual_network(self):
        """F = [x + 1]_+ + x, by a dense layer and the addition of x: samples 1 and -1/2 with F = 3 and 0. The weight of the first layer sees x, its bias 1,
        and x itself is met by no parameter but the last ones: g = 0 is a minimum, (1, -1) is none, and on equal inputs (1, -1) is one."""
        certificate = {
            "format": "thalweg-certificate", "version": 3, "provenance": {"tool": "by hand", "command": "none"},
            "statement": {
                "data": {"columns": ["a", "y"], "targets": [1], "rows": [["1", "3"], ["-1/2", "0"]]}, "loss": {"name": "squared"},
                "networks": {"W": {"layers": [
                    {"kind": "dense", "activation": "relu", "weights": [[[0, "1"]]], "biases": ["1"]},
                    {"kind": "addition", "activation": "identity", "with": 0},
                    {"kind": "dense", "activation": "identity", "weights": [[[0, "1"]]], "biases": ["0"]}]}},
                "claims": [{"claim": "local_minimum", "network": "W", "radius": "1/10", "risk": "0"}]},
            "witness": {"local_minimum": {"method": "first_order", "pattern_classes": [0, 0]}}}
        claim = f"{CLAIMS}/0"
        self.agree(certificate)
        # z = 1/2 at x = -1/2, N = 1 + 1/2: 3/2 r < 1/2
        self.agree(changed(certificate, {f"{claim}/radius": "333/1000"}))
        self.agree(changed(certificate, {f"{claim}/radius": "1/3"}), "local_minimum.radius")
        moved = {"statement/data/rows/0/1": "2", "statement/data/rows/1/1": "1", f"{claim}/risk": "1"}
        self.agree(changed(certificate, moved), "local_minimum.lifted_stationarity")
        same = {**moved, "statement/data/rows/1": ["1", "4"]}
        self.agree(changed(certificate, same))
        # a wall of the sum: [x + 1]_+ - x by a weight -1 is 1 at both, so its ReLU has z = 1, and C = r, r (1 + r) for N = 1 + |h| and 2 or 3/2
        relu = {f"{LAYERS}/1/activation": "relu", f"{LAYERS}/0/weights": [[[0, "-1"]]], "statement/data/rows/0": ["1/2", "1"], "statement/data/rows/1/1": "1"}
        for method in "first_order", "interval":
            self.agree(changed(certificate, {**relu, "witness/local_minimum/method": method}))
            self.agree(changed(certificate, {**relu, f"{claim}/radius": "1/2", "witness/local_minimum/method": method}), "local_minimum.radius")
        flip = {CLAIMS: [{"claim": "pattern_flip", "network": "W", "sample": 0, "layer": 0, "unit": 0, "distance": "1"}], "witness": {}}
        self.agree(changed(certificate, flip))
        self.agree(changed(changed(certificate, flip), {f"{claim}/distance": "9/10"}), "pattern_flip.unchanged")
        better = changed(certificate, {})["statement"]["networks"]["W"]
        improved = {CLAIMS: [{"claim": "lower_risk", "network": "W", "better": "W2", "better_risk": "0", "risk": "1"}], "witness": {}, "statement/networks/W2": better,
                    f"{LAYERS}/2/biases": ["1"]}
        self.agree(changed(certificate, improved))
        longer = changed(better, {"layers": [better["layers"][0], {**better["layers"][0], "biases": ["0"]}, better["layers"][1], better["layers"][2]]})
        self.agree(changed(certificate, {**improved, "statement/networks/W2": longer}), "lower_risk.architecture")
        for edits, code in [({f"{LAYERS}/1/with": 1}, "shape.index"), ({f"{LAYERS}/0/weights": [[[0, "1"]], []], f"{LAYERS}/0/biases": ["1", "0"]}, "shape.addition"),
                            ({f"{LAYERS}/2": {"kind": "addition", "activation": "identity", "with": 0}}, "network.last_layer")]:
            with self.subTest(code=code):
                self.agree(changed(certificate, edits), code, "MALFORMED")

    def test_padding_between_convolutions(self):
        """A filter of one weight and one of two over its padded outputs: z = x_0 + 1, then (z, 0) and (0, z) times (1, 1), summed. Samples 1 and
        -1/2 with F = 2 z = 4 and 1; both weights see Σ g z and Σ g, so g = 0 only: at F + (1, -1) it is no minimum."""
        window = {"kind": "convolution", "stride": [1], "dilation": [1], "groups": 1}
        certificate = {
            "format": "thalweg-certificate", "version": 3, "provenance": {"tool": "by hand", "command": "none"},
            "statement": {
                "data": {"columns": ["a", "y"], "targets": [1], "rows": [["1", "4"], ["-1/2", "1"]]}, "loss": {"name": "squared"},
                "networks": {"W": {"input_shape": [1, 1], "layers": [
                    {**window, "activation": "relu", "kernel": [1], "padding": [0], "weights": [[[0, "1"]]], "biases": ["1"]},
                    {**window, "activation": "identity", "kernel": [2], "padding": [1], "weights": [[[0, "1"], [1, "1"]]], "biases": None},
                    {"kind": "dense", "activation": "identity", "weights": [[[0, "1"], [1, "1"]]], "biases": ["0"]}]}},
                "claims": [{"claim": "local_minimum", "network": "W", "radius": "1/10", "risk": "0"}]},
            "witness": {"local_minimum": {"method": "first_order", "pattern_classes": [0, 0]}}}
        self.agree(certificate)
        moved = {"statement/data/rows/0/1": "3", "statement/data/rows/1/1": "2", f"{CLAIMS}/0/risk": "1"}
        self.agree(changed(certificate, moved), "local_minimum.lifted_stationarity")
        # with samples that share their input the residuals cancel
        self.agree(changed(certificate, {**moved, "statement/data/rows/1": ["1", "5"]}))

    def test_another_architecture(self):
        """Another stride of a window at one place is another architecture, even if the units are the same (O90)."""
        network = {"input_shape": [1, 2], "layers": [
            {"kind": "average_pooling", "window": [2], "stride": [1], "padding": [0]},
            {"kind": "dense", "activation": "identity", "weights": [[[0, "2"]]], "biases": ["0"]}]}
        better = changed(network, {"layers/1/weights": [[[0, "6"]]]})
        certificate = {
            "format": "thalweg-certificate", "version": 3, "provenance": {"tool": "by hand", "command": "none"},
            "statement": {"data": {"columns": ["a", "b", "y"], "targets": [2], "rows": [["2", "-1", "3"]]}, "loss": {"name": "squared"},
                          "networks": {"W": network, "W2": better}, "claims": [{"claim": "lower_risk", "network": "W", "better": "W2", "better_risk": "0", "risk": "4"}]},
            "witness": {}}
        self.agree(certificate)
        for edits in {"layers/0/stride": [2]}, {"input_shape": [1, 2, 1], "layers/0": {"kind": "average_pooling", "window": [2, 1], "stride": [1, 1], "padding": [0, 0]}}:
            self.agree(changed(certificate, {"statement/networks/W2": changed(better, edits)}), "lower_risk.architecture")

    def test_rays_and_decay_of_filters(self):
        """F = w (x_0 + x_1) by a filter of one weight, summed: R = (w - y)^2 for x_0 + x_1 = 1; decay counts the filter once."""
        certificate = {
            "format": "thalweg-certificate", "version": 3, "provenance": {"tool": "by hand", "command": "none"},
            "statement": {
                "data": {"columns": ["a", "b", "y"], "targets": [2], "rows": [["2", "-1", "3"]]}, "loss": {"name": "squared", "decay": [["1/4", "0"], ["0", "0"], ["0", "0"]]},
                "networks": {"W": {"input_shape": [1, 2], "layers": [
                    {"kind": "convolution", "activation": "identity", "kernel": [1], "stride": [1], "padding": [0], "dilation": [1], "groups": 1, "weights": [[[0, "1"]]], "biases": None},
                    {"kind": "average_pooling", "window": [2], "stride": [1], "padding": [0]},
                    {"kind": "dense", "activation": "identity", "weights": [[[0, "2"]]], "biases": None}]}},
                "claims": [{"claim": "not_local_minimum", "network": "W", "epsilon": "1/2", "risk": "17/4"}]},
            "witness": {"not_local_minimum": {"weights": [[0, 0, 0, "1"]], "biases": []}}}
        self.agree(certificate)
        self.agree(changed(certificate, {f"{CLAIMS}/0/risk": "9/2"}), "not_local_minimum.risk")
        self.agree(changed(certificate, {"witness/not_local_minimum/weights": [[0, 0, 0, "-1"]]}), "not_local_minimum.no_descent")
        self.agree(changed(certificate, {"witness/not_local_minimum/weights": [[1, 0, 0, "1"]]}), "shape.index", "MALFORMED")
        self.agree(changed(certificate, {"statement/loss/decay/1": ["1", "0"]}), "loss.decay", "MALFORMED")


if __name__ == "__main__":
    unittest.main()
