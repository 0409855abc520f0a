# SPDX-License-Identifier: GPL-3.0-or-later
"""The claim trained_minimum (section 40) with ties: the example of the specification, cascades, each obligation broken, what is not covered."""

import unittest

from formal_test import changed
from programs import CODES, TwoVerifiers

CLAIM, WITNESS, LAYERS = "statement/claims/0", "witness/trained_minimum", "statement/networks/W/layers"

# F = a max(0, w x + b) + c at w = a = 1, b = c = 0, on its breakpoint at x = 0; the residuals are -1, 2, -2, 1. By b the loss of x = 0 falls with
# slope 1/2 below the breakpoint and rises above it with slope 1/2: λ = -1/2.
ONE_TIE = {
    "format": "thalweg-certificate", "version": 3, "provenance": {"tool": "by hand", "command": "none"},
    "statement": {
        "data": {"columns": ["x", "y"], "targets": [1], "rows": [["-1", "1"], ["0", "-2"], ["1", "3"], ["2", "1"]]},
        "loss": {"name": "squared"},
        "networks": {"W": {"layers": [
            {"kind": "dense", "activation": "relu", "weights": [[[0, "1"]]], "biases": ["0"]},
            {"kind": "dense", "activation": "identity", "weights": [[[0, "1"]]], "biases": ["0"]}]}},
        "claims": [{"claim": "trained_minimum", "network": "W", "distance": "1/1024", "radius": "255/1024", "strict_radius": "255/1024",
                    "risk_lower": "5/2", "risk_upper": "5/2", "scope": "all", "ties": [[0, 0, 1, 0]], "fixed": [2]}]},
    "witness": {"trained_minimum": {
        "bits": 64, "near": "1/1024", "box": "1/4", "strict_box": "1/4", "share": "1/4", "curvature": "1/8", "steps": ["1", "1", "1"],
        "multipliers": ["-1/2"], "bounds": ["1/4"], "penalties": ["1"], "fields": [{"field": "scale", "layer": 0, "unit": 0}]}}}
NUMBERS = ["multipliers", "bounds", "penalties"]
SLICE = {f"{CLAIM}/scope": "slice", f"{WITNESS}/fields": []}

# The code of the C++ verifier, the changes.
BROKEN = [
    ("trained_minimum.no_kink", {f"{LAYERS}/0/activation": {"breakpoints": ["0", "5"], "slopes": ["0", "1", "1"], "intercepts": ["0", "0", "0"]},
                                 f"{CLAIM}/ties": [[0, 0, 1, 1]], **SLICE}),
    ("trained_minimum.number", {f"{WITNESS}/bounds": ["0"]}),
    ("trained_minimum.number", {f"{WITNESS}/penalties": ["-1"]}),
    ("trained_minimum.piece", {f"{WITNESS}/box": "1/2", f"{WITNESS}/strict_box": "1/2"}),
    ("trained_minimum.multiplier", {f"{WITNESS}/bounds": ["3/8"]}),
    ("trained_minimum.multiplier", {f"{WITNESS}/multipliers": ["-1/4"]}),
    ("trained_minimum.multiplier", {f"{WITNESS}/multipliers": ["-3/4"]}),
    ("trained_minimum.penalty", {f"{WITNESS}/penalties": ["3"]}),
    ("trained_minimum.curvature", {f"{WITNESS}/penalties": ["0"]}),
    ("trained_minimum.near", {f"{WITNESS}/multipliers": ["-7/16"], f"{WITNESS}/bounds": ["1/8"]}),
    ("trained_minimum.near", {f"{LAYERS}/1/biases": ["1/1000"]}),
    ("trained_minimum.distance", {f"{CLAIM}/distance": "1/1025"}),
    ("trained_minimum.distance", {f"{CLAIM}/distance": "0"}),
    ("trained_minimum.radius", {f"{CLAIM}/radius": "1/4"}),
    ("trained_minimum.risk_lower", {f"{CLAIM}/risk_lower": "3"}),
    ("trained_minimum.risk_upper", {f"{CLAIM}/risk_upper": "2"}),
    ("trained_minimum.strict_radius", {f"{CLAIM}/strict_radius": "1/4"}),
    ("trained_minimum.field_count", {f"{WITNESS}/fields": []}),
]

# The same with w fixed instead of a, so that a b is of order 2.
FIXED_WEIGHT = changed(ONE_TIE, {f"{CLAIM}/fixed": [0], f"{CLAIM}/radius": "1/2048", f"{CLAIM}/strict_radius": "1/2048", f"{WITNESS}/curvature": "1/16",
                                 f"{WITNESS}/box": "1/512", f"{WITNESS}/strict_box": "1/512"})

