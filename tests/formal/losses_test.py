# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights of outputs and samples, weight decay, and the claims refinement and not_local_minimum with every loss (sections 6.1 and 6.4)."""

import json
import re
import unittest
from fractions import Fraction

from formal_test import changed, hand_example
from programs import SOURCE, TwoVerifiers

CLAIMS, LOSS, ROWS = "statement/claims", "statement/loss", "statement/data/rows"
MINIMUM, BETTER = "witness/local_minimum", "witness/refinement"


def example_of(section):
    """The first example of a section of the specification."""
    text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text().split(f"\n## {section} ")[1]
    return json.loads(re.search(r"```json\n(.*?)```", text, re.DOTALL).group(1))


def ray_example(targets, output_weight="1"):
    """One unit [x]_+ at x = -1, where it stays off, and x = 1, where F = (1 + e)(output weight + e)."""
    return {
        "format": "thalweg-certificate", "version": 3, "provenance": {"tool": "by hand", "command": "none"},
        "statement": {
            "data": {"columns": ["x", "y"], "targets": [1], "rows": [["-1", targets[0]], ["1", targets[1]]]},
            "loss": {"name": "squared"},
            "networks": {"W": {"layers": [
                {"kind": "dense", "activation": "relu", "weights": [[[0, "1"]]], "biases": ["0"]},
                {"kind": "dense", "activation": "identity", "weights": [[[0, output_weight]]], "biases": ["0"]}]}},
            "claims": [{"claim": "not_local_minimum", "network": "W", "epsilon": "1/4", "risk": "2"}]},
        "witness": {"not_local_minimum": {"weights": [[1, 0, 0, "1"]], "biases": [[0, 0, "1"]]}}}


def times(certificate, factor, subgradients=("local_minimum", "refinement")):
    """All risks and subgradients times a factor."""
    certificate = json.loads(json.dumps(certificate))
    for claim in certificate["statement"]["claims"]:
        for key in ("risk", "better_risk"):
            if key in claim:
                claim[key] = str(Fraction(claim[key]) * factor)
    for name in subgradients:
        for entry in certificate["witness"].get(name, {}).get("subgradients", []):
            entry[:] = [str(Fraction(g) * factor) for g in entry]
    return certificate


