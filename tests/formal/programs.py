# SPDX-License-Identifier: GPL-3.0-or-later
"""The two programs that are compared, THALWEG_VERIFY and the one in THALWEG_FORMAL, and which files the formal one covers."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
FORMAL_FOLDER = pathlib.Path(os.environ["THALWEG_FORMAL"])
FORMAL = FORMAL_FOLDER / "thalweg-verify-formal"
VERIFY = pathlib.Path(os.environ["THALWEG_VERIFY"])
CODES = {"VERIFIED": 0, "REJECTED": 1, "MALFORMED": 2, "UNSUPPORTED": 3, "LIMIT": 4, "USAGE": 5}
COVERED = {"local_minimum", "pattern_flip", "lower_risk", "refinement", "global_minimum", "not_local_minimum",
           "family_of_minima", "distinct_risks", "escape", "convex_partition", "groups",
           "lattice_identity", "lattice_failure", "refinement_of_partitions",
           "linear_regions", "network_computes_function", "network_computes_form", "trained_minimum", "saddle"}


def run(program, *arguments):
    return subprocess.run([str(program), *map(str, arguments)], capture_output=True, text=True, timeout=600)


def verdicts(program, paths):
    """The verdict of each file, one run for all; the exit code is the worst of them."""
    process = run(program, "--quiet", *paths)
    found = [line.removeprefix(f'"{path}": ').split()[0] for path, line in zip(paths, process.stdout.splitlines(), strict=True)]
    assert process.returncode == max(CODES[word] for word in found), (process.returncode, found)
    return found


def agree(formal, cpp):
    return formal == cpp or {formal, cpp} == {"MALFORMED", "UNSUPPORTED"} or formal == "UNSUPPORTED"


class TwoVerifiers(unittest.TestCase):
    """A test that gives certificates to both."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def outcomes(self, certificate):
        path = pathlib.Path(self.folder.name) / "certificate.json"
        path.write_text(json.dumps(certificate))
        return run(FORMAL, path), run(VERIFY, path)

    def agree(self, certificate, code="", verdict="REJECTED"):
        """Both accept it, or both refuse it with this verdict, the C++ one with this code. Returns both outcomes."""
        formal, cpp = self.outcomes(certificate)
        self.assertIn(code, cpp.stdout)
        self.assertEqual((formal.returncode, cpp.returncode), (CODES[verdict if code else "VERIFIED"],) * 2, formal.stdout + cpp.stdout)
        return formal, cpp


LOSSES = {"squared", "absolute", "huber", "epsilon", "quantile", "hinge", "squared-hinge"}
KNOW_DECAY = {"pattern_flip", "not_local_minimum", "lower_risk"}


LAYERS = {"dense", "convolution", "average_pooling", "max_pooling", "addition"}
DENSE_ONLY = {"saddle", "family_of_minima", "linear_regions", "network_computes_function", "network_computes_form"}


def is_plain(statement):
    """Layers and a loss that are covered, if there are any; some claims know dense networks only."""
    def has_plain_layers(claim):
        kinds = {layer["kind"] for layer in statement["networks"][claim["network"]]["layers"]} if "network" in claim else set()
        return kinds <= ({"dense"} if claim["claim"] in DENSE_ONLY else LAYERS) and not ("addition" in kinds and claim["claim"] == "escape")

    losses = {"squared", "huber"} if any(claim["claim"] == "saddle" for claim in statement["claims"]) else LOSSES
    return ("loss" not in statement or statement["loss"]["name"] in losses) and all(map(has_plain_layers, statement["claims"]))


def has_strict_radius(claim):
    """Or no ties: of minima near a network only those are covered (the published ones have dense layers and rescaled units)."""
    return claim["claim"] != "trained_minimum" or claim["ties"] == [] or claim["strict_radius"] is not None


def has_one_direction(claim):
    """Of families of minima only those (published families of dimension 1 scale no unit)."""
    return claim["claim"] != "family_of_minima" or claim["dimension"] == 1


def is_covered(certificate):
    """The formal checker decides every claim of this (well-formed) certificate."""
    statement = certificate["statement"]
    return (is_plain(statement) and all(claim["claim"] in COVERED and has_strict_radius(claim) and has_one_direction(claim) for claim in statement["claims"])
            and ("decay" not in statement.get("loss", {}) or all(claim["claim"] in KNOW_DECAY for claim in statement["claims"])))


def published():
    return [(path, json.loads(path.read_text())) for path in sorted((SOURCE / "certificates").glob("*/*.json"))]
