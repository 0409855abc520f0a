#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claims about partitions and CPWL functions: the formal checker looks at every obligation, as the C++ verifier does."""

import copy
import unittest

from programs import CODES, TwoVerifiers
from shapes import covered_examples, hand_examples, with_claims

DOMAIN, CELLS, PARTITION = "statement/domain", "statement/partitions/0", "witness/convex_partition/0"
GROUPS, CPWL, FINER = "witness/groups", "statement/cpwl/0", "witness/refinement_of_partitions"
COVER, SEPARATION = f"{PARTITION}/cover", f"{PARTITION}/separations/0"

# The code that the C++ verifier gives to the changed function |x|, the claim that does not hold, the changes.
BROKEN = [
    ("convex_partition.count", "convex_partition", {"statement/claims/0/cells": [2, 2]}),
    ("convex_partition.count", "convex_partition", {"statement/claims/0/cells": [2]}),
    ("convex_partition.interior_point", "convex_partition", {f"{PARTITION}/interior_points/0": ["0"]}),
    ("convex_partition.interior_point", "convex_partition", {f"{PARTITION}/interior_points/0": ["1/8"]}),
    ("convex_partition.zero_normal", "convex_partition", {f"{SEPARATION}/halfspace": ["0", "0"]}),
    ("convex_partition.below", "convex_partition", {f"{SEPARATION}/halfspace": ["1", "-1/8"]}),
    ("convex_partition.above", "convex_partition", {f"{SEPARATION}/halfspace": ["1", "1/8"]}),
    ("convex_partition.below", "convex_partition", {f"{SEPARATION}/below/0/1": "2"}),
    ("convex_partition.above", "convex_partition", {f"{SEPARATION}/above/0/0": 2}),
    ("convex_partition.inside", "convex_partition", {f"{DOMAIN}/0/1": "3/4"}),
    ("convex_partition.cover", "convex_partition", {f"{CELLS}/1/0/1": "-1/8"}),
    ("convex_partition.cover", "convex_partition", {f"{DOMAIN}/1/1": "9/8"}),
    ("convex_partition.cover", "convex_partition", {f"{COVER}/1/multipliers/0/0/0": 3}),
    ("convex_partition.tree", "convex_partition", {COVER: []}),
    ("convex_partition.tree", "convex_partition", {COVER: [{"split": ["1", "0"]}]}),
    ("groups.cell", "groups", {f"{GROUPS}/cell_of_sample/0": 1}),
    ("groups.cell", "groups", {"statement/data/rows/2": ["0", "0"]}),
    ("groups.function_cell", "groups", {f"{GROUPS}/function_cells/0/0": 1}),
    ("groups.count", "groups", {"statement/claims/1/count": 1}),
    ("groups.piece", "groups", {
        CPWL: {"partition": 1, "functions": [["-1", "0"], ["1", "0"]], "pieces": [0, 1, 1]}, f"{GROUPS}/function_cells/0": [0, 0, 1, 2, 2, 2]}),
    ("groups.not_optimal", "groups", {f"{CPWL}/functions/0/1": "1/8"}),
    ("groups.risk", "groups", {"statement/claims/1/risk": "1/4"}),
    ("refinement_of_partitions.inside", "refinement_of_partitions", {f"{FINER}/cell_of_cell/1": 1}),
    ("refinement_of_partitions.inside", "refinement_of_partitions", {f"{FINER}/multipliers/1/0": []}),
    ("refinement_of_partitions.cell", "refinement_of_partitions", {f"{FINER}/fine/cell_of_sample/2": 0}),
    ("refinement_of_partitions.fit", "refinement_of_partitions", {f"{FINER}/fine/fits/0": None}),
    ("refinement_of_partitions.not_optimal", "refinement_of_partitions", {f"{FINER}/fine/fits/2/0/0": "2"}),
    ("refinement_of_partitions.risk", "refinement_of_partitions", {"REFINEMENT/risk": "1/4"}),
    ("refinement_of_partitions.fine_risk", "refinement_of_partitions", {"REFINEMENT/fine_risk": "1/32"}),
    ("refinement_of_partitions.not_lower", "refinement_of_partitions", {
        "REFINEMENT/fine": 0, "REFINEMENT/fine_risk": "1/8", f"{FINER}/cell_of_cell": [0, 1], f"{FINER}/fine": {
            "cell_of_sample": [0, 0, 0, 1, 1, 1], "fits": [[["-1", "0"]], [["1", "0"]]]}, f"{FINER}/multipliers": [[[[0, "1"]], [[1, "1"]]]] * 2}),
]
IDENTITY, FAILURE, FORM = "witness/lattice_identity/0", "witness/lattice_failure", "witness/network_computes_form"
LAYERS, NODES, LOWER, CARRIED = "statement/networks/W/layers", f"{FORM}/outputs/0/nodes", f"{FORM}/outputs/0/lower", f"{FORM}/carried"
LEAKY = {"breakpoints": ["0"], "slopes": ["1/2", "1"], "intercepts": ["0", "0"]}
REGIONS, FUNCTION = "witness/linear_regions/nodes", "witness/network_computes_function/0/leaves"
BROKEN += [
    ("linear_regions.unit", "linear_regions", {f"{REGIONS}/0/sides/0/0": 1}),
    ("linear_regions.unit", "linear_regions", {f"{REGIONS}/0/sides/0/1": 2}),
    ("linear_regions.unit", "linear_regions", {f"{REGIONS}/0/sides/0/2": 1}),
    ("linear_regions.unit", "linear_regions", {f"{REGIONS}/0/split": [0, 0, 0]}),
    ("linear_regions.unit", "linear_regions", {f"{REGIONS}/1/sides": [[1, 0, 0, "below", [[2, "1"]]]]}),
    ("linear_regions.side", "linear_regions", {f"{REGIONS}/0/sides/0/3": "below"}),
    ("linear_regions.side", "linear_regions", {f"{REGIONS}/0/sides/0/4": []}),
    ("linear_regions.undecided", "linear_regions", {f"{REGIONS}/0/sides": []}),
    *(("linear_regions.point", "linear_regions", {f"{REGIONS}/1/point": [point]}) for point in ("0", "-1", "1/2", "-3")),
    ("linear_regions.tree", "linear_regions", {REGIONS: []}),
    *(("linear_regions.count", "linear_regions", {"REGIONS/count": count}) for count in (0, 1, 3)),
    ("network_computes_function.inside", "network_computes_function", {f"{FUNCTION}/0/0": 1}),
    ("network_computes_function.inside", "network_computes_function", {f"{FUNCTION}/0/1/0": []}),
    ("network_computes_function.map", "network_computes_function", {f"{CPWL}/pieces": [0, 0]}),
    ("network_computes_function.map", "network_computes_function", {"statement/networks/W/layers/1/biases": ["0"]}),
]

