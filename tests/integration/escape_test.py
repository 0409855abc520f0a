# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg escape`: paths out of published minima and barriers around them, what is kept beside, refusals, and the table of examples/traps.md."""

import fractions
import json
import re
import sys
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
        for words in ("Spurious. A network W2", "Trained minimum. R has a local minimum at W itself", "Trap. On every continuous path"):
            self.assertIn(words, theorem)
        self.assertIn("A trap", self.run_program(THALWEG, "explain", "out.json").stdout)
        found = json.loads(self.escape(TWO_OUTPUTS, "--json").stdout)
        self.assertEqual(found["verdict"], "trap")
        barrier = fractions.Fraction(found["barrier"]["exact"])
        self.assertGreater(barrier, 0)
        certificate = json.loads((self.folder / "out.json").read_text())
        self.assertEqual([claim["claim"] for claim in certificate["statement"]["claims"]], ["trained_minimum", "lower_risk", "trap"])
        certificate["statement"]["claims"][-1]["barrier"] = str(2 * barrier)
        self.assertIn("trap.barrier", self.run_program(VERIFY, self.write("high.json", json.dumps(certificate)), expect=1).stdout)

    def test_generate_a_trap(self):
        self.write("data.csv", "x,y\n0,0\n1,1\n2,0\n3,3\n")
        text = self.run_program(THALWEG, "generate", "data.csv", "--trap", "-o", "out.json").stdout
        self.assertIn("construction   lattice: refinement: the 2 groups already fit the data exactly", text)
        self.assertRegex(text, r"search         64 walks, to minima with \d+ risks: \d+ of them spurious, 2 of these trapped")
        self.assertIn("leaving        trapped: every path to a risk below 1.125 first climbs by ", text)
        theorem = self.run_program(VERIFY, "out.json", "--data", "data.csv").stdout
        for words in ("Local minimum. R(W) = 9/8", "Spurious. A network W2", "Trap. On every continuous path"):
            self.assertIn(words, theorem)
        first = (self.folder / "out.json").read_bytes()
        found = json.loads(self.run_program(THALWEG, "generate", "data.csv", "--trap", "--json", "-o", "out.json").stdout)
        self.assertEqual(found["leaving"]["verdict"], "trap")
        self.assertEqual((self.folder / "out.json").read_bytes(), first)

    def test_no_trap_to_generate(self):
        self.write("data.csv", "x,y\n0,0\n1,1\n2,0\n3,3\n")
        process = self.run_program(THALWEG, "generate", "data.csv", "--trap", "--groups", "3", "-o", "out.json", expect=6)
        self.assertIn("no trap was found: nothing is shown about others", process.stdout)
        self.assertFalse((self.folder / "out.json").exists())
        self.run_program(THALWEG, "generate", "data.csv", "--trap", "--groups", "1", expect=5)
        for loss in ("absolute", "softmax"):
            process = self.run_program(THALWEG, "generate", "data.csv", "--trap", "--loss", loss, expect=3)
            self.assertNotIn(" hinge", process.stderr) # which has kinks

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

    def test_search_for_the_smallest_with_two_outputs(self):
        text = self.run_program(sys.executable, SOURCE / "examples" / "two_outputs.py", 400).stdout
        self.assertEqual(re.findall(r"^([34]) samples: (\d+) of 400", text, re.MULTILINE), [("3", "0"), ("4", "0")])
        self.assertRegex(text, r"(?m)^5 samples: [1-9]\d* of 400 networks$")

    def test_table(self):
        rows = re.findall(r"^\| `(\S+/\S+)` \| \d+ \| (can be left|trap|undecided)", (SOURCE / "examples" / "traps.md").read_text(),
                          re.MULTILINE)
        self.assertGreater(len(rows), 100)
        for name, answer in [*rows[::9], *(row for row in rows if row[1] == "trap")]:
            process = self.escape(CERTIFICATES / f"{name}.json", expect=6 if answer == "undecided" else 0)
            self.assertIn({"can be left": "way out", "trap": "trapped", "undecided": "undecided"}[answer], process.stdout)


if __name__ == "__main__":
    unittest.main()
