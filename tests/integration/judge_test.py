# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg judge`: one checkpoint for each verdict, and certificates that the verifier accepts."""

import json
import unittest
from fractions import Fraction

from thalweg_test import SOURCE, THALWEG, VERIFY, ProgramTest

SNAP = SOURCE / "examples" / "snap"
DECIDE = SOURCE / "examples" / "decide"


def network(*layers):
    return json.dumps({"format": "thalweg-network", "version": 1, "layers": [
        {"kind": "dense", "activation": activation, "weights": weights, "biases": biases}
        for activation, weights, biases in layers]})


class Judge(ProgramTest):
    def judge(self, net, data, *options, expect=0):
        """The judgement."""
        text = self.run_program(THALWEG, "judge", net, data, *options, "-o", "judged.json", "--json",
                                expect=expect).stdout
        return json.loads(text)

    def verified_claims(self, data):
        self.run_program(VERIFY, "judged.json", "--data", data)
        statement = json.loads((self.folder / "judged.json").read_text())["statement"]
        return [claim["claim"] for claim in statement["claims"]]

    def test_a_trained_network_is_near_a_minimum(self):
        judged = self.judge(SNAP / "trained.json", SNAP / "sine.csv")
        self.assertEqual(judged["verdict"], "minimum")
        self.assertLessEqual(Fraction(judged["minimum"]["risk"]["exact"]),
                             Fraction(judged["risk"]["exact"]))
        self.assertTrue({"local_minimum", "minimum_on_walls", "trained_minimum"}
                        & set(self.verified_claims(SNAP / "sine.csv")))

    def test_the_answer_fits_on_a_screen(self):
        text = self.run_program(THALWEG, "judge", SNAP / "trained.json", SNAP / "sine.csv", "-o",
                                "judged.json").stdout
        self.assertLess(text.count("\n"), 20)
        for label in ("network", "risk", "gradient", "patterns", "verdict", "distance", "next",
                      "certificate"):
            self.assertRegex(text, rf"(?m)^{label} ")

    def test_risk_zero_is_global(self):
        judged = self.judge(DECIDE / "alive.json", DECIDE / "line.csv")
        self.assertEqual(judged["verdict"], "global")
        self.assertEqual(self.verified_claims(DECIDE / "line.csv"), ["global_minimum"])

    def test_a_dead_network_is_a_spurious_minimum(self):
        judged = self.judge(DECIDE / "dead.json", DECIDE / "line.csv")
        self.assertEqual((judged["verdict"], judged["minimum"]["distance"]["exact"]), ("minimum", "0"))
        self.assertGreater(judged["better_network"]["drop_percent"], 99)
        self.assertIn("lower_risk", self.verified_claims(DECIDE / "line.csv"))

    def test_a_minimum_on_a_wall(self):
        # the example of the specification, section 36: max(0, x) is on its breakpoint at x = 0
        self.write("net.json", network(("relu", [[1], [0]], [0, -2]), ("identity", [[1, 0]], [0])))
        self.write("data.csv", "x,y\n-1,1\n0,-2\n1,3\n2,1\n")
        judged = self.judge("net.json", "data.csv")
        self.assertEqual((judged["verdict"], judged["minimum"]["kind"]), ("minimum", "on_walls"))
        self.assertEqual(judged["minimum"]["risk"]["exact"], "5/2")
        self.assertEqual(judged["minimum"]["walls"], 1)
        self.assertEqual(judged["leaving"]["verdict"], "escape")
        self.assertEqual(self.verified_claims("data.csv"), ["minimum_on_walls", "lower_risk", "escape"])

    def test_a_trap(self):
        # the example of the specification, section 41, a little beside the minimum
        self.write("net.json", network(("relu", [[-1]], [1.51]), ("identity", [[-1]], [1.49])))
        self.write("data.csv", "x,y\n0,0\n1,1\n2,0\n3,3\n")
        judged = self.judge("net.json", "data.csv")
        self.assertEqual((judged["verdict"], judged["minimum"]["risk"]["exact"]), ("minimum", "9/8"))
        self.assertEqual(judged["leaving"]["verdict"], "trap")
        self.assertGreater(Fraction(judged["leaving"]["barrier"]["exact"]), Fraction(13, 80000))
        self.assertEqual(self.verified_claims("data.csv")[-2:], ["trained_minimum", "trap"])
        text = self.run_program(THALWEG, "judge", "net.json", "data.csv").stdout
        self.assertIn("leaving        trapped: every path to a risk below 1.125 first climbs by ", text)

    def test_a_separating_classifier_has_no_minimum(self):
        # margins 1 and 1
        self.write("net.json", network(("relu", [[1]], [2]), ("identity", [[1]], [-2])))
        self.write("data.csv", "x,y\n-1,-1\n1,1\n")
        judged = self.judge("net.json", "data.csv", "--loss", "logistic")
        self.assertEqual((judged["verdict"], judged["least_margin"]["exact"]), ("no_minimum", "1"))
        self.assertEqual(judged["classified_rightly"], 2)
        self.assertEqual(self.verified_claims("data.csv"), ["vanishing_risk"])

    def test_a_last_layer_that_separates_some_samples_only(self):
        # the margins are 0 for the labels of x = 0 and x = -1, 1/2 at x = 1: no risk is below 4/5 log 2
        self.write("net.json", network(("relu", [[1]], [0]), ("identity", [[0.5]], [0])))
        self.write("data.csv", "x,y\n0,1\n0,-1\n-1,1\n-1,-1\n1,1\n")
        judged = self.judge("net.json", "data.csv", "--loss", "logistic")
        self.assertEqual((judged["verdict"], judged["least_margin"]["exact"]), ("no_minimum", "0"))
        self.assertEqual(self.verified_claims("data.csv")[-1], "vanishing_risk")
        text = self.run_program(THALWEG, "judge", "net.json", "data.csv", "--loss", "logistic").stdout
        self.assertIn("no minimum with these hidden layers: the risk falls for ever as the last one grows\n", text)
        self.assertIn("separates some samples, and is neutral to the others: ", text)
        self.assertNotIn("towards 0", text)

    def test_a_better_network_is_certified_whatever_the_verdict(self):
        # a unit that is off, and the median: with absolute loss and decay no minimum is certified
        self.write("net.json", network(("relu", [[0]], [-1]), ("identity", [[0]], [1])))
        self.write("data.csv", "x,y\n-2,1\n-1,0\n0,0\n1,1\n2,3\n3,4\n4,6\n")
        judged = self.judge("net.json", "data.csv", "--loss", "absolute", "--weight-decay", "1/1000",
                            "--decay-weights-only", expect=6)
        self.assertEqual(judged["verdict"], "undecided")
        self.assertGreater(judged["better_network"]["drop_percent"], 0)
        self.assertEqual(self.verified_claims("data.csv"), ["lower_risk"])
        statement = json.loads((self.folder / "judged.json").read_text())["statement"]
        self.assertEqual(Fraction(statement["claims"][0]["better_risk"]),
                         Fraction(judged["better_network"]["risk"]["exact"]))

    def test_a_certificate_about_no_data(self):
        certificate = SOURCE / "certificates" / "safran2018" / "theorem1-equal-k6.json"
        for data in ([], [SNAP / "sine.csv"]):
            process = self.run_program(THALWEG, "judge", certificate, *data, expect=2)
            self.assertRegex(process.stderr, r"^thalweg: .*theorem1-equal-k6.json /statement: expected a network "
                             r"on data, found a spurious minimum of the population risk, .* → "
                             r"thalweg-verify checks it, thalweg explain tells it\n$")
        process = self.run_program(THALWEG, "judge", SNAP / "trained.json", expect=5)
        self.assertEqual(process.stderr, "thalweg: DATA is required → thalweg judge --help\n")

    def test_a_minimum_with_weight_decay(self):
        # F = x, residuals 1/2, 0, -1/2: (2/3)(-1) = -2 (1/3) for both weights of the first unit
        self.write("net.json", network(("relu", [[1], [0]], [2, 1]), ("identity", [[1, 0]], [-2])))
        self.write("data.csv", "x,y\n-1,-1.5\n0,0\n1,1.5\n")
        judged = self.judge("net.json", "data.csv", "--weight-decay", "1/3", "--decay-weights-only")
        self.assertEqual(judged["verdict"], "minimum")
        self.assertAlmostEqual(float(judged["minimum"]["risk"]["lower"]["decimal"]), 5 / 6, places=5)
        self.assertEqual(self.verified_claims("data.csv")[-1], "trained_minimum")

    def test_a_dead_classifier_is_near_a_minimum(self):
        # all outputs are constants, and each label is as frequent as the other: equal scores
        self.write("net.json", network(("relu", [[1]], [-5]), ("identity", [[1], [0]], [0.1, 0])))
        self.write("data.csv", "x,y\n0,0\n1,1\n0,1\n1,0\n")
        judged = self.judge("net.json", "data.csv", "--loss", "softmax")
        self.assertEqual(judged["verdict"], "minimum")
        self.assertLessEqual(Fraction(judged["minimum"]["distance"]["exact"]), Fraction(11, 100))
        self.assertEqual(self.verified_claims("data.csv"), ["trained_minimum"])

    def test_options_that_cannot_be(self):
        self.write("net.json", network(("relu", [[1]], [0]), ("identity", [[1]], [0])))
        self.write("data.csv", "x,y\n0,0\n1,1\n")
        for options in (["--weight-decay", "-1"], ["--decay-weights-only"], ["-o", "data.csv"]):
            process = self.run_program(THALWEG, "judge", "net.json", "data.csv", *options, expect=5)
            self.assertRegex(process.stderr, "^thalweg: --?[a-z-]+: expected ")


if __name__ == "__main__":
    unittest.main()