class Losses(TwoVerifiers):
    def test_equal_weights(self):
        """They scale the risk and the subgradients, and nothing else."""
        plain = hand_example()
        for certificate, loss in (plain, {"name": "squared"}), (example_of("30"), {"name": "absolute"}):
            weighted = changed(times(certificate, 6), {LOSS: {**loss, "output_weights": ["3/2"], "sample_weights": ["4"] * 6}})
            self.agree(certificate)
            self.agree(weighted)
            self.agree(changed(weighted, {f"{LOSS}/sample_weights/1": "5"}), "local_minimum.")
            self.agree(changed(certificate, {f"{LOSS}/output_weights": ["3"]}), "local_minimum.")
            for weights, code in (["0"], "loss.weight"), (["-1"], "loss.weight"), (["1", "1"], "shape.length"):
                self.agree(changed(certificate, {f"{LOSS}/output_weights": weights}), code, "MALFORMED")

    def test_one_sample_that_counts_twice(self):
        """x = -3 of the hand example with the residual 1/2 for 1: then w g is what it was."""
        certificate = hand_example()
        certificate["statement"]["claims"] = certificate["statement"]["claims"][:2]
        del certificate["witness"]["refinement"], certificate["statement"]["networks"]["W2"]
        residual = 3 - Fraction(certificate["statement"]["data"]["rows"][0][1])
        certificate = changed(certificate, {
            f"{LOSS}/sample_weights": ["2", "1", "1", "1", "1", "1"], f"{ROWS}/0/1": str(3 - residual / 2),
            f"{CLAIMS}/0/risk": str(2 - residual**2 / 12)})
        self.agree(certificate)
        self.agree(changed(certificate, {f"{LOSS}/sample_weights": ["1", "2", "1", "1", "1", "1"]}), "local_minimum.")

    def test_refinement_with_another_loss(self):
        certificate = example_of("30")
        self.agree(certificate)
        for code, edits in [
                ("local_minimum.subgradient", {f"{MINIMUM}/subgradients/0/0": "3/2"}), ("refinement.subgradient", {f"{BETTER}/subgradients/0/0": "3/2"}),
                ("refinement.not_optimal", {f"{BETTER}/subgradients/3/0": "1/2"}), ("refinement.count", {f"{CLAIMS}/2/finer_groups": 4}),
                ("lower_risk.better_risk", {f"{CLAIMS}/1/better_risk": "1/4"})]:
            with self.subTest(code=code):
                self.agree(changed(certificate, edits), code)
        self.agree(changed(certificate, {f"{BETTER}/subgradients/3": None}), "document.type", "MALFORMED")

    def test_rays_with_every_loss(self):
        claim = f"{CLAIMS}/0"
        labels, others = (("-1", "1"), "1/2"), (("0", "3"), "1")
        for loss, data, risk, too_far in [
                ({"name": "squared"}, others, "2", None), ({"name": "absolute"}, others, "1", "9/10"),
                ({"name": "huber", "delta": "1/2"}, others, "7/16", "9/10"), ({"name": "epsilon", "epsilon": "1/2"}, others, "3/4", "9/10"),
                ({"name": "quantile", "tau": "1/3"}, others, "1/3", "9/10"), ({"name": "hinge"}, labels, "3/4", "1/3"),
                ({"name": "squared-hinge"}, labels, "5/8", "1/3")]:
            with self.subTest(loss=loss):
                certificate = changed(ray_example(*data), {LOSS: loss, f"{claim}/risk": risk})
                self.agree(certificate)
                self.agree(changed(certificate, {f"{claim}/risk": "9"}), "not_local_minimum.risk")
                self.agree(changed(certificate, {"witness/not_local_minimum": {"weights": [[1, 0, 0, "-1"]], "biases": []}}), "not_local_minimum.no_descent")
                if too_far:
                    self.agree(changed(certificate, {f"{claim}/epsilon": too_far}), "not_local_minimum.loss_piece")
                weighted = changed(certificate, {LOSS: {**loss, "sample_weights": ["1", "2"], "output_weights": ["3"]}})
                at_one = Fraction(risk) * 2 - (data is labels)  # of the sample x = 1; with labels that at -1 is 1
                self.agree(changed(weighted, {f"{claim}/risk": str(3 * ((data is labels) + 2 * at_one) / 2)}))

    def test_rays_from_a_kink(self):
        """F = 1 = y at x = 1: the output leaves the kink; so does the risk, upwards, except on the flat side of the hinge."""
        claim = f"{CLAIMS}/0"
        for loss in {"name": "absolute"}, {"name": "huber", "delta": "1"}, {"name": "epsilon", "epsilon": "0"}, {"name": "quantile", "tau": "1/3"}, {"name": "hinge"}:
            with self.subTest(loss=loss):
                certificate = changed(ray_example(("1", "1")), {LOSS: loss, f"{claim}/epsilon": "1/8"})
                at_minus_one = {"huber": "1/2", "quantile": "1/3"}.get(loss["name"], "1")
                certificate = changed(certificate, {f"{claim}/risk": str(Fraction(at_minus_one) / 2)})
                self.agree(certificate, "not_local_minimum.no_descent")
                # with the bias of the output, which helps at x = -1 by as much as it costs at x = 1
                steps = {"weights": [[1, 0, 0, "-1"]], "biases": [[1, 0, "1"]]}
                self.agree(changed(certificate, {"witness/not_local_minimum": steps}))

    def test_decay(self):
        claim = f"{CLAIMS}/0"
        ray = changed(ray_example(("0", "3")), {f"{LOSS}/decay": [["1/10", "1/5"], ["1/10", "0"]], f"{claim}/risk": "11/5"})
        self.agree(ray)
        self.agree(changed(ray, {f"{claim}/risk": "2"}), "not_local_minimum.risk")
        self.agree(changed(ray, {f"{LOSS}/decay": [["0", "0"], ["2", "0"]], f"{claim}/risk": "4"}), "not_local_minimum.no_descent")
        self.agree(changed(ray, {f"{LOSS}/decay": [["0", "0"], ["0", "0"]]}), "loss.decay", "MALFORMED")
        self.agree(changed(ray, {f"{LOSS}/decay/0": ["-1", "0"]}), "loss.decay", "MALFORMED")
        self.agree(changed(ray, {f"{LOSS}/decay": [["1", "0"]]}), "shape.length", "MALFORMED")
        without = changed(ray, {"statement/networks/W/layers/0/biases": None, "witness/not_local_minimum/biases": [[1, 0, "1"]]})
        self.agree(without, "loss.decay", "MALFORMED")
        self.agree(changed(without, {f"{LOSS}/decay/0/1": "0"}))
        example = hand_example()
        lower = changed(example, {
            f"{LOSS}/decay": [["0", "1/1000"], ["0", "0"]], "witness": {},
            CLAIMS: [example["statement"]["claims"][1], {"claim": "lower_risk", "network": "W", "better": "W2", "better_risk": "110689/100000", "risk": "2001/1000"}]})
        self.agree(lower)
        self.agree(changed(lower, {f"{CLAIMS}/1/risk": "2"}), "lower_risk.risk")
        self.agree(changed(lower, {f"{CLAIMS}/1/better_risk": "1"}), "lower_risk.better_risk")
        self.agree(changed(example, {f"{LOSS}/decay": [["1", "0"], ["0", "0"]]}), "unsupported.decay", "UNSUPPORTED")


if __name__ == "__main__":
    unittest.main()