# The same with other examples; the claim is named by the code.
BROKEN_FORMS = [
    ("zero_function", "lattice_identity.row", {f"{IDENTITY}/0/cover/1/row": 0}),
    ("zero_function", "lattice_identity.row", {f"{IDENTITY}/0/cover/2/proofs/0/0/0": 1}),
    ("zero_function", "lattice_identity.row", {f"{IDENTITY}/0/cover/0/function": 1}),
    ("zero_function", "lattice_identity.tree", {f"{IDENTITY}/0/cover": []}),
    ("zero_function", "lattice_identity.weights", {f"{IDENTITY}/0/bounds/0/weights/0/1": "1/2"}),
    ("zero_function", "lattice_identity.bound", {f"{IDENTITY}/0/bounds/1/weights": [[0, "1/3"], [1, "2/3"]]}),
    ("zero_function", "lattice_identity.bound_of_row", {f"{IDENTITY}/0/bound_of_row/2": 0}),
    ("figure_2", "lattice_identity.bound", {f"{IDENTITY}/1/bounds/1/multipliers/0/1": "2"}),
    ("figure_2", "network_computes_form.output", {f"{LAYERS}/1/activation": "identity"}),
    ("figure_2", "network_computes_form.activation", {f"{LAYERS}/1/activation": LEAKY}),
    ("figure_2", "network_computes_form.family", {f"{NODES}/4/min": [1, 2]}),
    ("figure_2", "network_computes_form.family", {f"{NODES}/5": {"max": [3, 3]}}),
    ("figure_2", "network_computes_form.family", {f"{NODES}/5": {"min": [3, 4]}}),
    ("figure_2", "network_computes_form.min_operand", {f"{NODES}/3": {"max": [0, 1]}, f"{NODES}/4/min": [0, 3]}),
    ("figure_2", "network_computes_form.min_operand", {f"{NODES}/3": {"max": [0, 0]}, f"{NODES}/4/min": [0, 3]}),
    ("figure_2", "network_computes_form.lower", {f"{LOWER}/0/0": "-1/2"}),
    ("figure_2", "network_computes_form.lower", {f"{LOWER}/2": ["0", [[1, "1/2"]]]}),
    ("figure_2", "network_computes_form.carried", {f"{LAYERS}/0/weights/1/0/1": "3"}),
    ("figure_2", "network_computes_form.output", {f"{LAYERS}/0/biases/2": "2"}),
    ("figure_2", "network_computes_form.carried", {f"{LAYERS}/1/weights/0/1/1": "1"}),
    ("figure_2", "network_computes_form.carried", {f"{CARRIED}/1/0": [0, 0, 4]}),
    ("figure_2", "network_computes_form.shift", {f"{LAYERS}/0/biases/0": "3/2", f"{LAYERS}/1/biases/0": "5/2"}),
    ("figure_2", "network_computes_form.shift", {f"{LOWER}/1": None}),
    ("figure_2", "network_computes_form.output", {f"{LAYERS}/2/biases/0": "-2"}),
    ("figure_2", "network_computes_form.output", {f"{LAYERS}/2/weights/0/1/1": "2"}),
    ("erratum_lattice_regions", "lattice_failure.above", {f"{FAILURE}/above/1/2": []}),
    ("erratum_lattice_regions", "lattice_failure.below", {f"{FAILURE}/below/0/1": ["0", "2"]}),
    ("erratum_lattice_regions", "lattice_failure.below", {f"{FAILURE}/below/0/1": ["1", "0"]}),
    ("erratum_lattice_regions", "lattice_failure.point", {"statement/claims/1/point": ["0", "0"]}),
    ("erratum_lattice_regions", "lattice_failure.equal", {"statement/claims/1/point": ["8", "0"]}),
    ("erratum_lattice_regions", "lattice_failure.point", {"statement/claims/1/cell": 3}),
]
BROKEN_FORMS += [
    ("by_positive_parts", "network_computes_form.family", {f"{NODES}/4": {"min": [2, 3]}}),
    ("by_positive_parts", "network_computes_form.family", {"statement/claims/0/outputs/0/rows/1": [1, 2]}),
    ("by_positive_parts", "network_computes_form.min_operand", {f"{NODES}/2": {"max": [0, 1]}, f"{NODES}/4": {"min": [2, 3]}}),
    *(("by_positive_parts", "network_computes_form.activation", {f"{LAYERS}/{layer}/activation": LEAKY}) for layer in (0, 1, 2)),
    ("by_positive_parts", "network_computes_form.output", {f"{LAYERS}/3/weights/0/1/1": "1000001/1000000"}),
    ("by_positive_parts", "network_computes_form.output", {f"{LAYERS}/0/biases/0": "2"}),
    ("by_carried_units", "network_computes_form.lower", {f"{LOWER}/0/0": "-1/2"}),
    ("by_carried_units", "network_computes_form.lower", {f"{LOWER}/2/1/0/1": "2"}),
    ("by_carried_units", "network_computes_form.carried", {f"{CARRIED}/0/0": [0, 0, 3]}),
    ("by_carried_units", "network_computes_form.shift", {f"{CARRIED}/0/0": [1, 0, 0]}),
    ("by_carried_units", "network_computes_form.shift", {f"{LOWER}/0": None}),
    ("by_carried_units", "network_computes_form.shift", {f"{LOWER}/1": None}),
    ("by_carried_units", "network_computes_form.shift", {f"{LAYERS}/0/biases/0": "999/1000", f"{LAYERS}/1/biases": ["2001/1000", "-1001/1000"]}),
    ("by_carried_units", "network_computes_form.output", {f"{CARRIED}/1": []}),
]
MALFORMED = [
    ("shape.empty", {CELLS: []}),
    ("shape.length", {f"{CELLS}/0/0": ["1", "2", "0"]}),
    ("shape.length", {f"{PARTITION}/interior_points/0": ["1", "2"]}),
    ("shape.length", {f"{PARTITION}/separations": []}),
    ("shape.index", {f"{COVER}/1/cell": 2}),
    ("multipliers.order", {f"{COVER}/1/multipliers/0": [[2, "1"], [2, "1"]]}),
    ("multipliers.not_positive", {f"{COVER}/1/multipliers/0/0/1": "0"}),
    ("document.unknown_key", {"statement/networks": {}}),
]
MALFORMED_FUNCTIONS = [
    ("cpwl.repeated_function", {f"{CPWL}/functions/1": ["-1", "0"]}),
    ("shape.index", {f"{CPWL}/pieces/0": 2}),
    ("shape.index", {f"{CPWL}/partition": 2}),
    ("shape.length", {f"{CPWL}/pieces": [0]}),
    ("shape.length", {"statement/cpwl": [{"partition": 0, "functions": [["0", "0"]], "pieces": [0, 0]}] * 2}),
    ("shape.dimension", {DOMAIN: []}),
    ("document.missing_key", {"statement": {"claims": [{"claim": "convex_partition", "cells": [2, 3]}]}}),
]


