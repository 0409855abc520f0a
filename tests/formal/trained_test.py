# SPDX-License-Identifier: GPL-3.0-or-later
"""The claim trained_minimum (section 40) without ties: cases by hand, at W and beside it, each obligation broken, what is not covered."""

import copy
import json
import unittest

from formal_test import changed
from programs import CODES, SOURCE, TwoVerifiers

CLAIM, WITNESS, LAYERS = "statement/claims/0", "witness/trained_minimum", "statement/networks/W/layers"

# F = a max(0, w x + b) + c at w = a = 1, b = c = 0; F = 0, 1, 2, 3 at x = -1, 1, 2, 3, residuals 0, 1, -2, 1, orthogonal to x and to 1 where
# the unit is on: all derivatives are 0, R = 6/4. a is fixed, as the unit may be scaled; F is affine in w, b, c: nothing is lost. The Gauss-Newton
# matrix of x, 1, 1 (on) and 0, 0, 1 (off) has the least eigenvalue 0.25, times (3/4)/4 it is above half of the curvature 1/16.
BY_HAND = {
    "format": "thalweg-certificate", "version": 3, "provenance": {"tool": "by hand", "command": "none"},
    "statement": {
        "data": {"columns": ["x", "y"], "targets": [1], "rows": [["-1", "0"], ["1", "0"], ["2", "4"], ["3", "2"]]},
        "loss": {"name": "squared"},
        "networks": {"W": {"layers": [
            {"kind": "dense", "activation": "relu", "weights": [[[0, "1"]]], "biases": ["0"]},
            {"kind": "dense", "activation": "identity", "weights": [[[0, "1"]]], "biases": ["0"]}]}},
        "claims": [{"claim": "trained_minimum", "network": "W", "distance": "0", "radius": "255/1024", "strict_radius": "255/1024", "risk_lower": "1",
                    "risk_upper": "3/2", "scope": "all", "ties": [], "fixed": [2]}]},
    "witness": {"trained_minimum": {
        "bits": 64, "near": "1/1024", "box": "1/4", "strict_box": "1/4", "share": "1/4", "curvature": "1/16", "steps": ["1", "1", "1"],
        "multipliers": [], "bounds": [], "penalties": [], "fields": [{"field": "scale", "layer": 0, "unit": 0}]}}}

# The same beside the minimum, at c = d = 1/1000000: the residuals, whose sum is 0, are larger by d, R = 3/2 + d^2. The derivatives are 2d by c,
# 3d/2 by b and 3d by w; their sum is below m/2 δ = 1/32768, and R is at most (13d/2)^2/(4 m/2), about 3.4/10^10, above the least one.
BESIDE = changed(BY_HAND, {f"{LAYERS}/1/biases": ["1/1000000"], f"{CLAIM}/distance": "1/1024", f"{CLAIM}/risk_lower": "1499999999/1000000000",
                           f"{CLAIM}/risk_upper": "1500001/1000000"})
BROKEN_BESIDE = [
    ("trained_minimum.distance", {f"{CLAIM}/distance": "1/1025"}),
    ("trained_minimum.distance", {f"{CLAIM}/distance": "0"}),
    ("trained_minimum.near", {f"{WITNESS}/near": "1/8192"}),
    ("trained_minimum.near", {f"{LAYERS}/1/biases": ["1/100000"]}),
    ("trained_minimum.radius", {f"{CLAIM}/radius": "1/4"}),
    ("trained_minimum.strict_radius", {f"{CLAIM}/strict_radius": "1/4"}),
    ("trained_minimum.number", {f"{WITNESS}/strict_box": "1/1024", f"{CLAIM}/strict_radius": "1/8192"}),
    ("trained_minimum.curvature", {f"{WITNESS}/curvature": "1/8"}),
    ("trained_minimum.risk_lower", {f"{CLAIM}/risk_lower": "14999999997/10000000000"}),
    ("trained_minimum.risk_upper", {f"{CLAIM}/risk_upper": "3/2"}),
    ("trained_minimum.field_count", {f"{WITNESS}/fields": []}),
]

# What is broken: the code of the C++ verifier, the changes.
BROKEN = [
    ("trained_minimum.number", {f"{WITNESS}/near": "0"}),
    ("trained_minimum.number", {f"{WITNESS}/near": "1/4", f"{CLAIM}/radius": "1/1024"}),
    ("trained_minimum.number", {f"{WITNESS}/share": "1"}),
    ("trained_minimum.number", {f"{WITNESS}/curvature": "0"}),
    ("trained_minimum.number", {f"{WITNESS}/steps": ["1", "-1", "1"]}),
    ("trained_minimum.number", {f"{WITNESS}/strict_box": "1/2"}),
    ("trained_minimum.piece", {f"{WITNESS}/box": "1/2", f"{WITNESS}/strict_box": "1/2"}),
    ("trained_minimum.curvature", {f"{WITNESS}/curvature": "1/8"}),
    ("trained_minimum.distance", {f"{LAYERS}/1/biases": ["1/1000000"], f"{CLAIM}/risk_upper": "2"}),
    ("trained_minimum.radius", {f"{CLAIM}/radius": "1/4"}),
    ("trained_minimum.radius", {f"{CLAIM}/radius": "0"}),
    ("trained_minimum.strict_radius", {f"{CLAIM}/strict_radius": "1/4"}),
    ("trained_minimum.risk_lower", {f"{CLAIM}/risk_lower": "2"}),
    ("trained_minimum.risk_upper", {f"{CLAIM}/risk_upper": "1"}),
    ("trained_minimum.field_count", {f"{WITNESS}/fields": []}),
]


