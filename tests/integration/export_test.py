# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg radius` and `thalweg export`: by hand, on walls, there and back, and what becomes of certificates."""

import fractions
import json
import unittest

from decide_test import EXAMPLES, dense
from thalweg_test import PARABOLA, THALWEG, ProgramTest

Fraction = fractions.Fraction


def exact(entry):
    return Fraction(entry["exact"])


class Radius(ProgramTest):
    def network(self, *layers):
        return self.write("net.json", json.dumps({"format": "thalweg-network", "version": 1, "layers": layers}))

    def radius(self, data, expect=0):
        return json.loads(self.run_program(THALWEG, "radius", "net.json", data, "--json", expect=expect).stdout)

    def test_by_hand(self):
        # z = x + 1 at x = 1 and −3: |z| = 2, and z moves by at most r (|x| + 1): r < 2/(3 + 1)
        self.network(dense("relu", [[1]], [1]), dense("identity", [[1]], [0]))
        self.write("data.csv", "1,0\n-3,0\n")
        found = self.radius("data.csv")
        self.assertEqual((found["patterns"], found["samples"], found["on_wall"]), (2, 2, []))
        self.assertLess(exact(found["radius"]), Fraction(1, 2))
        self.assertGreater(exact(found["radius"]), Fraction(1, 2) - Fraction(1, 500))
        self.assertEqual(found["flip"]["sample"], 1)
        text = self.run_program(THALWEG, "radius", "net.json", "data.csv").stdout
        self.assertIn("patterns       2 of 1, 1 samples", text)

    def test_on_a_wall(self):
        self.network(dense("relu", [[1]], [1]), dense("identity", [[1]], [0]))
        self.write("data.csv", "1,0\n-1,0\n")
        found = self.radius("data.csv", expect=1)
        self.assertEqual(found["on_wall"], [1])
        self.assertNotIn("radius", found)

    def test_targets_play_no_part(self):
        self.network(dense("relu", [[1, 1]], [1]), dense("identity", [[1], [2], [3]], [0, 0, 0]))
        self.write("data.csv", "a,b,y\n1,1,0\n-3,1,5\n")
        self.assertEqual(self.radius("data.csv")["patterns"], 2)
        self.write("wide.csv", "a,b,c,y\n1,1,0,0\n")
        process = self.run_program(THALWEG, "radius", "net.json", "wide.csv", expect=2)
        self.assertIn("→ the table has 3 input columns: choose them with --target and --inputs", process.stderr)


class Export(ProgramTest):
    def exported(self, *arguments):
        return json.loads(self.run_program(THALWEG, "export", *arguments, "-o", "net.onnx", "--json").stdout)

    def test_a_certificate_survives(self):
        certificate = self.generate(PARABOLA, "--groups", "3")
        claim = json.loads(certificate.read_text())["statement"]["claims"][0]
        for options, bits in (((), 24), (("--double",), 53)):
            found = self.exported(certificate, *options)
            self.assertTrue(found["survives"])
            change, radius = exact(found["largest_change"]), Fraction(claim["radius"])
            self.assertEqual(exact(found["radius"]), radius)
            self.assertEqual(exact(found["radius_left"]), radius - change)
            self.assertLess(0, change)
            self.assertLess(change, Fraction(64, 2**bits))
            self.assertGreaterEqual(exact(found["risk_increase"]), 0)
            # the rounded network has the same patterns, and nearly the same radius
            before = json.loads(self.run_program(THALWEG, "radius", certificate, PARABOLA, "--json").stdout)
            after = json.loads(self.run_program(THALWEG, "radius", "net.onnx", PARABOLA, "--json").stdout)
            self.assertEqual(before["patterns"], after["patterns"])
            self.assertGreaterEqual(exact(after["radius"]) * 2, radius - change)
        self.run_program(THALWEG, "export", certificate, "--better", "-o", "better.onnx")
        same = self.exported(certificate)
        self.assertEqual((self.folder / "net.onnx").stat().st_size, same["bytes"])

    def test_a_certificate_does_not_survive(self):
        certificate = self.generate(PARABOLA, "--groups", "3")
        document = json.loads(certificate.read_text())
        document["statement"]["claims"][0]["radius"] = "1/1099511627776"
        self.write("tiny.json", json.dumps(document))
        self.assertFalse(self.exported("tiny.json")["survives"])
        text = self.run_program(THALWEG, "export", "tiny.json", "-o", "net.onnx").stdout
        self.assertIn("certificate    does not survive: the change is not below the radius", text)

    def test_there_and_back(self):
        for network, data in (("dead", "line"), ("fixed_ones", "images")):  # with tenths and thirds
            network, data = EXAMPLES / f"{network}.json", EXAMPLES / f"{data}.csv"
            change = exact(self.exported(network, data)["largest_change"])
            self.assertLess(change, Fraction(1, 2**20))
            before = json.loads(self.run_program(THALWEG, "radius", network, data, "--json", expect=None).stdout)
            after = json.loads(self.run_program(THALWEG, "radius", "net.onnx", data, "--json", expect=None).stdout)
            self.assertEqual([before[key] for key in ("network", "patterns", "on_wall")],
                             [after[key] for key in ("network", "patterns", "on_wall")])

    def test_what_is_refused(self):
        for code, message, arguments in (
                (5, "expected DATA behind a network that is no certificate", [EXAMPLES / "dead.json"]),
                (5, "--better: expected a certificate, found a network", [EXAMPLES / "dead.json", EXAMPLES / "line.csv", "--better"]),
                (2, "table", [PARABOLA, PARABOLA])):
            process = self.run_program(THALWEG, "export", *arguments, expect=code)
            self.assertIn(message, process.stderr)


class Manual(ProgramTest):
    def test_pages_and_completions(self):
        page = self.run_program(THALWEG, "manual", "thalweg").stdout
        bash = self.run_program(THALWEG, "manual", "bash").stdout
        zsh = self.run_program(THALWEG, "manual", "zsh").stdout
        for command in ("generate", "verify", "judge", "radius", "export"):
            self.assertIn(f'.SS "{command}', page)
            self.assertIn(command, bash)
            self.assertIn(f"'{command}:", zsh)
        help_text = self.run_program(THALWEG, "judge", "--help").stdout
        for option in ("--weight-decay", "--max-seconds", "--decay-weights-only"):
            self.assertIn(option, help_text)
            self.assertIn(option.replace("-", "\\-"), page)
            self.assertIn(option, bash)
        self.assertIn("thalweg\\-verify", self.run_program(THALWEG, "manual", "thalweg-verify").stdout)
        self.run_program(THALWEG, "manual", "fish", expect=5)


if __name__ == "__main__":
    unittest.main()
