# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg escape`: paths out of published minima and barriers around them, what is kept beside, refusals, and the table of examples/traps.md."""

import fractions
import json
import re
import unittest

from thalweg_test import SOURCE, THALWEG, VERIFY, ProgramTest

CERTIFICATES = SOURCE / "certificates"
TWO_OUTPUTS = CERTIFICATES / "he2020" / "erratum-theorem3-two-outputs.json"
PARABOLA = CERTIFICATES / "liu2021" / "fig1a-parabola.json"


class Escape(ProgramTest):
    def escape(self, certificate, *arguments, expect=0):
        return self.run_program(THALWEG, "escape", certificate, "-o", "out.json", *arguments, expect=expect)

    def test_path(self):
        text = self.escape(PARABOLA).stdout
        self.assertIn("2 straight pieces, along which the risk never rises", text)
        theorem = self.run_program(VERIFY, "out.json").stdout
        self.assertIn("Local minimum. R(W) = 33/5000", theorem)
        self.assertIn("Escape. W can be left: on a path of 2 straight pieces", theorem)
        self.assertIn("A way out", self.run_program(THALWEG, "explain", "out.json").stdout)
        first = (self.folder / "out.json").read_bytes()
        self.escape(PARABOLA)
        self.assertEqual((self.folder / "out.json").read_bytes(), first)

    def test_json(self):
        found = json.loads(self.escape(PARABOLA, "--json").stdout)
        self.assertEqual(found["verdict"], "escape")
        self.assertEqual(found["risk"]["exact"], "33/5000")
        self.assertEqual(found["pieces"], 2)

    def test_trap(self):
        text = self.escape(TWO_OUTPUTS).stdout
        self.assertIn("trapped        every path to a risk below 4.27083 climbs first", text)
        theorem = self.run_program(VERIFY, "out.json").stdout
        for words in ("Lower risk. A network W2", "Trained minimum. R has a local minimum at W itself", "Trap. On every continuous path"):
            self.assertIn(words, theorem)
        self.assertIn("A trap", self.run_program(THALWEG, "explain", "out.json").stdout)
        found = json.loads(self.escape(TWO_OUTPUTS, "--json").stdout)
        self.assertEqual(found["verdict"], "trap")
        barrier = fractions.Fraction(found["barrier"]["exact"])
        self.assertGreater(barrier, 0)
        certificate = json.loads((self.folder / "out.json").read_text())
        self.assertEqual([claim["claim"] for claim in certificate["statement"]["claims"]], ["lower_risk", "trained_minimum", "trap"])
        certificate["statement"]["claims"][-1]["barrier"] = str(2 * barrier)
        self.assertIn("trap.barrier", self.run_program(VERIFY, self.write("high.json", json.dumps(certificate)), expect=1).stdout)

    def test_undecided(self):
        process = self.escape(CERTIFICATES / "liu2021" / "leaky-groups.json", expect=6)
        self.assertIn("undecided", process.stdout)
        self.assertIn("no barrier: ", process.stdout)
        self.assertFalse((self.folder / "out.json").exists())

    def test_refusals(self):
        for name, words in {"liu2021/erratum-no-minimiser-separable": "a certificate about a network on data",
                            "safran2018/theorem1-equal-k6": "a certificate about a network on data"}.items():
            process = self.escape(CERTIFICATES / f"{name}.json", expect=3)
            self.assertIn(words, process.stderr)
        damaged = self.write("damaged.json", PARABOLA.read_text().replace('"33/5000"', '"31/5000"', 1))
        self.escape(damaged, expect=1)
        self.run_program(THALWEG, "escape", PARABOLA, "-o", PARABOLA, expect=5)

    def test_table(self):
        rows = re.findall(r"^\| `(\S+)` \| \d+ \| (can be left|undecided)", (SOURCE / "examples" / "traps.md").read_text(),
                          re.MULTILINE)
        self.assertGreater(len(rows), 100)
        for name, answer in rows[::9]:
            self.escape(CERTIFICATES / f"{name}.json", expect=0 if answer == "can be left" else 6)


if __name__ == "__main__":
    unittest.main()
