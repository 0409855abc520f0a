# SPDX-License-Identifier: GPL-3.0-or-later
"""Every loss from table to verdict, and what the certificates and explanations say of it."""

import itertools
import json
import random
import unittest

from thalweg_test import PARABOLA, SOURCE, THALWEG, VERIFY, ProgramTest, random_table

EXAMPLES = SOURCE / "examples" / "decide"
LOSSES = ("absolute", "huber:1/2", "epsilon:1/4", "epsilon:0", "quantile:1/3")
LABELS = ("hinge", "squared-hinge")
KINKS = ("absolute", "epsilon", "quantile", "hinge")


def labelled_table(seed, samples, inputs, targets=1):
    source = random.Random(seed)
    names = [f"x{k + 1}" for k in range(inputs)] + [f"y{k + 1}" for k in range(targets)]
    lines = [",".join(names)]
    for _ in range(samples):
        lines.append(",".join([str(source.randint(-4, 4)) for _ in range(inputs)]
                              + [source.choice(("-1", "1")) for _ in range(targets)]))
    return "\n".join(lines) + "\n"


class Losses(ProgramTest):
    def assert_verified(self, certificate, data):
        process = self.run_program(VERIFY, certificate, "--data", data)
        self.assertIn("VERIFIED", process.stdout)
        return process.stdout

    def test_generate_with_every_loss(self):
        for seed, loss in enumerate(LOSSES + LABELS):
            for construction, refinement in itertools.product(("lattice", "gated"),
                                                              ("isolate", "split")):
                with self.subTest(loss=loss, construction=construction, refinement=refinement):
                    table = labelled_table if loss in LABELS else random_table
                    data = self.write("table.csv", table(seed, 24, 1 + seed % 2, targets=1 + seed % 2))
                    targets = ("--target", "y1,y2") if seed % 2 else ()
                    certificate = self.generate(data, *targets, "--groups", "2", "--loss", loss,
                                                "--construction", construction,
                                                "--refine", refinement)
                    self.assertIn("Spurious.", self.assert_verified(certificate, data))
                    document = json.loads(certificate.read_text())
                    self.assertEqual(document["statement"]["loss"]["name"], loss.split(":")[0])
                    self.assertIn(f"--loss {loss}", document["provenance"]["command"])
                    has_kinks = loss.split(":")[0] in KINKS
                    for claim in ("local_minimum", "refinement"):
                        self.assertEqual("subgradients" in document["witness"][claim], has_kinks)
                    text = self.run_program(THALWEG, "explain", certificate).stdout
                    self.assertIn("the mean of the loss", text.replace("\n", " "))
                    self.assertNotIn("normal equations", text)

    def test_the_certificate_is_the_same_again(self):
        first = self.generate(PARABOLA, "--groups", "3", "--loss", "absolute", output="a.json")
        second = self.generate(PARABOLA, "--groups", "3", "--loss", "absolute", output="b.json")
        self.assertEqual(first.read_bytes(), second.read_bytes())

    def test_the_squared_loss_has_no_subgradients(self):
        document = json.loads(self.generate(PARABOLA, "--loss", "squared").read_text())
        self.assertEqual(document["statement"]["loss"], {"name": "squared"})
        self.assertNotIn("subgradients", document["witness"]["local_minimum"])

    def test_a_subgradient_off_by_a_little_is_rejected(self):
        certificate = self.generate(PARABOLA, "--groups", "3", "--loss", "quantile:1/3")
        document = json.loads(certificate.read_text())
        for claim, code in (("local_minimum", "local_minimum.subgradient"),
                            ("refinement", "refinement.subgradient")):
            changed = json.loads(certificate.read_text())
            at = next(i for i, g in enumerate(changed["witness"][claim]["subgradients"])
                      if g == ["-1/3"])
            changed["witness"][claim]["subgradients"][at] = ["-333333333334/1000000000000"]
            self.write("changed.json", json.dumps(changed))
            process = self.run_program(VERIFY, "changed.json", "--data", PARABOLA, expect=2)
            changed["witness"][claim]["subgradients"][at] = ["-166666666667/500000000000"]
            self.write("changed.json", json.dumps(changed))
            process = self.run_program(VERIFY, "changed.json", "--data", PARABOLA, expect=1)
            self.assertIn(code, process.stdout + process.stderr)
        self.assertTrue(document)

    def decide(self, network, data, *options, expect=0):
        text = self.run_program(THALWEG, "decide", EXAMPLES / network, data, *options,
                                "-o", "decision.json", expect=expect).stdout
        if expect in (0, 1):
            self.assert_verified("decision.json", data)
            document = json.loads((self.folder / "decision.json").read_text())
            return text, [claim["claim"] for claim in document["statement"]["claims"]]
        return text, []

    def test_decide_with_every_loss(self):
        line = EXAMPLES / "line.csv"  # y = x at 0 and 1; all units dead, F = 1/2
        minimum = ["local_minimum", "pattern_flip", "lower_risk"]
        for loss in ("absolute", "huber:1", "huber:1/10", "epsilon:1/4", "quantile:1/2"):
            text, claims = self.decide("dead.json", line, "--loss", loss, "--find-better")
            self.assertEqual(claims, minimum, text)
            self.assertIn(f"loss           {loss}", text)
            self.decide("dead.json", line, "--loss", loss, "--better", EXAMPLES / "alive.json")
        text, claims = self.decide("dead.json", line, "--loss", "quantile:1/3", expect=1)
        self.assertEqual(claims, ["not_local_minimum"])
        self.assertIn("R(W) + (-1/6 ε)", text)  # one up, one down: (1/3 - 2/3)/2
        text = self.run_program(THALWEG, "explain", "decision.json").stdout
        self.assertIn("Why W is not a local minimum", text)
        self.assertNotIn("…)", text)
        self.assertEqual(self.decide("dead.json", line, "--loss", "epsilon:1/2")[1],
                         ["global_minimum"])
        self.run_program(THALWEG, "decide", EXAMPLES / "dead.json", line, "--loss", "hinge", expect=2)
        self.run_program(THALWEG, "decide", EXAMPLES / "dead.json", line, "--loss", "no", expect=5)

    def test_what_is_generated_is_decided(self):
        certificate = self.generate(PARABOLA, "--groups", "3", "--loss", "quantile:1/3")
        _, claims = self.decide(certificate, PARABOLA, "--loss", "quantile:1/3")
        self.assertEqual(claims, ["local_minimum", "pattern_flip"])
        text, claims = self.decide(certificate, PARABOLA, "--loss", "squared", expect=1)
        self.assertEqual(claims, ["not_local_minimum"])

    def test_weights(self):
        rows = ["x,w,y"] + [f"{x},{1 + x % 3},{x * x % 5}" for x in range(12)]
        data = self.write("weighted.csv", "\n".join(rows) + "\n")
        by_column = self.generate(data, "--loss", "absolute", "--sample-weights", "w",
                                  "--output-weights", "3/2")
        document = json.loads(by_column.read_text())
        self.assertEqual(document["statement"]["data"]["columns"], ["x", "y"])
        self.assertEqual(document["statement"]["loss"],
                         {"name": "absolute", "output_weights": ["3/2"],
                          "sample_weights": [str(1 + x % 3) for x in range(12)]})
        self.assert_verified(by_column, data)
        plain = self.write("plain.csv", "\n".join(row.split(",")[0] + "," + row.split(",")[2]
                                                  for row in rows) + "\n")
        self.decide(by_column, plain, "--loss", "absolute", "--output-weights", "3/2",
                    "--sample-weights", ",".join(str(1 + x % 3) for x in range(12)))
        squared = self.generate(plain, "--output-weights", "2", output="squared.json")
        self.assert_verified(squared, plain)


if __name__ == "__main__":
    unittest.main()
