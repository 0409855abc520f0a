# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg lattice`: every example becomes a certificate that thalweg-verify accepts; what is no
continuous function on a convex partition, and wrong usage, is one line and leaves no file."""

import json
import unittest

from thalweg_test import SOURCE, THALWEG, VERIFY, ProgramTest

EXAMPLES = SOURCE / "examples" / "lattice"


class Lattice(ProgramTest):
    def certificate(self, *arguments, output="certificate.json"):
        process = self.run_program(THALWEG, "lattice", *arguments, "-o", output)
        self.assertEqual(process.stderr, "")
        self.assertIn("certificate ", process.stdout)
        self.run_program(VERIFY, output)
        return json.loads((self.folder / output).read_text())

    def test_functions(self):
        for name, cells, rows in (("figure2", 3, 2), ("absolute_value", 2, 2), ("pyramid", 4, 1)):
            document = self.certificate(str(EXAMPLES / f"{name}.json"))
            self.assertEqual(len(document["statement"]["partitions"][0]), cells, name)
            self.assertEqual(len(document["statement"]["cpwl"][0]["rows"]), rows, name)

    def test_erratum(self):
        document = self.certificate(str(EXAMPLES / "erratum_lattice_regions.json"))
        claims = {claim["claim"]: claim for claim in document["statement"]["claims"]}
        self.assertEqual(list(claims), ["convex_partition", "lattice_identity", "lattice_failure",
                                        "network_computes_form"])
        self.assertEqual(claims["lattice_failure"]["point"], ["4", "1"])

    def test_from_network(self):
        network = ("--from-network", str(EXAMPLES / "bump.json"), "--box=-1,1,-1,1")
        document = self.certificate(*network)
        kinds = [claim["claim"] for claim in document["statement"]["claims"]]
        self.assertEqual(kinds, ["convex_partition", "lattice_identity", "linear_regions",
                                 "network_computes_function"])
        self.certificate(*network, output="again.json")
        self.assertEqual((self.folder / "certificate.json").read_bytes(),
                         (self.folder / "again.json").read_bytes())

    def test_summary_for_machines(self):
        process = self.run_program(THALWEG, "lattice", str(EXAMPLES / "figure2.json"), "--json",
                                   "-o", "c.json")
        summary = json.loads(process.stdout)
        self.assertEqual(summary["outputs"],
                         [{"cells": 3, "functions": 3, "rows": 2, "literals": 4}])
        self.assertEqual(summary["bytes"], (self.folder / "c.json").stat().st_size)

    def test_refusals(self):
        jump = self.write("jump.json", '{"cells":[[[1,0],[-1,1]],[[-1,0],[1,1]]],'
                                       '"pieces":[[1,0],[1,"1/2"]]}')
        figure = str(EXAMPLES / "figure2.json")
        bump = str(EXAMPLES / "bump.json")
        for arguments, code, message in (
                ((str(jump),), 2, "cells 0 and 1: expected equal values at (0), found 0 and 1/2"),
                ((), 5, "expected a function file or --from-network, found neither"),
                ((figure, "--from-network", bump), 5, "found both"),
                ((figure, "--box=0,1"), 5, "--box: expected with --from-network only"),
                (("--from-network", bump), 5, "expected --box LOW,HIGH for every input"),
                (("--from-network", bump, "--box=0,1,2"), 5, "found 3 numbers"),
                (("--from-network", bump, "--box=0,1,2,2"), 5, "found 2 and 2"),
                (("--from-network", bump, "--box=0,x"), 5, 'found "x"'),
                (("no.json",), 5, "no.json: expected a file that can be read")):
            process = self.run_program(THALWEG, "lattice", *arguments, "-o", "out.json",
                                       expect=code)
            self.assertIn(message, process.stderr)
            self.assertEqual(process.stderr.count("\n"), 1)
            self.assertFalse((self.folder / "out.json").exists())


if __name__ == "__main__":
    unittest.main()
