# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg reproduce`: lists, certificates that the verifier accepts, parameters, wrong usage."""

import json
import re
import unittest
from fractions import Fraction

import jsonschema
from thalweg_test import SOURCE, THALWEG, VERIFY, ProgramTest

PAPERS = ("liu2021", "he2020", "yun2019", "safran2018")
PUBLISHED = SOURCE / "certificates"


class Reproduce(ProgramTest):
    def reproduce(self, *arguments, expect=0):
        return self.run_program(THALWEG, "reproduce", *arguments, "-o", "out", expect=expect).stdout

    def certificates(self):
        return sorted(self.folder.glob("out/*/*.json"))

    def verify(self):
        paths = self.certificates()
        self.run_program(VERIFY, "--quiet", *paths)
        return {path.stem: json.loads(path.read_text()) for path in paths}

    def test_list(self):
        text = self.run_program(THALWEG, "reproduce", "--list").stdout
        self.assertEqual(re.findall(r"^(\w+)$", text, re.MULTILINE), list(PAPERS))
        one = self.run_program(THALWEG, "reproduce", "--list", "--paper", "yun2019").stdout
        self.assertIn("theorem2-relu", one)
        self.assertNotIn("he2020", one)
        self.assertIn(one, text)
        rows = re.findall(r"^  ([\w-]+) +(full|instance|lower bound|undecided) +\S", text, re.MULTILINE)
        names = re.findall(r"^  ([\w-]+) ", text, re.MULTILINE)
        self.assertEqual([name for name, _ in rows], names)
        self.assertEqual(dict(rows)["theorem1-minimal"], "full")
        self.assertEqual(dict(rows)["theorem1-growth"], "lower bound")

    def test_named_instances(self):
        text = self.reproduce("theorem1-equal-predictions", "yun2019/theorem2-relu",
                              "theorem1-equal-predictions")
        self.assertEqual(text.count("theorem1-equal-predictions:"), 1)
        claims = {name: [claim["claim"] for claim in certificate["statement"]["claims"]]
                  for name, certificate in self.verify().items()}
        self.assertEqual(len(claims), 6)
        self.assertEqual({tuple(of_one) for of_one in claims.values()},
                         {("local_minimum", "pattern_flip", "lower_risk")})

    def test_traps(self):
        self.reproduce("theorem1-traps")
        made = self.verify()
        self.assertEqual(sorted(made), ["theorem1-traps-one-unit", "theorem1-traps-two-units"])
        for certificate in made.values():
            claims = {claim["claim"]: claim for claim in certificate["statement"]["claims"]}
            self.assertEqual(list(claims), ["trained_minimum", "lower_risk", "trap"])
            self.assertLess(Fraction(claims["lower_risk"]["better_risk"]), Fraction(claims["trained_minimum"]["risk_lower"]))

    def test_two_outputs(self):
        self.reproduce("erratum-theorem3-two-outputs")
        made = self.verify()
        self.assertEqual(set(made), {"erratum-theorem3-two-outputs", "erratum-theorem3-two-outputs-five-samples"})
        for name, risk in (("erratum-theorem3-two-outputs-five-samples", "2023/1280"), ("erratum-theorem3-two-outputs", "1679329/393216")):
            certificate = made[name]
            minimum, lower = certificate["statement"]["claims"]
            self.assertEqual((lower["claim"], lower["better_risk"]), ("lower_risk", risk))
            text = self.run_program(VERIFY, SOURCE / "certificates" / "he2020" / f"{name}.json").stdout
            self.assertIn("At every sample W2 has the activation pattern of W: R(W*) is not the least risk of the cell of W.", text)
        self.assertEqual((minimum["claim"], minimum["scope"], minimum["ties"], minimum["distance"]),
                         ("trained_minimum", "all", [], "0"))
        self.assertEqual(len(minimum["fixed"]), 2)
        self.assertIsNotNone(minimum["strict_radius"])

    def test_groups_without_an_optimal_fit(self):
        text = self.reproduce("erratum-no-minimiser")
        self.assertEqual(text.count("no affine map is optimal"), 3)
        claims = [[claim["claim"] for claim in certificate["statement"]["claims"]]
                  for certificate in self.verify().values()]
        self.assertEqual(sorted(claims), [["no_minimiser"]] * 3
                         + [["pattern_flip", "nearby_minimum", "lower_risk"]])

    def test_losses_that_are_not_convex(self):
        self.reproduce("theorem1-any-loss", "--loss", "hampel:1/2:1:3", "--samples", "20", "--seed", "3")
        for certificate in self.verify().values():
            self.assertEqual([claim["claim"] for claim in certificate["statement"]["claims"]], ["minimum_in_pieces", "lower_risk"])
            self.assertEqual(certificate["statement"]["loss"]["name"], "pieces")
        path = self.certificates()[0]
        text = self.run_program(THALWEG, "explain", path).stdout
        self.assertIn("of a loss that need not be convex", text)
        self.run_program(THALWEG, "escape", path, expect=3)

    def test_families_of_minima(self):
        text = self.reproduce("theorem1-families")
        self.assertIn("4 dimensions: 1 of shifted biases, 3 of scaled units", text)
        for certificate in self.verify().values():
            claims = {claim["claim"]: claim for claim in certificate["statement"]["claims"]}
            self.assertEqual(claims["family_of_minima"]["dimension"], 4)
        self.assertIn("A whole family of minima", self.run_program(THALWEG, "explain", self.certificates()[0]).stdout)

    def test_wide_networks(self):
        self.reproduce("overparametrised", "--loss", "logistic", "--dimension", "2")
        claims = {name: [claim["claim"] for claim in certificate["statement"]["claims"]]
                  for name, certificate in self.verify().items()}
        self.assertEqual(claims["overparametrised-logistic-x2-depth2"], ["pattern_flip", "nearby_minimum", "lower_risk"])
        self.assertEqual(claims["overparametrised-logistic-x2-depth2-infimum"], ["vanishing_risk"])

    def test_images_of_ten_classes(self):
        self.reproduce("theorem2-cross-entropy", "--loss", "softmax", "--dimension", "6", "--samples", "240")
        for certificate in self.verify().values():
            self.assertEqual([claim["claim"] for claim in certificate["statement"]["claims"]],
                             ["pattern_flip", "nearby_minimum", "lower_risk"])
            self.assertEqual(certificate["statement"]["loss"]["classes"], 10)
        self.assertIn("span all maps that the layers below", self.run_program(THALWEG, "explain", self.certificates()[0]).stdout)
        self.run_program(THALWEG, "reproduce", "theorem2-cross-entropy", "--dimension", "5", expect=5)

    def test_parameters_change_the_instance(self):
        self.reproduce("theorem1-stage3", "--activation", "five_pieces", "--depth", "4",
                       "--outputs", "3", "--samples", "9", "--seed", "7")
        (name, certificate), = self.verify().items()
        self.assertEqual(name, "theorem1-stage3-five_pieces-depth4-y3")
        statement = certificate["statement"]
        self.assertEqual(len(statement["networks"]["W"]["layers"]), 4)
        self.assertEqual(len(statement["data"]["rows"]), 9)
        self.assertEqual(len(statement["data"]["targets"]), 3)
        self.assertEqual(certificate["provenance"]["command"],
                         "thalweg reproduce he2020/theorem1-stage3 --seed 7 --samples 9 "
                         "--dimension 2 --outputs 3 --depth 4 --activation five_pieces")

    def test_a_loss_is_taken_instead_of_all(self):
        self.reproduce("theorem1-losses", "--loss", "huber:1/2", "--dimension", "3", "--outputs", "2")
        (name, certificate), = self.verify().items()
        self.assertEqual(name, "theorem1-losses-huber-1-2-x3-y2")
        self.assertEqual(certificate["statement"]["loss"], {"name": "huber", "delta": "1/2"})
        for wrong in ("huber", "nonsense"):
            process = self.run_program(THALWEG, "reproduce", "theorem2-losses", "--loss", wrong,
                                       expect=5)
            self.assertRegex(process.stderr, "^thalweg: --loss.*: expected ")
        self.run_program(THALWEG, "reproduce", "fig1a", "--loss", "hinge", expect=5)

    def test_the_stated_command_makes_the_same_bytes(self):
        self.reproduce("theorem1-case1", "corollary-linear", "theorem1-losses")
        for path in self.certificates():
            before = path.read_bytes()
            command = json.loads(before)["provenance"]["command"].split()
            path.unlink()
            self.reproduce(*command[2:])
            self.assertEqual(path.read_bytes(), before, path)

    def test_another_seed_is_another_table(self):
        self.reproduce("corollary-linear", "--outputs", "1")
        first = self.verify()
        self.reproduce("corollary-linear", "--outputs", "1", "--seed", "2")
        self.assertNotEqual(first, self.verify())

    def test_all(self):
        text = self.reproduce("--all")
        self.assertNotIn("EXPECTED", text)
        rows = re.findall(r"^(\w+)/([\w-]+) +(\d+|not yet)", text.split("as expected otherwise")[1],
                          re.MULTILINE)
        self.assertEqual(len(rows), 68)
        self.assertEqual(len({name for _, name, _ in rows}), 68)
        self.assertEqual(re.findall(r"^\d+ instances.* (\d+) +(\d+) +[\d,]+$", text,
                                    re.MULTILINE), [("0", "0")])
        made = self.verify()
        for paper in PAPERS:
            kept = sorted((PUBLISHED / paper).glob("*.json"))
            built = sorted((self.folder / "out" / paper).glob("*.json"))
            self.assertEqual([path.name for path in built], [path.name for path in kept])
            for ours, theirs in zip(built, kept):
                self.assertEqual(ours.read_bytes(), theirs.read_bytes(), theirs)
        self.assertGreater(len(made), 150)
        schema = json.loads((PUBLISHED / "schema.json").read_text())
        validator = jsonschema.validators.validator_for(schema)(schema)
        for name, certificate in made.items():
            self.assertEqual(list(validator.iter_errors(certificate)), [], name)

    def test_real_data_unless_parameters_are_given(self):
        self.assertIn("longley-x5-y2", self.reproduce("theorem1-minimal"))
        self.assertNotIn("longley", self.reproduce("theorem1-minimal", "--seed", "1"))

    def test_errata_say_what_they_should(self):
        self.reproduce("erratum-shared-pattern", "erratum-fixed-ones", "erratum-fittable-data",
                       "erratum-lattice-regions", "erratum-two-pieces-absolute-loss")
        claims = {name: {claim["claim"] for claim in certificate["statement"]["claims"]}
                  for name, certificate in self.verify().items()}
        for name in ("shared-pattern-first-tree", "shared-pattern-tied-rows", "fixed-ones-fixed"):
            self.assertEqual(claims[f"erratum-{name}"], {"not_local_minimum"})
        for name in ("shared-pattern-second-tree", "fixed-ones-free", "fittable-data"):
            self.assertIn("local_minimum", claims[f"erratum-{name}"])
        self.assertIn("lattice_failure", claims["erratum-lattice-regions"])
        self.assertEqual(claims["erratum-two-pieces-absolute-loss"],
                         {"global_minimum", "two_piece_bound"})

    def test_images(self):
        text = self.reproduce("theorem2-nopool", "theorem2-max", "--dimension", "5", "--outputs",
                              "1", "--seed", "3")
        self.assertIn("1×5×5-convolution(2×5×5)-convolution(2×5×5)-2-2-1", text)
        self.assertEqual(len(self.verify()), 2)

    def test_wrong_usage(self):
        for arguments, message in (
                ((), "expected names, --paper or --all, found none"),
                (("theorem2-relu", "--all"), "found more than one"),
                (("theorem9",), "expected the name of an instance, found theorem9"),
                (("--paper", "nobody2000"), "expected liu2021, he2020, yun2019 or safran2018"),
                (("theorem2-relu", "--samples", "5"), "--samples: expected an instance that takes"),
                (("theorem1-case1", "--samples", "3"), "--samples: expected at least 4"),
                (("theorem1-case1", "--samples", "-3"), "--samples: expected a whole number"),
                (("theorem1-case1", "--samples", "99999999999999999999"), "a whole number"),
                (("theorem1-case1", "--activation", "abs"), "expected relu or leaky_relu:a"),
                (("theorem1-case1", "--activation", "gelu"), "found gelu"),
                (("theorem1-stage1", "--depth", "1"), "--depth: expected at least 2"),
                (("theorem2-max", "--samples", "12"), "there are 12 features"),
                (("remark1-narrow", "--dimension", "3"), "--outputs: expected more than half"),
                (("lattice-nd", "--dimension", "1"), "--dimension: expected at least 2"),
                (("fig1c", "--samples", "5"), "--samples: expected at least 12"),
                (("theorem1-stage1", "--dimension", "0"), "--dimension: expected at least 1")):
            process = self.run_program(THALWEG, "reproduce", *arguments, "-o", "out", expect=5)
            self.assertIn(message, process.stderr)
        self.assertEqual(self.certificates(), [])


if __name__ == "__main__":
    unittest.main()