# F = v + q + c, v = max(0, u + b1), q = max(0, u + 5), c = -5, u = w x + b0 or half of it if negative, at w = 1, b0 = b1 = 0: at x = 0 both u and v
# are on their breakpoints. The residuals -2, 3, -3/2, 1/2 halved are g = -1, 3/2, -3/4, 1/4. Stationary by b1: λ_v = g_1 + g_2 = -1/2; by b0: λ_u =
# (g_-1 + g_0)/2 + 2(g_1 + g_2) - λ_v/2 = -1/2; by w: -g_-1/2 + 2(g_1 + 2 g_2) = 0. Above the walls: λ_v + g_0 = 1, λ_u + (g_0 - λ_v)/2 = 1/2.
CASCADE = changed(ONE_TIE, {
    **SLICE, "statement/data/rows": [["-1", "3/2"], ["0", "-3"], ["1", "7/2"], ["2", "7/2"]],
    LAYERS: [{"kind": "dense", "activation": {"breakpoints": ["0"], "slopes": ["1/2", "1"], "intercepts": ["0", "0"]}, "weights": [[[0, "1"]]], "biases": ["0"]},
             {"kind": "dense", "activation": "relu", "weights": [[[0, "1"]], [[0, "1"]]], "biases": ["0", "5"]},
             {"kind": "dense", "activation": "identity", "weights": [[[0, "1"], [1, "1"]]], "biases": ["-5"]}],
    f"{CLAIM}/distance": "1/4096", f"{CLAIM}/radius": "1/128", f"{CLAIM}/strict_radius": "1/128", f"{CLAIM}/risk_lower": "3", f"{CLAIM}/risk_upper": "31/8",
    f"{CLAIM}/ties": [[0, 0, 1, 0], [1, 0, 1, 0]], f"{CLAIM}/fixed": [2, 3, 5, 6, 7], f"{WITNESS}/near": "1/4096", f"{WITNESS}/box": "1/64",
    f"{WITNESS}/strict_box": "1/64", f"{WITNESS}/curvature": "1/32", f"{WITNESS}/steps": ["1"] * 4, f"{WITNESS}/multipliers": ["-1/2"] * 2,
    f"{WITNESS}/bounds": ["1/8"] * 2, f"{WITNESS}/penalties": ["4"] * 2})


class MinimaOnWalls(TwoVerifiers):
    def test_by_hand(self):
        self.agree(ONE_TIE)
        self.agree(changed(ONE_TIE, SLICE))

    def test_each_obligation_is_looked_at(self):
        for code, edits in BROKEN:
            with self.subTest(code=code, edits=edits):
                self.agree(changed(ONE_TIE, edits), code)

    def test_higher_orders(self):
        self.agree(FIXED_WEIGHT)
        self.agree(changed(FIXED_WEIGHT, {f"{WITNESS}/box": "1/16"}))
        self.agree(changed(FIXED_WEIGHT, {f"{WITNESS}/box": "1/16", f"{WITNESS}/strict_box": "1/16"}), "trained_minimum.strict")

    def test_cascade(self):
        """The tie of the first layer must also hold what it makes of the second."""
        self.agree(CASCADE)
        self.agree(changed(CASCADE, {f"{WITNESS}/bounds": ["1/4", "3/8"]}))
        self.agree(changed(CASCADE, {f"{WITNESS}/bounds": ["7/16", "1/8"]}), "trained_minimum.multiplier")
        self.agree(changed(CASCADE, {f"{WITNESS}/multipliers": ["-1/2", "-1/16"]}), "trained_minimum.multiplier")

    def test_points(self):
        """A tie is that of all samples with its inputs, and named by the first."""
        twice = changed(ONE_TIE, {"statement/data/rows": [*ONE_TIE["statement"]["data"]["rows"], ["0", "-2"]], "statement/loss/sample_weights": ["1", "1/2", "1", "1", "1/2"],
                                  f"{CLAIM}/risk_lower": "1", f"{CLAIM}/risk_upper": "5/2", f"{WITNESS}/multipliers": ["-2/5"], f"{WITNESS}/bounds": ["1/5"], f"{WITNESS}/curvature": "1/10"})
        self.agree(twice)
        self.agree(changed(twice, {f"{CLAIM}/ties": [[0, 0, 4, 0]]}), "trained_minimum.point")

    def test_without_a_strict_radius(self):
        alone = {**SLICE, f"{CLAIM}/strict_radius": None, f"{WITNESS}/strict_box": None}
        self.agree(changed(ONE_TIE, alone))
        self.agree(changed(ONE_TIE, {**alone, f"{CLAIM}/distance": "1/2048"}), "trained_minimum.distance")

    def test_form(self):
        for ties in [[[0, 0, 1]], [[2, 0, 1, 0]], [[0, 1, 1, 0]], [[0, 0, 4, 0]], [[0, 0, 1, 1]], [[0, 0, 1, 0]] * 2]:
            with self.subTest(ties=ties):
                numbers = {f"{WITNESS}/{key}": ONE_TIE["witness"]["trained_minimum"][key] * len(ties) for key in NUMBERS}
                self.agree(changed(ONE_TIE, {f"{CLAIM}/ties": ties, **numbers}), "shape", "MALFORMED")
        self.agree(changed(ONE_TIE, {f"{WITNESS}/bounds": []}), "shape.length", "MALFORMED")

    def is_not_covered(self, certificate, verdict):
        formal, cpp = self.outcomes(certificate)
        self.assertEqual((formal.returncode, cpp.returncode), (CODES["UNSUPPORTED"], CODES[verdict]), formal.stdout + cpp.stdout)

    def test_not_covered(self):
        """κ' is larger here than there."""
        self.is_not_covered(changed(CASCADE, {f"{WITNESS}/bounds": ["2/5", "1/8"]}), "VERIFIED")
        self.is_not_covered(changed(CASCADE, {f"{WITNESS}/bounds": ["1/4", "15/32"]}), "REJECTED")
        self.is_not_covered(changed(CASCADE, {f"{CLAIM}/ties": [[0, 0, 1, 0]], **{f"{WITNESS}/{key}": [CASCADE["witness"]["trained_minimum"][key][0]] for key in NUMBERS}}), "REJECTED")


if __name__ == "__main__":
    unittest.main()
