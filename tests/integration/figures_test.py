# SPDX-License-Identifier: GPL-3.0-or-later
"""What examples/figures.sh makes is in certificates/liu2021, byte for byte, and accepted; the risks of
Fig. 1 fall with the number of groups."""

import fractions
import json
import shutil
import unittest

from thalweg_test import BIN, SOURCE, VERIFY, ProgramTest

CERTIFICATES = SOURCE / "certificates" / "liu2021"


class Figures(ProgramTest):
    def test_same_bytes(self):
        shutil.copytree(SOURCE / "examples", self.folder / "examples")
        self.run_program("bash", "examples/figures.sh", "made", BIN)
        made = sorted(self.folder.glob("made/*.json"))
        self.assertEqual(len(made), 29)
        for path in made:
            self.assertEqual(path.read_bytes(), (CERTIFICATES / path.name).read_bytes(), path.name)

    def test_figure_1(self):
        for name in ("parabola", "cubic"):
            risks = []
            for letter in "abc":
                path = CERTIFICATES / f"fig1{letter}-{name}.json"
                self.run_program(VERIFY, path, "--data", SOURCE / "examples" / f"{name}.csv")
                claims = {claim["claim"]: claim for claim in
                          json.loads(path.read_text())["statement"]["claims"]}
                self.assertLessEqual({
                    "local_minimum", "pattern_flip", "lower_risk", "convex_partition", "groups",
                    "lattice_identity", "network_computes_form", "refinement_of_partitions"},
                    set(claims))
                risks.append(fractions.Fraction(claims["local_minimum"]["risk"]))
                self.assertLess(fractions.Fraction(claims["lower_risk"]["better_risk"]), risks[-1])
            self.assertGreater(risks[0], risks[1])
            self.assertGreater(risks[1], risks[2])


if __name__ == "__main__":
    unittest.main()
