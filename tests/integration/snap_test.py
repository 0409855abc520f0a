# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg snap`: from checkpoints of gradient descent to certificates that the verifier accepts."""

import json
import platform
import random
import sys
import unittest
from fractions import Fraction

from thalweg_test import BIN, SOURCE, THALWEG, VERIFY, ProgramTest

EXAMPLES = SOURCE / "examples" / "snap"
SINE = EXAMPLES / "sine.csv"


def lower(risk):
    return Fraction((risk if "exact" in risk else risk["lower"])["exact"])


def upper(risk):
    return Fraction((risk if "exact" in risk else risk["upper"])["exact"])


def network(activation, weights, biases, output_weights, output_bias):
    return json.dumps({"format": "thalweg-network", "version": 1, "layers": [
        {"kind": "dense", "activation": activation, "weights": weights, "biases": biases},
        {"kind": "dense", "activation": "identity", "weights": [output_weights],
         "biases": [output_bias]}]})


class Snap(ProgramTest):
    def trained(self, data, units, seed, columns=("x", "y")):
        text = self.run_program(BIN / "snap_train", data, *columns, units, seed).stdout
        return self.write("trained.json", text)

    def snap(self, net, data, *options, expect=0):
        """The summary."""
        text = self.run_program(THALWEG, "snap", net, data, *options, "-o", "minimum.json", "--json",
                                expect=expect).stdout
        return json.loads(text)

    def verified_claims(self, data):
        self.run_program(VERIFY, "minimum.json", "--data", data)
        statement = json.loads((self.folder / "minimum.json").read_text())["statement"]
        return {claim["claim"]: claim for claim in statement["claims"]}

    def check_minimum(self, summary, data):
        """The claim of the certificate is what the summary tells."""
        self.assertTrue(summary["certified"])
        self.assertNotEqual(summary["kind"], "global")
        self.assertLessEqual(lower(summary["risk"]), upper(summary["start_risk"]))
        claims = self.verified_claims(data)
        name = {"lifted": "local_minimum", "on_walls": "minimum_on_walls",
                "second_order": "trained_minimum"}[summary["kind"]]
        self.assertGreater(Fraction(summary["radius"]["exact"]), 0)
        if name != "trained_minimum":
            self.assertEqual(Fraction(claims[name]["risk"]), upper(summary["risk"]))
            self.assertEqual(Fraction(claims[name]["radius"]), Fraction(summary["radius"]["exact"]))
        if name == "local_minimum":
            self.assertIn("pattern_flip", claims)
        else:
            self.assertIn(name, claims)

    def test_networks_trained_on_a_sine(self):
        kinds = set()
        for units in (2, 5, 8):
            for seed in (0, 1, 4):
                summary = self.snap(self.trained(SINE, units, seed), SINE)
                self.check_minimum(summary, SINE)
                kinds.add(summary["kind"])
        self.assertGreater(len(kinds), 1)

    def test_networks_trained_on_noise(self):
        source = random.Random(2)
        rows = [(source.randint(-20, 20), source.randint(-9, 9)) for _ in range(40)]
        data = self.write("noise.csv", "a,x,y\n" + "".join(
            f"{source.randint(0, 9)},{x / 10},{abs(x) + noise}e-1\n" for x, noise in rows))
        for units in (2, 4):
            net = self.trained(data, units, 7)
            summary = self.snap(net, data, "--inputs", "x", "--target", "y")
            self.assertTrue(summary["certified"])
            self.run_program(VERIFY, "minimum.json")

    def test_other_activations_and_several_inputs(self):
        source = random.Random(3)
        data = self.write("data.csv", "x1,x2,y\n" + "".join(
            f"{source.randint(-9, 9)}/4,{source.randint(-9, 9)}/4,{source.randint(-9, 9)}/2\n"
            for _ in range(20)))
        for activation in ("leaky_relu:1/100", "prelu:0.25", "abs", "hard_tanh", "relu6",
                           {"breakpoints": [-1, 1], "slopes": [0, 1, 3], "intercepts": [-1, 0, -2]}):
            net = self.write("net.json", network(
                activation, [[0.5, -1], [1.25, 0.75]], [0.1, -0.4], [1, -0.5], 0.5))
            self.check_minimum(self.snap(net, data), data)

    def test_the_example(self):
        text = self.run_program(THALWEG, "snap", EXAMPLES / "trained.json", SINE, "-o",
                                "minimum.json").stdout
        self.assertRegex(text, r"verdict +local minimum")
        self.assertRegex(text, r"start +risk 0.00618142\nminimum +risk 0.0033381.*, after \d+ steps? "
                               r"and 0 hops\ndistance .*\nradius ")
        self.assertIn("VERIFIED", self.run_program(VERIFY, "minimum.json", "--data", SINE).stdout)

    def test_same_input_same_bytes(self):
        net = self.trained(SINE, 3, 0)
        certificates = []
        for _ in range(2):
            self.snap(net, SINE)
            certificates.append((self.folder / "minimum.json").read_bytes())
        self.assertEqual(*certificates)

    def test_decide_agrees(self):
        net = self.write("near.json", network("relu", [["31/20"]], ["-9/10"], [2], "11/10"))
        data = self.write("ramp.csv", "x,y\n-2,0\n-1,2\n1,2\n2,5\n")
        summary = self.snap(net, data)
        self.assertEqual((summary["kind"], summary["risk"]["exact"]), ("lifted", "1/2"))
        self.run_program(THALWEG, "decide", "minimum.json", data, "-o", "decision.json")
        minimum, decision = (json.loads((self.folder / name).read_text())["statement"]["claims"]
                             for name in ("minimum.json", "decision.json"))
        self.assertEqual(minimum, decision)
        again = self.snap((self.folder / "minimum.json").rename(self.folder / "net.json"), data)
        self.assertEqual((again["steps"], again["risk"]), (0, summary["risk"]))

    def test_judge_agrees(self):
        net = self.trained(SINE, 4, 1)
        summary = self.snap(net, SINE)
        text = self.run_program(THALWEG, "judge", net, SINE, "-o", "judged.json", "--json").stdout
        judged = json.loads(text)["minimum"]
        self.assertEqual({key: summary[key] for key in judged}, judged)

    def test_a_minimum_on_a_wall_is_certified(self):
        # F = c + |a x + b|: the lowest risk, 2/35, is where the sample x = 0 is on the breakpoint
        data = self.write("valley.csv", "x,y\n-2,2\n-1,1\n0,-1\n1,1\n2,2\n")
        net = self.write("net.json", network("abs", [[1.4]], [0], [1], -0.7))
        summary = self.snap(net, data, "--steps", 100)
        self.check_minimum(summary, data)
        self.assertEqual((summary["hops"], summary["walls"]), (0, 1))
        self.assertAlmostEqual(float(upper(summary["risk"])), 2 / 35)

    def test_without_a_minimum_nothing_is_written(self):
        # without errors a classifier has none: scaling its output lowers the risk for ever
        data = self.write("labels.csv", "x,y\n-2,-1\n1,1\n")
        net = self.write("net.json", network("relu", [[1]], [2], [1], -2))
        summary = self.snap(net, data, "--loss", "logistic", expect=6)
        self.assertFalse(summary["certified"])
        self.assertIn("every sample is classified rightly", summary["reason"])
        self.assertEqual(summary["hops"], 0)
        self.assertFalse((self.folder / "minimum.json").exists())
        text = self.run_program(THALWEG, "snap", net, data, "--loss", "logistic", expect=6).stdout
        self.assertRegex(text, r"verdict +no minimum found\nstart +risk .*\nend +risk .* steps? and 0 hops")
        self.assertFalse((self.folder / "net.snap.json").exists())

    def test_a_hop_finds_another_minimum(self):
        net = self.trained(SINE, 5, 96)
        summary = self.snap(net, SINE)
        self.check_minimum(summary, SINE)
        if platform.machine() == "x86_64":
            self.assertGreater(summary["hops"], 0)
        text = self.run_program(THALWEG, "snap", net, SINE, "-o", "minimum.json").stdout
        self.assertEqual("another local minimum" in text, summary["hops"] > 0)

    def test_steps_are_used_up(self):
        summary = self.snap(EXAMPLES / "trained.json", SINE, "--steps", 1, expect=6)
        self.assertIn("the steps are used up", summary["reason"])
        self.assertEqual(summary["steps"], 1)
        self.assertLess(upper(summary["risk"]), lower(summary["start_risk"]))
        self.assertFalse((self.folder / "minimum.json").exists())

    def test_an_exact_fit_is_a_global_minimum(self):
        data = self.write("corner.csv", "x,y\n-2,2\n-1,1\n0,0\n1,1\n2,2\n")
        net = self.write("net.json", network("abs", [[1]], [0.1], [1], 0.1))
        summary = self.snap(net, data)
        self.assertEqual(upper(summary["risk"]), 0)
        self.assertEqual(list(self.verified_claims(data)), ["global_minimum"])

    def test_deep_networks_and_several_outputs(self):
        hidden = {"kind": "dense", "activation": "relu", "weights": [["3/4"], ["-1/2"]], "biases": ["1/2", "1/3"]}
        second = dict(hidden, weights=[["1/2", "1/3"], ["-1/4", "2/3"]], biases=["1/5", "1/7"])
        data = self.write("two.csv", "x,y,z\n" + "".join(
            f"{k},{k * k % 5},{k * k * k % 7}\n" for k in range(-6, 12)))
        for layers, outputs in (([hidden, second], 1), ([hidden], 2)):
            last = dict(hidden, activation="identity", weights=[["1/2", "3/4"], ["1/3", "-1/2"]][:outputs],
                        biases=[0] * outputs)
            net = self.write("net.json", json.dumps(
                {"format": "thalweg-network", "version": 1, "layers": [*layers, last]}))
            columns = ["--inputs", "x", "--target", "y,z" if outputs == 2 else "y"]
            self.check_minimum(self.snap(net, data, *columns), data)

    def test_losses_and_decay(self):
        data = self.write("ramp.csv", "x,y\n-2,0\n-1,2\n1,2\n2,5\n")
        net = self.write("net.json", network("relu", [["31/20"]], ["-9/10"], [2], "11/10"))
        for options in (["--loss", "huber:1"], ["--sample-weights", "1,2,1,3"], ["--weight-decay", "1/100"]):
            self.check_minimum(self.snap(net, data, *options), data)

    def test_wrong_usage(self):
        trained = EXAMPLES / "trained.json"
        self.run_program(THALWEG, "snap", expect=5)
        self.run_program(THALWEG, "snap", trained, expect=5)
        self.run_program(THALWEG, "snap", trained, self.folder / "none.csv", expect=5)
        self.run_program(THALWEG, "snap", trained, SINE, "--target", "z", expect=5)
        self.run_program(THALWEG, "snap", trained, SINE, "--steps", "-1", expect=5)
        self.run_program(THALWEG, "snap", trained, SINE, "--steps", "many", expect=5)
        net = self.trained(SINE, 2, 0)
        before = net.read_bytes()
        process = self.run_program(THALWEG, "snap", net, SINE, "-o", net, expect=5)
        self.assertIn("-o: expected a file that is not read", process.stderr)
        self.assertEqual(net.read_bytes(), before)
        self.run_program(THALWEG, "snap", net, self.write("two.csv", "x,y,z\n0,1,2\n"), "--target",
                         "y,z", expect=2)

    def test_the_table(self):
        table = SOURCE / "examples" / "snap" / "table.py"
        rows = self.run_program(sys.executable, table, SINE, "x", "y", "sine", 3, 50, BIN).stdout.splitlines()
        self.assertEqual(len(rows), 2)
        for row in rows:
            near, others, none = (int(cell) for cell in row.split("|")[3:6])
            self.assertEqual(near + others + none, 50)
            self.assertLess(none, 5)
        if platform.machine() == "x86_64":  # elsewhere floating point may be fused
            self.assertIn("\n".join(rows), (SOURCE / "examples" / "snap.md").read_text("utf-8"))


if __name__ == "__main__":
    unittest.main()
