# SPDX-License-Identifier: GPL-3.0-or-later
"""The claim saddle (section 34): its example, each obligation broken, units with kinks and biases, what is not covered."""

import unittest

from formal_test import changed
from losses_test import example_of
from programs import CODES, TwoVerifiers

CLAIMS, ASCENT, LAYERS, LOSS = "statement/claims", "witness/saddle", "statement/networks/W/layers", "statement/loss"


class Saddles(TwoVerifiers):
    def setUp(self):
        super().setUp()
        self.example = example_of("34")

    def agree(self, certificate, code="", verdict="REJECTED"):
        formal, _ = super().agree(certificate, code, verdict)
        self.assertIn("saddle: holds" if not code else "saddle: does not hold", formal.stdout)

    def test_each_obligation_is_looked_at(self):
        """R = (w_1 w_2 - 1)^2 at 0, up along (1, -1); with a ReLU the one sample is on its wall; R has a derivative
        at w_2 = 1; 2 e^2 + e^4 rises, but is shown to only where 2 is above e^2."""
        self.agree(self.example)
        for code, edits in [
                ("saddle.on_wall", {f"{LAYERS}/0/activation": "relu"}),
                ("saddle.gradient", {f"{LAYERS}/1/weights": [[[0, "1"]]], f"{CLAIMS}/0/epsilon": "1/8"}),
                ("saddle.epsilon_not_positive", {f"{CLAIMS}/1/epsilon": "0"}),
                ("saddle.no_ascent", {f"{ASCENT}/weights": [[0, 0, 0, "1"], [1, 0, 0, "1"]]}),
                ("saddle.no_ascent", {f"{ASCENT}/weights": []}),
                ("saddle.epsilon", {f"{CLAIMS}/1/epsilon": "1000"})]:
            with self.subTest(code=code):
                self.agree(changed(self.example, edits), code)

    def test_biases_and_kinks(self):
        """F = a max(0, w x + 1) + c at a = w = c = 0 and the targets -1 and 1: R = 1, along (a, w, c) = (1, 1, 0) down, along (1, -1, 0) up; the
        units leave their piece at e = 1 for x = -1 or 1."""
        layers = [{"kind": "dense", "activation": "relu", "weights": [[]], "biases": ["1"]}, {"kind": "dense", "activation": "identity", "weights": [[]], "biases": ["0"]}]
        kinked = changed(self.example, {
            "statement/data/rows": [["-1", "-1"], ["1", "1"]], LAYERS: layers, f"{CLAIMS}/0/epsilon": "1/2", f"{CLAIMS}/1/epsilon": "1/2",
            "witness/not_local_minimum": {"weights": [[0, 0, 0, "1"], [1, 0, 0, "1/2"]], "biases": []}})
        self.agree(kinked)
        self.agree(changed(kinked, {f"{CLAIMS}/1/epsilon": "2"}), "saddle.pattern")
        self.agree(changed(kinked, {LOSS: {"name": "huber", "delta": "4"}, f"{CLAIMS}/0/risk": "1/2"}))
        self.agree(changed(kinked, {LOSS: {"name": "squared", "sample_weights": ["1", "2"], "output_weights": ["3"]}, f"{CLAIMS}/0/risk": "9/2", f"{CLAIMS}/0/epsilon": "1/8"}), "saddle.gradient")

    def test_not_covered(self):
        """Losses with kinks, off them; and convolutions."""
        for certificate in [
                changed(self.example, {LOSS: {"name": "absolute"}}), changed(self.example, {LOSS: {"name": "squared-hinge"}}),
                changed(self.example, {"statement/networks/W": {"input_shape": [1, 1], "layers": [
                    {"kind": "convolution", "activation": "identity", "kernel": [1], "stride": [1], "padding": [0], "dilation": [1], "groups": 1, "weights": [[]], "biases": None},
                    self.example["statement"]["networks"]["W"]["layers"][1]]}})]:
            formal, cpp = self.outcomes(changed(certificate, {f"{CLAIMS}/0/epsilon": "1/2", f"{CLAIMS}/1/epsilon": "1/2"}))
            self.assertEqual((formal.returncode, cpp.returncode), (CODES["UNSUPPORTED"], CODES["VERIFIED"]), formal.stdout + cpp.stdout)
            self.assertIn("saddle: not covered", formal.stdout)


if __name__ == "__main__":
    unittest.main()
