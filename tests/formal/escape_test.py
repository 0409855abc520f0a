# SPDX-License-Identifier: GPL-3.0-or-later
"""The claim escape (section 35): its example, each obligation broken, other losses, convolutions below."""

import copy
import unittest

from formal_test import changed
from losses_test import example_of
from programs import TwoVerifiers

CLAIM, WAYS = "statement/claims/0", "witness/escape/waypoints"


class Escapes(TwoVerifiers):
    def setUp(self):
        super().setUp()
        self.example = example_of("35")
        self.ways = self.example["witness"]["escape"]["waypoints"]

    def test_each_obligation_is_looked_at(self):
        self.agree(self.example)
        first, second, third = self.ways
        for code, edits in [
                ("escape.architecture", {f"{WAYS}/1/layers/0/activation": "identity"}), ("escape.layers", {WAYS: [first, third]}),
                ("escape.not_affine", {WAYS: [changed(first, {"layers": [second["layers"][0], self.example["statement"]["networks"]["W"]["layers"][1]]})]}),
                ("escape.not_affine", {WAYS: [first, second, third, changed(third, {"layers/0/biases": ["-1/2"]})]}),
                ("escape.rises", {f"{WAYS}/2/layers/1/weights": [[[0, "3"]]]}), ("escape.risk", {f"{CLAIM}/risk": "3"}),
                ("escape.better_risk", {f"{CLAIM}/better_risk": "1/2"}), ("escape.not_lower", {WAYS: [first, second], f"{CLAIM}/better_risk": "2"})]:
            with self.subTest(code=code):
                self.agree(changed(self.example, edits), code)
        self.agree(changed(self.example, {WAYS: []}), "shape.empty", "MALFORMED")
        self.agree(changed(self.example, {"statement/loss/decay": [["1", "0"], ["0", "0"]]}), "unsupported.decay", "UNSUPPORTED")

    def test_other_losses(self):
        """F is 1, 1, 1 and then 1, 1, 2 for 0, 0, 3."""
        for loss, risk, better in [
                ({"name": "absolute"}, "4/3", "1"), ({"name": "huber", "delta": "1"}, "5/6", "1/2"), ({"name": "epsilon", "epsilon": "1/2"}, "5/6", "1/2"),
                ({"name": "quantile", "tau": "1/2"}, "2/3", "1/2"), ({"name": "squared", "sample_weights": ["1", "1", "2"]}, "10/3", "4/3")]:
            with self.subTest(loss=loss):
                certificate = changed(self.example, {"statement/loss": loss, f"{CLAIM}/risk": risk, f"{CLAIM}/better_risk": better})
                self.agree(certificate)
                self.agree(changed(certificate, {f"{WAYS}/2/layers/1/weights": [[[0, "3"]]]}), "escape.")

    def test_weights_at_inputs_that_are_0(self):
        """A column of zeros: the weight of the unit there may move although it is read; not if one sample is not 0 there."""
        certificate = copy.deepcopy(self.example)
        certificate["statement"]["data"].update({"columns": ["x", "z", "y"], "targets": [2]})
        for row in certificate["statement"]["data"]["rows"]:
            row.insert(1, "0")
        aside = changed(certificate["statement"]["networks"]["W"], {"layers/0/weights": [[[0, "-1"], [1, "7"]]]})
        ways = [changed(way, {"layers/0/weights": [[*way["layers"][0]["weights"][0], [1, "7"]]]}) for way in self.ways]
        certificate = changed(certificate, {WAYS: [aside, *ways]})
        self.agree(certificate)
        self.agree(changed(certificate, {"statement/data/rows/0/1": "-1"}), "escape.not_affine")

    def test_above_a_convolution(self):
        """The example with x behind a filter of weight 1; only dense layers may move."""
        convolution = {"kind": "convolution", "activation": "identity", "kernel": [1], "stride": [1], "padding": [0], "dilation": [1], "groups": 1,
                       "weights": [[[0, "1"]]], "biases": None}

        def behind(network):
            return {"input_shape": [1, 1], "layers": [convolution, *network["layers"]]}

        certificate = changed(self.example, {"statement/networks/W": behind(self.example["statement"]["networks"]["W"]), WAYS: [behind(way) for way in self.ways]})
        self.agree(certificate)
        self.agree(changed(certificate, {f"{WAYS}/2/layers/0/weights": [[[0, "2"]]], f"{WAYS}/2/layers/2/weights": [[]]}), "escape.")


if __name__ == "__main__":
    unittest.main()
