# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg generate --construction regions`: whatever the verdict, the certificate is written and
accepted; the exit code tells the verdict and the summary names the units that differ."""

import json
import subprocess
import unittest

from thalweg_test import PARABOLA, THALWEG, VERIFY, ProgramTest, random_table

CODES = {0, 1, 6}  # local minimum, not stationary, on a wall


class Regions(ProgramTest):
    def regions(self, data, *options):
        """Exit code, summary, claims by name."""
        process = subprocess.run(
            [THALWEG, "generate", str(data), *options, "--json", "-o", "c.json"], cwd=self.folder,
            capture_output=True, text=True, timeout=600)
        self.assertIn(process.returncode, CODES, process.stderr)
        self.run_program(VERIFY, "c.json")
        document = json.loads((self.folder / "c.json").read_text())
        claims = {claim["claim"]: claim for claim in document["statement"]["claims"]}
        return process.returncode, json.loads(process.stdout), claims

    def test_verdicts(self):
        seen = set()
        for seed in range(8):
            inputs = 1 + seed % 3
            data = self.write("t.csv", random_table(seed, 14, inputs, targets=1 + seed % 2))
            code, summary, claims = self.regions(data, "--groups", "2", "--construction", "regions",
                                                 "--target", "y1,y2" if seed % 2 else "y1")
            seen.add(code)
            self.assertEqual(code == 0, "local_minimum" in claims)
            self.assertEqual(code == 0, summary["is_local_minimum"])
            self.assertEqual(claims["groups"]["risk"], summary["risk"])
            for name in ("convex_partition", "groups", "lattice_identity", "network_computes_form"):
                self.assertIn(name, claims)
            if code != 0:
                self.assertTrue(summary["differing_units"], "which units differ is not said")
        self.assertIn(0, seen)
        self.assertGreater(len(seen), 1)

    def test_inputs(self):
        data = self.write("t.csv", random_table(5, 16, 3))
        self.regions(data, "--inputs", "x3,1", "--partition", "power")
        document = json.loads((self.folder / "c.json").read_text())
        checked = self.run_program(VERIFY, "c.json", "--data", data).stdout
        self.assertIn('Its columns "x2" are not used', checked)
        self.assertEqual(document["statement"]["data"]["columns"], ["x1", "x3", "y1"])
        self.assertEqual(len(document["statement"]["domain"]), 4)
        for wrong in ("x9", "y1", "x1,1", "0", ""):
            if wrong:
                self.run_program(THALWEG, "generate", data, "--inputs", wrong, expect=5)

    def test_given_partition(self):
        data = self.write("t.csv", random_table(3, 16, 2))
        points = [[float(cell) for cell in line.split(",")[:2]]
                  for line in data.read_text().splitlines()[1:]]
        bound = str(int(max(abs(x) for point in points for x in point)) + 2)
        box = [["1", "0", bound], ["-1", "0", bound], ["0", "1", bound], ["0", "-1", bound]]
        cells = [[["1", "0", "1/7"]], [["-1", "0", "-1/7"]]]
        partition = self.write("halves.json", json.dumps({"domain": box, "cells": cells}))
        _, summary, claims = self.regions(data, "--partition", partition, "--target", "y1")
        self.assertEqual(summary["partition"], "halves.json")
        self.assertLessEqual(claims["groups"]["count"], 2)
        # a third site far away: its cell holds no sample
        partition = self.write("sites.json", json.dumps(
            {"domain": box, "sites": [[-1, "1/9"], [1, "1/13"], [3 * int(bound), "1/17"]],
             "weights": [0, 0, 5 * int(bound) ** 2]}))
        _, summary, claims = self.regions(data, "--partition", partition, "--target", "y1")
        self.assertEqual(claims["convex_partition"]["cells"][0], 3)
        self.assertEqual(claims["groups"]["count"], 2)
        broken = self.write("broken.json", json.dumps({"domain": box, "cells": cells[:1]}))
        self.run_program(THALWEG, "generate", data, "--partition", broken, expect=2)

    def test_usage(self):
        for options in (("--partition", "tree", "--construction", "regions"),
                        ("--partition", "power", "--construction", "lattice"),
                        ("--construction", "regions", "--groups", "22"),
                        ("--construction", "regions", "--groups", "0"),
                        ("--construction", "regions", "--refine", "all"),
                        ("--construction", "regions", "--direction=1")):
            process = self.run_program(THALWEG, "generate", PARABOLA, *options, "-o", "c.json",
                                       expect=5)
            self.assertEqual(process.stdout, "")
            self.assertEqual(len(process.stderr.splitlines()), 1)
            self.assertFalse((self.folder / "c.json").exists())


if __name__ == "__main__":
    unittest.main()
