# SPDX-License-Identifier: GPL-3.0-or-later
"""Every loss from table to verdict, and what the certificates and explanations say of it."""

import itertools
import json
import random
import unittest

from thalweg_test import PARABOLA, THALWEG, VERIFY, ProgramTest, random_table

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
                    for claim in ("local_minimum", "spurious"):
                        self.assertEqual("subgradients" in document["witness"][claim], has_kinks)
                    text = self.run_program(THALWEG, "explain", certificate).stdout
                    self.assertIn("the mean of the loss", text.replace("\n", " "))
                    self.assertNotIn("normal equations", text)

    def test_the_certificate_is_the_same_again(self):
        first = self.generate(PARABOLA, "--groups", "3", "--loss", "absolute", output="a.json")
        second = self.generate(PARABOLA, "--groups", "3", "--loss", "absolute", output="b.json")
        self.assertEqual(first.read_bytes(), second.read_bytes())

    def test_the_squared_loss_is_version_1_without_subgradients(self):
        document = json.loads(self.generate(PARABOLA, "--loss", "squared").read_text())
        self.assertEqual(document["version"], 1)
        self.assertEqual(document["statement"]["loss"], {"name": "squared"})
        self.assertNotIn("subgradients", document["witness"]["local_minimum"])

    def test_a_subgradient_off_by_a_little_is_rejected(self):
        certificate = self.generate(PARABOLA, "--groups", "3", "--loss", "quantile:1/3")
        document = json.loads(certificate.read_text())
        for claim, code in (("local_minimum", "local_minimum.subgradient"),
                            ("spurious", "spurious.subgradient")):
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


if __name__ == "__main__":
    unittest.main()
