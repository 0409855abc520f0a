# SPDX-License-Identifier: GPL-3.0-or-later
"""Logistic and softmax loss from table to verdict: minima that are near, groups without a minimiser."""

import json
import math
import random
import unittest

from thalweg_test import SOURCE, THALWEG, VERIFY, ProgramTest


EXAMPLES = SOURCE / "examples" / "decide"


def table(seed, samples, inputs, classes, header="class"):
    source = random.Random(seed)
    lines = [",".join([f"x{k + 1}" for k in range(inputs)] + [header])]
    for _ in range(samples):
        x = [source.randint(-20, 20) for _ in range(inputs)]
        weights = [math.exp(0.02 * x[0] * k) for k in range(len(classes))]
        lines.append(",".join([str(a / 4) for a in x] + source.choices(classes, weights)))
    return "\n".join(lines) + "\n"


class CrossEntropy(ProgramTest):
    def generated(self, data, *options, code=0):
        certificate = self.folder / "certificate.json"
        process = self.run_program(THALWEG, "generate", data, *options, "-o", certificate,
                                   expect=code)
        verdict = self.run_program(VERIFY, certificate, "--data", data).stdout
        self.assertIn("VERIFIED", verdict)
        return json.loads(certificate.read_text()), process.stdout, verdict

    def test_minima(self):
        for name, classes, inputs, options in (
                ("logistic", ["1", "2"], 1, ()), ("logistic", ["-1", "1"], 2, ("--groups", "1")),
                ("logistic", ["1", "2"], 2, ("--construction", "gated", "--refine", "split")),
                ("softmax", ["0", "1", "2"], 1, ()),
                ("softmax", ["0", "1"], 2, ("--groups", "1"))):
            with self.subTest(name=name, classes=classes, options=options):
                data = self.write("table.csv", table(len(classes) + inputs, 120, inputs, classes))
                document, summary, verdict = self.generated(data, "--loss", name, *options)
                self.assertIn("local minimum  within ", summary)
                self.assertIn("W* is spurious", verdict)
                claims = {claim["claim"]: claim for claim in document["statement"]["claims"]}
                self.assertEqual(list(claims), ["pattern_flip", "nearby_minimum", "lower_risk"])
                self.assertEqual(document["statement"]["loss"]["name"], name)
                explanation = self.run_program(
                    THALWEG, "explain", self.folder / "certificate.json").stdout
                self.assertIn("Why a local minimum is near", explanation)
                self.assertIn("spurious local minimum", explanation.replace("\n", " "))

    def test_no_minimiser(self):
        rows = [f"{x},{1 if x > 0 else -1}" for x in range(-9, 10)]
        data = self.write("table.csv", "\n".join(["x,y"] + rows) + "\n")
        document, summary, verdict = self.generated(data, "--loss", "logistic", code=1)
        self.assertIn("no affine map is optimal on the", summary)
        self.assertIn("No minimiser.", verdict)
        self.assertNotIn("network", document["statement"])
        explanation = self.run_program(THALWEG, "explain", self.folder / "certificate.json").stdout
        self.assertIn("Why some samples have no optimal fit", explanation)

    def test_which_label_is_positive(self):
        data = self.write("table.csv", table(3, 60, 1, ["3", "5"]))
        by_rule, *_ = self.generated(data, "--loss", "logistic")
        self.assertEqual(by_rule["statement"]["loss"], {"name": "logistic", "positive": "5"})
        named, *_ = self.generated(data, "--loss", "logistic:3")
        self.assertEqual(named["statement"]["loss"], {"name": "logistic", "positive": "3"})

    def test_json_summary(self):
        data = self.write("table.csv", table(5, 60, 1, ["0", "1", "2"]))
        summary = json.loads(self.generated(data, "--loss", "softmax", "--json")[1])
        self.assertLess(float(summary["better_risk"]["decimal"]),
                        float(summary["risk_lower"]["decimal"]))
        self.assertEqual(sum(summary["groups"]), 60)
        self.assertEqual(summary["is_other_partition"], summary["groups_without_fit"] != [])

    def test_same_bytes(self):
        data = self.write("table.csv", table(6, 50, 2, ["-1", "1"]))
        first = self.generated(data, "--loss", "logistic")[0]
        self.assertEqual(first, self.generated(data, "--loss", "logistic")[0])
        schema = json.loads((SOURCE / "certificates" / "schema.json").read_text())
        import jsonschema
        kind = jsonschema.validators.validator_for(schema)
        self.assertEqual(list(kind(schema).iter_errors(first)), [])

    def decided(self, network, data, *options, code=0):
        return self.run_program(THALWEG, "decide", network, data, *options, "-o", "decision.json",
                                expect=code).stdout

    def verified_claims(self, data):
        """The claims of the decision, accepted for these data and explained; the file is in the format."""
        self.run_program(VERIFY, "decision.json", "--data", data)
        self.assertIn("Why a local minimum is near",
                      self.run_program(THALWEG, "explain", "decision.json").stdout)
        document = json.loads((self.folder / "decision.json").read_text())
        schema = json.loads((SOURCE / "certificates" / "schema.json").read_text())
        import jsonschema
        kind = jsonschema.validators.validator_for(schema)
        self.assertEqual(list(kind(schema).iter_errors(document)), [])
        return [claim["claim"] for claim in document["statement"]["claims"]]

    def test_decide_a_trained_network(self):
        data = EXAMPLES / "labels.csv"
        text = self.decided(EXAMPLES / "classifier.json", data, "--loss", "logistic")
        self.assertIn("verdict        a local minimum is near the network", text)
        self.assertEqual(self.verified_claims(data), ["pattern_flip", "nearby_minimum"])
        text = self.decided(EXAMPLES / "classifier.json", data, "--loss", "logistic", "--better",
                            EXAMPLES / "better_classifier.json")
        self.assertIn("better point   risk at most 0.6365", text)
        self.assertEqual(self.verified_claims(data),
                         ["pattern_flip", "nearby_minimum", "lower_risk"])
        text = self.decided(EXAMPLES / "better_classifier.json", data, "--loss", "logistic", code=6)
        self.assertRegex(text, "missing .* sample 15, which is on a breakpoint")

    def test_decide_needs_a_better_network_that_is_better_and_alike(self):
        data = EXAMPLES / "labels.csv"
        (self.folder / "decision.json").unlink(missing_ok=True)
        process = self.run_program(THALWEG, "decide", EXAMPLES / "classifier.json", data, "--loss",
                                   "logistic", "--better", EXAMPLES / "classifier.json", "-o",
                                   "decision.json", expect=1)
        self.assertIn("expected a risk below 0.673117236833, found one near", process.stderr)
        process = self.run_program(THALWEG, "decide", EXAMPLES / "classifier.json", data, "--loss",
                                   "logistic", "--better", EXAMPLES / "dead.json", "-o",
                                   "decision.json", expect=2)
        self.assertIn("expected the architecture 1-3-1", process.stderr)
        self.assertFalse((self.folder / "decision.json").exists())

    def test_decide_too_far_away(self):
        document = json.loads((EXAMPLES / "classifier.json").read_text())
        document["layers"][1]["biases"] = [3]
        network = self.write("far.json", json.dumps(document))
        text = self.decided(network, EXAMPLES / "labels.csv", "--loss", "logistic", code=6)
        self.assertIn("an optimal map is near on 0 of them", text)
        self.assertRegex(text, r"missing +a network nearer to optimal maps; .* \(a guess\) .* about")
        self.assertFalse((self.folder / "decision.json").exists())

    def test_decide_stops_at_classes_that_fail(self):
        """Twelve patterns of one sample each: no affine map is optimal on any, eight are looked at."""
        data = self.write("table.csv", "x,label\n" + "".join(f"{x},{x % 2}\n" for x in range(12)))
        units = {"kind": "dense", "activation": "relu", "weights": [[1]] * 11,
                 "biases": [f"-{2 * k + 1}/2" for k in range(11)]}
        output = {"kind": "dense", "activation": "identity", "weights": [[1] * 11], "biases": [0]}
        network = self.write("steps.json", json.dumps(
            {"format": "thalweg-network", "version": 1, "layers": [units, output]}))
        text = self.decided(network, data, "--loss", "logistic", code=6)
        self.assertIn("each of 12 pattern classes: an optimal map is near on 0 of the first 8, "
                      "the others were not tried", text)
        self.assertIn("5 more classes: no affine map is optimal (proved by a separating map)", text)

    def test_decide_generated_networks(self):
        for name, classes, inputs in (("logistic", ["1", "2"], 1), ("softmax", ["0", "1", "2"], 1),
                                      ("softmax", ["0", "1", "2"], 2)):
            with self.subTest(name=name, inputs=inputs):
                data = self.write("table.csv", table(len(classes) + inputs, 120, inputs, classes))
                self.generated(data, "--loss", name)
                self.decided("certificate.json", data, "--loss", name)
                self.assertEqual(self.verified_claims(data), ["pattern_flip", "nearby_minimum"])

    def test_decide_softmax_outputs(self):
        data = self.write("table.csv", "x,class\n" + "".join(f"{x},{c}\n" for x in (1, 2)
                                                             for c in (0, 1)))
        layers = {"kind": "dense", "activation": "identity", "weights": [[0]] * 3,
                  "biases": [0, 0, 0]}
        network = {"format": "thalweg-network", "version": 1, "layers": [layers]}
        text = self.decided(self.write("three.json", json.dumps(network)), data, "--loss",
                            "softmax", code=6)
        self.assertIn("no affine map is optimal (proved by a separating map)", text)
        layers.update(weights=[[0]] * 2, biases=[0, "1/1000"])
        self.decided(self.write("two.json", json.dumps(network)), data, "--loss", "softmax")
        self.assertEqual(self.verified_claims(data), ["nearby_minimum"])
        layers.update(weights=[[0]], biases=[0])
        self.decided(self.write("one.json", json.dumps(network)), data, "--loss", "softmax", code=2)


if __name__ == "__main__":
    unittest.main()
