# SPDX-License-Identifier: GPL-3.0-or-later
"""Several networks and claims with names: which claim stands on which, what is not covered, and that nothing is taken for something else."""

import copy
import json
import unittest

from formal_test import changed, hand_example, only_named
from losses_test import example_of
from programs import CODES, SOURCE, TwoVerifiers
from shapes import hand_examples, with_claims

CLAIMS, NETWORKS = "statement/claims", "statement/networks"


def with_claim(certificate, claim, witness=None, place=None):
    """One more claim, by default the last one."""
    result = copy.deepcopy(certificate)
    claims = result["statement"]["claims"]
    claims.insert(len(claims) if place is None else place, claim)
    if witness is not None:
        result["witness"][claim.get("name", claim["claim"])] = witness
    return result


class Names(TwoVerifiers):
    def setUp(self):
        super().setUp()
        self.example = hand_example()
        self.minimum, self.flip, self.lower, self.refinement = self.example["statement"]["claims"]
        self.witness = self.example["witness"]["local_minimum"]

    def is_not_covered(self, certificate, name):
        formal, cpp = self.outcomes(certificate)
        self.assertEqual((formal.returncode, cpp.returncode), (CODES["UNSUPPORTED"], CODES["VERIFIED"]), formal.stdout + cpp.stdout)
        self.assertIn(f"{name}: not covered\n", formal.stdout)

    def test_order_of_claims(self):
        claims = self.example["statement"]["claims"]
        for order in (1, 0, 2, 3), (0, 2, 1, 3), (0, 2, 3, 1):
            self.agree(changed(self.example, {CLAIMS: [claims[k] for k in order]}))
        for order in (3, 2, 0, 1), (0, 3, 2, 1):
            self.agree(changed(self.example, {CLAIMS: [claims[k] for k in order]}), "document.claim_needs", "MALFORMED")
        before = [claims[k] for k in (2, 0, 1, 3)]  # where no minimum is before it the risk of W is stated
        self.agree(changed(self.example, {CLAIMS: before}), "document.missing_key", "MALFORMED")
        self.agree(changed(self.example, {CLAIMS: [{**self.lower, "risk": "2"}, *before[1:]]}))
        self.agree(changed(self.example, {f"{CLAIMS}/2/risk": "2"}), "document.unknown_key", "MALFORMED")

    def test_names_of_claims(self):
        named = with_claim(self.example, {**self.minimum, "name": "local_minimum again", "radius": "1/9"}, self.witness)
        formal, cpp = self.agree(named)
        self.assertIn("local_minimum again: holds\n", formal.stdout)
        self.assertIn(formal.stdout.split("Statement digest ")[1].split(".")[0], cpp.stdout)
        self.agree(changed(named, {f"{CLAIMS}/4/radius": "1/4"}), "local_minimum.radius")
        for name in "local_minimum", "local_minimum2", "again", "", "lower_risk 2":
            self.agree(changed(named, {f"{CLAIMS}/4/name": name, f"witness/{name}": self.witness}), "document.claim_name", "MALFORMED")
        self.agree(changed(named, {f"{CLAIMS}/4/name": "local_minimum other"}), "document.", "MALFORMED")
        self.agree(with_claim(named, {**self.minimum, "name": "local_minimum again"}), "document.claim_name", "MALFORMED")
        for text in "local_minimum /~", "local_minimum é𝒲\uffee\n", "local_minimum \"\\":
            certificate = with_claim(self.example, {**self.minimum, "name": text}, self.witness)
            formal, cpp = self.agree(certificate)
            self.assertIn(formal.stdout.split("Statement digest ")[1].split(".")[0], cpp.stdout)
        slashes = with_claim(self.example, {**self.minimum, "name": "local_minimum /~"}, {**self.witness, "method": 1})
        for output in self.agree(slashes, "document.type", "MALFORMED"):
            self.assertIn("/witness/local_minimum ~1~0/method", output.stdout)

    def test_names_of_networks(self):
        networks = self.example["statement"]["networks"]
        for name in "", "W2 ", "/~", "é𝒲\uffee", "activation":
            renamed = changed(self.example, {NETWORKS: {name: networks["W"], "W2": networks["W2"]},
                                             CLAIMS: [{**claim, "network": name} for claim in self.example["statement"]["claims"]]})
            formal, cpp = self.agree(renamed)
            self.assertIn(formal.stdout.split("Statement digest ")[1].split(".")[0], cpp.stdout)
        self.agree(changed(self.example, {f"{CLAIMS}/0/network": "W2"}), "document.claim_needs", "MALFORMED")
        self.agree(changed(self.example, {f"{NETWORKS}/V": networks["W"]}), "document.unknown_key", "MALFORMED")
        self.agree(changed(self.example, {f"{CLAIMS}/1/network": "V"}), "document.missing_key", "MALFORMED")
        self.agree(changed(self.example, {f"{CLAIMS}/1/better": "W2"}), "document.unknown_key", "MALFORMED")
        self.agree(changed(self.example, {NETWORKS: {"W": networks["W2"], "W2": networks["W"]}}), ".")
        self.agree(only_named(changed(self.example, {f"{CLAIMS}/2/better": "W"})), ".")
        self.agree(changed(self.example, {f"{NETWORKS}/W2/layers/1/biases": ["0", "0"]}), "shape.length", "MALFORMED")

    def test_two_networks(self):
        """W twice, once under another name, whose claims do not hold if it is worse."""
        twice = copy.deepcopy(self.example)
        twice["statement"]["networks"]["V"] = copy.deepcopy(twice["statement"]["networks"]["W"])
        for claim in self.example["statement"]["claims"]:
            kind = claim["claim"]
            twice = with_claim(twice, {**claim, "network": "V", "name": f"{kind} of V"}, self.example["witness"].get(kind))
        self.agree(twice)
        claims = twice["statement"]["claims"]
        for order in (0, 4, 1, 5, 2, 6, 3, 7), (4, 0, 6, 2, 7, 1, 3, 5):
            self.agree(changed(twice, {CLAIMS: [claims[k] for k in order]}))
        worse = {f"{NETWORKS}/V/layers/1/biases": ["1"]}
        formal, _ = self.agree(changed(twice, worse), "local_minimum.")
        for name, verdict in [("local_minimum", "holds"), ("local_minimum of V", "does not hold"), ("lower_risk of V", "does not hold"), ("refinement", "holds")]:
            self.assertIn(f"{name}: {verdict}\n", formal.stdout)
        self.agree(changed(twice, {f"{NETWORKS}/W2/layers/1/biases": ["-9"]}), "lower_risk.")
        self.agree(changed(twice, {f"{CLAIMS}/6/better": "V"}), "lower_risk.")
        self.agree(changed(twice, {CLAIMS: [*claims[:4], *claims[5:]]}), "document.", "MALFORMED")

    def test_what_a_claim_stands_on(self):
        """The last one before it; what the checker is not given together is not covered."""
        again = {**self.minimum, "name": "local_minimum 2"}
        wider = with_claim(self.example, {**again, "risk": "3"}, self.witness, 1)
        self.agree(wider, "local_minimum.risk")
        self.agree(with_claim(self.example, again, self.witness, 1))
        self.is_not_covered(with_claim(self.example, again, self.witness, 3), "refinement")
        for name, claim in ("pattern_flip 2", self.flip), ("lower_risk 2", self.lower), ("refinement 2", self.refinement):
            self.is_not_covered(with_claim(self.example, {**claim, "name": name}, self.example["witness"].get(claim["claim"])), name)
        lower = {**self.lower, "risk": "2"}
        twice = changed(self.example, {CLAIMS: [lower, {**lower, "name": "lower_risk 2"}], "witness": {}})
        self.agree(twice)
        self.agree(changed(twice, {f"{CLAIMS}/1/better_risk": "1/2"}), "lower_risk.better_risk")
        self.agree(changed(twice, {"witness/lower_risk 2": {}}), "document.unknown_key", "MALFORMED")
        # the risk of W may be that of a minimum that is not covered
        walls = example_of("36")
        formal, _ = self.outcomes(walls)
        self.assertIn("lower_risk: not covered\n", formal.stdout)

    def test_flips_of_exempt_samples(self):
        """(0, 0) is on no wall of V but settled, and V may exempt it: a flip is asked for its class by a minimum of the same network before it."""
        exempt = {"claim": "pattern_flip", "network": "V", "sample": 0, "layer": 0, "unit": 0, "distance": "1"}
        network = {"layers": [{"kind": "dense", "activation": "relu", "weights": [[[0, "1"]]], "biases": ["1/2"]},
                              {"kind": "dense", "activation": "identity", "weights": [[[0, "1"]]], "biases": ["-1/2"]}]}
        certificate = changed(self.example, {
            "statement/data/rows": [["0", "0"]], NETWORKS: {"V": network}, "witness": {"local_minimum": {"method": "interval", "pattern_classes": [None]}},
            CLAIMS: [{"claim": "local_minimum", "network": "V", "radius": "1/4", "risk": "0"}, exempt]})
        minimum = certificate["statement"]["claims"][0]
        self.agree(certificate, "pattern_flip.exempt_sample")
        self.agree(changed(certificate, {CLAIMS: [exempt, minimum]}))
        self.agree(changed(certificate, {f"{CLAIMS}/0/network": "U", f"{NETWORKS}/U": network}))
        later = changed(certificate, {CLAIMS: [exempt, minimum, {**exempt, "name": "pattern_flip 2"}]})
        self.agree(later, "pattern_flip.exempt_sample")
        self.agree(changed(later, {"witness/local_minimum/pattern_classes": [0]}))

    def test_subgradients_of_the_better_network(self):
        """They are there exactly if the loss has kinks."""
        certificate = example_of("30")
        self.agree(changed(certificate, {"witness/refinement/subgradients/0/0": "3/2"}), "refinement.subgradient")
        del certificate["witness"]["refinement"]["subgradients"]
        self.agree(certificate, "document.missing_key", "MALFORMED")
        self.agree(changed(self.example, {"witness/refinement/subgradients": [["0"]] * 6}), "document.unknown_key", "MALFORMED")

    def test_a_lower_risk_than_that_of_a_minimum_near(self):
        """Behind trained_minimum it is below what that claim states, whatever R(W) is."""
        certificate = json.loads((SOURCE / "certificates" / "he2020" / "erratum-theorem3-two-outputs.json").read_text())
        self.agree(certificate)
        claims = certificate["statement"]["claims"]
        lower = next(k for k, claim in enumerate(claims) if claim["claim"] == "lower_risk")
        self.agree(changed(certificate, {f"{CLAIMS}/{lower}/better_risk": "4"}), "lower_risk.better_risk")
        self.agree(changed(certificate, {f"{CLAIMS}/{lower}/risk": "205/48"}), "document.unknown_key", "MALFORMED")
        before = changed(certificate, {CLAIMS: [{**claims[lower], "risk": "205/48"}, *(claim for claim in claims if claim["claim"] != "lower_risk")]})
        self.agree(before)
        self.agree(changed(before, {f"{CLAIMS}/0/risk": "5"}), "lower_risk.risk")

    def test_decay_of_two_networks(self):
        """Factors fit the W of every claim about the risk, and the W2s by their architecture."""
        lower = changed(self.example, {
            "statement/loss/decay": [["0", "1/1000"], ["0", "0"]], "witness": {},
            CLAIMS: [{"claim": "lower_risk", "network": "W", "better": "W2", "better_risk": "110689/100000", "risk": "2001/1000"}]})
        self.agree(lower)
        one_layer = {"layers": [{"kind": "dense", "activation": "identity", "weights": [[[0, "1"]]], "biases": ["0"]}]}
        ray = {"claim": "not_local_minimum", "network": "V", "epsilon": "1/8", "risk": "2"}
        self.agree(with_claim(changed(lower, {f"{NETWORKS}/V": one_layer}), ray, {"weights": [[0, 0, 0, "1"]], "biases": []}), "shape.length", "MALFORMED")
        self.agree(changed(lower, {f"{NETWORKS}/W2": one_layer}), "lower_risk.architecture")

    def test_shapes_of_two_networks(self):
        certificate = hand_examples()["absolute_value"]
        regions = with_claims(certificate, {"convex_partition", "linear_regions", "network_computes_function"})
        self.agree(regions)
        network = regions["statement"]["networks"]["W"]
        place = next(k for k, claim in enumerate(regions["statement"]["claims"]) if claim["claim"] == "network_computes_function")
        other = changed(regions, {f"{NETWORKS}/V": network, f"{CLAIMS}/{place}/network": "V"})
        self.agree(other, "document.claim_needs", "MALFORMED")
        claim = next(claim for claim in regions["statement"]["claims"] if claim["claim"] == "linear_regions")
        twice = with_claim(changed(regions, {f"{NETWORKS}/V": network}), {**claim, "network": "V", "name": "linear_regions 2"}, regions["witness"]["linear_regions"])
        self.is_not_covered(twice, "linear_regions 2")


if __name__ == "__main__":
    unittest.main()