class TrainedMinima(TwoVerifiers):
    def is_not_covered(self, certificate):
        formal, cpp = self.outcomes(certificate)
        self.assertEqual((formal.returncode, cpp.returncode), (CODES["UNSUPPORTED"], CODES["VERIFIED"]), formal.stdout + cpp.stdout)
        self.assertIn("trained_minimum: not covered", formal.stdout)

    def test_by_hand(self):
        self.agree(BY_HAND)

    def test_each_obligation_is_looked_at(self):
        for code, edits in BROKEN:
            with self.subTest(code=code, edits=edits):
                self.agree(changed(BY_HAND, edits), code)

    def test_beside_the_minimum(self):
        """W is not the minimum, which is only known to be near; it need not be the only one, and may be one of the slice."""
        self.agree(BESIDE)
        alone = {f"{CLAIM}/strict_radius": None, f"{WITNESS}/strict_box": None}
        self.agree(changed(BESIDE, alone))
        self.agree(changed(BESIDE, {**alone, f"{CLAIM}/scope": "slice", f"{WITNESS}/fields": []}))
        self.agree(changed(BESIDE, {f"{CLAIM}/strict_radius": None}), "document.type", "MALFORMED")
        self.agree(changed(BY_HAND, alone), "trained_minimum.distance")
        for code, edits in BROKEN_BESIDE:
            with self.subTest(code=code, edits=edits):
                self.agree(changed(BESIDE, edits), code)

    def test_published(self):
        """Two units, two outputs: boxes where higher orders take off too much, for the minimum and for the strict one; a field twice."""
        example = json.loads((SOURCE / "certificates" / "he2020" / "erratum-theorem3-two-outputs.json").read_text())
        claim = "statement/claims/0"
        self.agree(example)
        for code, edits in [
                ("trained_minimum.box", {f"{WITNESS}/box": "1/16"}),
                ("trained_minimum.strict", {f"{WITNESS}/strict_box": "1/4096", f"{claim}/strict_radius": "1/1000000000"}),
                ("trained_minimum.spanning", {f"{WITNESS}/fields/1/unit": 0}),
                ("trained_minimum.curvature", {f"{claim}/fixed": [1], f"{WITNESS}/fields": example["witness"]["trained_minimum"]["fields"][1:],
                                               f"{WITNESS}/steps": ["1/8", "1", *example["witness"]["trained_minimum"]["steps"][1:]]})]:
            with self.subTest(code=code):
                formal, cpp = self.outcomes(changed(example, edits))
                self.assertIn(code, cpp.stdout)
                self.assertIn("trained_minimum: does not hold", formal.stdout)

    def test_nothing_fixed(self):
        """Without the hidden layer F = w x + c: the line 1 + x at (-1, 1), (0, -1), (1, 3) has the residuals -1, 2, -1; either scope."""
        line = changed(BY_HAND, {
            "statement/data/rows": [["-1", "1"], ["0", "-1"], ["1", "3"]], "statement/networks/W/layers": [{**BY_HAND["statement"]["networks"]["W"]["layers"][1], "biases": ["1"]}],
            f"{CLAIM}/fixed": [], f"{CLAIM}/risk_upper": "3", f"{WITNESS}/steps": ["1", "2"], f"{WITNESS}/fields": []})
        for scope in ["all", "slice"]:
            self.agree(changed(line, {f"{CLAIM}/scope": scope}))
        self.agree(changed(line, {f"{WITNESS}/box": "1000000", f"{CLAIM}/radius": "999999"}))
        self.agree(changed(line, {f"{WITNESS}/steps": ["1", "2", "1"]}), "shape.length", "MALFORMED")

    def test_equal_inputs(self):
        """Samples with equal inputs are one point, whose residuals may be any with one sum; weights count."""
        twice = copy.deepcopy(BY_HAND)
        twice["statement"]["data"]["rows"] += [["-1", "5"], ["-1", "-5"]]
        self.agree(changed(twice, {f"{CLAIM}/risk_upper": "10", f"{WITNESS}/curvature": "1/32"}))
        self.agree(changed(BY_HAND, {"statement/loss/sample_weights": ["2", "1", "1", "1"], "statement/loss/output_weights": ["2"], f"{CLAIM}/risk_upper": "3"}))
        self.agree(changed(BY_HAND, {"statement/loss/sample_weights": ["1", "2", "1", "1"], f"{CLAIM}/risk_upper": "2"}), "trained_minimum.near")

    def test_not_covered(self):
        leaky = {"breakpoints": ["0"], "slopes": ["1/2", "1"], "intercepts": ["0", "0"]}
        self.agree(changed(BY_HAND, {f"{LAYERS}/0/activation": leaky, "statement/data/rows/0/1": "-1/2", f"{WITNESS}/curvature": "1/1024"}))
        raised = {"breakpoints": ["-1/2"], "slopes": ["0", "1"], "intercepts": ["-1/2", "0"]}  # 0 where z = 0, but -1/2 below
        self.is_not_covered(changed(BY_HAND, {
            f"{LAYERS}/0/activation": raised, "statement/data/rows": [["1", "0"], ["2", "4"], ["3", "2"]], f"{CLAIM}/fixed": [2, 3], f"{CLAIM}/risk_upper": "3",
            f"{WITNESS}/steps": ["1", "1"], f"{WITNESS}/fields": [{"field": "scale", "layer": 0, "unit": 0}, {"field": "mix", "layer": 0, "unit": 0, "other": None}]}))
        self.is_not_covered(changed(BY_HAND, {f"{CLAIM}/scope": "slice", f"{WITNESS}/fields": []}))


if __name__ == "__main__":
    unittest.main()
