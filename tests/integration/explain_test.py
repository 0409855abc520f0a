# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of `thalweg explain` changes only by review: approved/explain_parabola.txt.

To approve a change: THALWEG_APPROVE=1 python3 tests/integration/explain_test.py, then read the diff.
"""

import os
import pathlib
import unittest

from thalweg_test import PARABOLA, SOURCE, THALWEG, ProgramTest

APPROVED = pathlib.Path(__file__).parent / "approved" / "explain_parabola.txt"


class Explain(ProgramTest):
    def test_parabola(self):
        certificate = self.generate(PARABOLA, "--groups", "3", output="parabola.json")
        text = self.run_program(THALWEG, "explain", certificate).stdout
        if os.environ.get("THALWEG_APPROVE"):
            APPROVED.write_text(text, encoding="utf-8")
        self.maxDiff = None
        self.assertEqual(text, APPROVED.read_text(encoding="utf-8"))

    def test_lines_are_short(self):
        certificate = self.generate(PARABOLA, "--groups", "4", "--construction", "gated")
        for line in self.run_program(THALWEG, "explain", certificate).stdout.splitlines():
            self.assertLessEqual(len(line), 88, line)

    def test_functions(self):
        for name, sentences in (
                ("fig1b-parabola.json", ("The convex partitions", "The max-min form",
                                         "A finer partition", "Hence W is a spurious local minimum")),
                ("fig2.json", ("Output 0", "computes the max-min form of f")),
                ("erratum-lattice-regions.json", ("Where the formula of regions fails", "(4, 1)"))):
            text = self.run_program(THALWEG, "explain", SOURCE / "certificates" / "liu2021" / name).stdout
            for sentence in sentences:
                self.assertIn(sentence, text)
            for line in text.splitlines():
                self.assertLessEqual(len(line), 88, line)

    def test_smooth_activations(self):
        text = self.run_program(THALWEG, "explain",
                                SOURCE / "certificates" / "yun2019" / "theorem2-tanh.json").stdout
        self.assertIn("2 units with the smooth activation tanh", text)
        self.assertIn("A better point", text)
        for line in text.splitlines():
            self.assertLessEqual(len(line), 88, line)

    def test_many_minima_and_cells(self):
        for name, sentences in (
                ("he2020/theorem1-infinitely-many-relu-depth2-y1.json",
                 ("A whole family of minima", "infinitely many, are local minima", "Hence W is a spurious")),
                ("he2020/theorem4-valley-four.json", ("W can be moved along 1 direction by a factor",)),
                ("he2020/erratum-disconnected-valley-four.json", ("All minima of the cell", "2 ")),
                ("he2020/theorem2-cells-x1-relu.json", ("One unit has 10 cells", "has 100 cells", "each of the 5 walls")),
                ("he2020/theorem2-deep-cells-relu-depth3.json",
                 ("Cells in a box of parameters", "625 cells in all", "each of the 16 walls")),
                ("he2020/theorem4-all-cells-x1-relu.json",
                 ("The valleys of all cells", "1 unit: 6 cells with none, 3 cells with 1 component, 1 cell with 2 components; 2 units:")),
                ("liu2021/theorem1-growth-parabola-groups2.json",
                 ("the first of 11 local minima", "the risks fall strictly"))):
            text = self.run_program(THALWEG, "explain", SOURCE / "certificates" / name).stdout
            words = " ".join(text.split())
            for sentence in sentences:
                self.assertIn(sentence, words)
            for line in text.splitlines():
                self.assertLessEqual(len(line), 88, line)

    def test_bottleneck(self):
        specification = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
        section = specification[specification.index("## 38 `bottleneck_minimum`"):]
        (self.folder / "narrow.json").write_text(section.split("```json\n")[1].split("```")[0])
        words = " ".join(self.run_program(THALWEG, "explain", "narrow.json").stdout.split())
        for sentence in ("Why W is a local minimum", "while no parameter moves by more than 1/4 (0.25)", "the number 2 in the file"):
            self.assertIn(sentence, words)

    def test_trained_minimum(self):
        specification = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
        section = specification[specification.index("## 40 `trained_minimum`"):]
        (self.folder / "near.json").write_text(section.split("```json\n")[1].split("```")[0])
        words = " ".join(self.run_program(THALWEG, "explain", "near.json").stdout.split())
        for sentence in ("no parameter differs from that of W by more than 1/1024",
                         "1 parameter is fixed", "1 pair of a unit and a sample is held at the breakpoint",
                         "no small change of all parameters lowers the risk"):
            self.assertIn(sentence, words)

    def test_linear_regions(self):
        self.run_program(THALWEG, "lattice", "--from-network",
                         SOURCE / "examples" / "lattice" / "bump.json", "--box=-1,1,-1,1", "-o", "b.json")
        text = self.run_program(THALWEG, "explain", "b.json").stdout
        self.assertIn("The linear regions", text)
        self.assertIn("The network has exactly", text)


if __name__ == "__main__":
    unittest.main()