def at_claims(certificate, edits):
    """NAME/key in a place is the key of that claim."""
    names = [claim["claim"] for claim in certificate["statement"]["claims"]]
    short = {"REFINEMENT": "refinement_of_partitions", "REGIONS": "linear_regions"}
    return {f"statement/claims/{names.index(short[head])}/{rest}" if (head := place.partition("/")[0]) in short else place: value
            for place, value in edits.items() for rest in [place.partition("/")[2]]}


def changed(certificate, edits):
    result = copy.deepcopy(certificate)
    for place, value in edits.items():
        *way, last = [int(part) if part.isdigit() else part for part in place.split("/")]
        target = result
        for part in way:
            target = target[part]
        target[last] = value
    return result


class Shapes(TwoVerifiers):
    def test_the_examples_are_accepted(self):
        for name, certificate in covered_examples().items():
            with self.subTest(name=name):
                formal, cpp = self.outcomes(certificate)
                self.assertEqual((formal.returncode, cpp.returncode), (0, 0), formal.stdout)
                self.assertEqual(formal.stdout.count(": holds\n"), len(certificate["statement"]["claims"]))
                self.assertIn(formal.stdout.split("Statement digest ")[1].split(".")[0], cpp.stdout)

    def test_each_obligation_is_looked_at(self):
        for code, claim, edits in BROKEN:
            with self.subTest(code=code, edits=edits):
                certificate = covered_examples()["absolute_value"]
                certificate = with_claims(certificate, {"convex_partition", claim} | ({"linear_regions"} if claim == "network_computes_function" else set()))
                certificate = changed(certificate, at_claims(certificate, edits))
                formal, cpp = self.outcomes(certificate)
                self.assertIn(code, cpp.stdout)
                self.assertEqual((formal.returncode, cpp.returncode), (CODES["REJECTED"],) * 2, formal.stdout)
                self.assertIn(f"{claim}: does not hold\n", formal.stdout)

    def test_forms_and_networks(self):
        for name, code, edits in BROKEN_FORMS:
            with self.subTest(name=name, code=code, edits=edits):
                formal, cpp = self.outcomes(changed(covered_examples()[name], edits))
                self.assertIn(code, cpp.stdout)
                self.assertEqual((formal.returncode, cpp.returncode), (CODES["REJECTED"],) * 2, formal.stdout)
                self.assertIn(f"{code.partition('.')[0]}: does not hold\n", formal.stdout)

    def test_regions_of_two_layers(self):
        """As in tests/unit/verifier/claim/linear_regions_test.cpp: the network of figure_2 on [-1, 4] has four regions."""
        certificate = with_claims(hand_examples()["figure_2"], set())
        certificate["statement"] |= {key: hand_examples()["figure_2"]["statement"][key] for key in ("domain", "networks")}
        certificate["statement"]["claims"] = [{"claim": "linear_regions", "network": "W", "count": 4}]
        certificate["witness"] = {"linear_regions": {"nodes": [
            {"sides": [[0, 0, 0, "above", [[1, "2"]]]], "split": [0, 1, 0]},
            {"sides": [], "split": [0, 2, 0]},
            {"sides": [[1, 0, 0, "above", [[1, "2"]]], [1, 1, 0, "below", []]], "point": ["-3/4"]},
            {"sides": [[1, 0, 0, "above", [[1, "2"]]], [1, 1, 0, "below", [[3, "1"]]]], "point": ["0"]},
            {"sides": [[0, 2, 0, "above", [[2, "3/8"]]], [1, 0, 0, "above", [[0, "2"]]]], "split": [1, 1, 0]},
            {"sides": [], "point": ["3/2"]},
            {"sides": [], "point": ["3"]}]}}
        for code, edits in [("", {}), ("", {f"{REGIONS}/2/sides/1/3": "above"}), ("linear_regions.unit", {f"{REGIONS}/0/sides/0/0": 1}),
                            ("linear_regions.unit", {f"{REGIONS}/4/split": [0, 1, 0]}), ("linear_regions.side", {f"{REGIONS}/3/sides/1/4/0/0": 4}),
                            ("linear_regions.count", {"statement/claims/0/count": 5})]:
            with self.subTest(code=code, edits=edits):
                formal, cpp = self.outcomes(changed(certificate, edits))
                self.assertIn(code, cpp.stdout)
                self.assertEqual((formal.returncode, cpp.returncode), (CODES["REJECTED" if code else "VERIFIED"],) * 2, formal.stdout)

    def test_reading_is_strict(self):
        for code, edits in [*MALFORMED, *MALFORMED_FUNCTIONS]:
            with self.subTest(code=code, edits=edits):
                kept = {"convex_partition"} if (code, edits) in MALFORMED else {"convex_partition", "groups"}
                certificate = with_claims(hand_examples()["absolute_value"], kept)
                formal, cpp = self.outcomes(changed(certificate, edits))
                self.assertIn(code, cpp.stdout)
                self.assertEqual((formal.returncode, cpp.returncode), (CODES["MALFORMED"],) * 2, formal.stdout)


if __name__ == "__main__":
    unittest.main()
