# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of `thalweg explain` changes only by review: approved/explain_parabola.txt.

To approve a change: THALWEG_APPROVE=1 python3 tests/integration/explain_test.py, then read the diff.
"""

import os
import pathlib
import unittest

from thalweg_test import PARABOLA, THALWEG, ProgramTest

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


if __name__ == "__main__":
    unittest.main()
