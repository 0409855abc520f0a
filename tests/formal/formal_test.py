# SPDX-License-Identifier: GPL-3.0-or-later
"""What is proven rests on nothing but the standard library's reals; the program agrees with the C++ verifier on every published
certificate that it covers, looks at every obligation, and says UNSUPPORTED to the rest."""

import collections
import copy
import json
import re
import resource
import unittest

import definitions
from programs import CODES, FORMAL, FORMAL_FOLDER, LOSSES, SOURCE, VERIFY, TwoVerifiers, is_covered, is_plain, published, run, verdicts

COQ = SOURCE / "src" / "formal"
STANDARD_REALS = {"ClassicalDedekindReals.sig_forall_dec", "FunctionalExtensionality.functional_extensionality_dep"}
LEAST_UPPER_BOUND = "ClassicalDedekindReals.sig_not_dec"  # of check_trained_sound alone: a minimum exists by compactness


class Proofs(unittest.TestCase):
    def test_assumptions_are_those_of_the_reals(self):
        printed = (FORMAL_FOLDER / "assumptions.txt").read_text()
        self.assertRegex(printed, r"check advice c\s+=\s+true\s+->\s+\S+\.statement c")
        sections = printed.split("Axioms:\n")[1:]
        self.assertRegex(printed, r"check_shapes w c g = true\s+->\s+Geometry.shapes_hold")
        self.assertRegex(printed, r"check_trained\s+w c t\s+=\s+true\s+->\s+is_trained_minimum")
        self.assertRegex(printed, r"check_distinct\s+cs\s+=\s+true\s+->\s+\S+\.distinct_risks cs")
        self.assertRegex(printed, r"check_saddle\s+box e c\s+eps\s+=\s+true\s+->\s+exists E")
        self.assertEqual(len(sections), 6)  # of check_sound, verdicts_sound, check_shapes_sound, check_trained_sound, check_saddle_sound, check_distinct_sound
        for place, section in enumerate(sections):
            allowed = STANDARD_REALS | {LEAST_UPPER_BOUND} if place == 3 else STANDARD_REALS
            self.assertEqual(set(re.findall(r"^([\w.]+)(?: :|$)", section, re.MULTILINE)), allowed)

    def test_nothing_is_left_open(self):
        """No admitted proof; axioms and parameters only as fields of the two interfaces of numbers, which Rationals.v fulfils."""
        for path in sorted(COQ.glob("*.v")):
            text = re.sub(r"\(\*.*?\*\)", "", path.read_text(), flags=re.DOTALL)
            self.assertIsNone(re.search(r"\b(Admitted|admit|Conjecture|Hypotheses|bypass_check|Unset (?:Guard|Positivity|Universe))\b", text), path)
            if path.name not in ("Operations.v", "Numbers.v"):
                self.assertIsNone(re.search(r"\b(Axioms?|Parameters?)\b", text.replace("Print Assumptions", "")), path)

    def test_what_must_be_believed_is_short(self):
        """For one claim, and for all of them together."""
        self.assertEqual(len(definitions.believed(COQ)), 19)
        self.assertLessEqual(max(definitions.believed(COQ).values()), 250)
        self.assertLessEqual(sum(len(d.lines) for d in definitions.definitions(COQ)), 430)

    def test_files(self):
        for path in [*COQ.glob("*.v"), *COQ.glob("program/*.ml")]:
            lines = path.read_text().splitlines()
            self.assertEqual(lines[0], "(* SPDX-License-Identifier: GPL-3.0-or-later", path)
            self.assertLessEqual(len(lines), 400, path)


class Published(unittest.TestCase):
    def test_verdicts_agree(self):
        certificates = published()
        paths = [path for path, _ in certificates]
        formal, cpp = verdicts(FORMAL, paths), verdicts(VERIFY, paths)
        self.assertEqual(set(cpp), {"VERIFIED"})
        self.assertEqual(formal, ["VERIFIED" if is_covered(certificate) else "UNSUPPORTED" for _, certificate in certificates])
        self.assertGreaterEqual(formal.count("VERIFIED"), 179)

    def test_time(self):
        """At most 15 times the processor time of the C++ verifier, on all published certificates that are covered."""
        paths = [path for path, certificate in published() if is_covered(certificate)]

        def seconds(program):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            verdicts(program, paths)
            return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before

        self.assertLess(seconds(FORMAL), 15 * seconds(VERIFY))

    def test_every_local_minimum_is_accepted(self):
        """Also beside claims that are not covered; and the digest of the statement is that of the C++ verifier."""
        minima = digests = 0
        for path, certificate in published():
            statement = certificate["statement"]
            if not is_plain(statement) or all(claim["claim"] != "local_minimum" for claim in statement["claims"]):
                continue
            output = run(FORMAL, path).stdout
            self.assertIn("local_minimum: holds\n", output, path)
            self.assertNotIn("does not hold", output, path)
            minima += 1
            if is_covered(certificate):
                digest = re.search(r"Statement digest \w{64}\.", output).group()
                self.assertIn(digest, run(VERIFY, path).stdout)
                digests += 1
        self.assertGreaterEqual(minima, 116)
        self.assertGreaterEqual(digests, 108)


def hand_example():
    """Section 27 of the specification."""
    text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text().split("## 27 `local_minimum`")[1]
    return json.loads(re.search(r"```json\n(.*?)```", text, re.DOTALL).group(1))


def changed(certificate, edits):
    result = copy.deepcopy(certificate)
    for place, value in edits.items():
        *way, last = [int(part) if part.isdigit() else part for part in place.split("/")]
        target = result
        for part in way:
            target = target[part]
        target[last] = value
    return result


def only_named(certificate):
    """Without networks that no claim names."""
    statement = certificate["statement"]
    named = {claim.get(key) for claim in statement["claims"] for key in ("network", "better")}
    return changed(certificate, {"statement/networks": {name: network for name, network in statement["networks"].items() if name in named}})


CLAIMS, MINIMUM, BETTER, ROWS = "statement/claims", "witness/local_minimum", "witness/refinement", "statement/data/rows"
NETWORK, BETTER_NETWORK = "statement/networks/W", "statement/networks/W2"

# What is broken: the code that the C++ verifier gives, the claim that does not hold, the changes.
BROKEN = [
    ("local_minimum.numbering", "local_minimum", {f"{MINIMUM}/pattern_classes": [1, 1, 1, 0, 0, 0]}),
    ("local_minimum.on_wall", "local_minimum", {f"{NETWORK}/layers/0/biases": ["0", "0", "0"]}),
    ("local_minimum.pattern", "local_minimum", {f"{MINIMUM}/pattern_classes": [0, 0, 0, 0, 1, 1]}),
    ("local_minimum.equal_patterns", "local_minimum", {f"{MINIMUM}/pattern_classes": [0, 0, 1, 2, 2, 2]}),
    ("local_minimum.unsettled", "local_minimum", {f"{MINIMUM}/pattern_classes": [0, 0, 0, 1, 1, None]}),
    ("local_minimum.radius_not_positive", "local_minimum", {f"{CLAIMS}/0/radius": "0"}),
    ("local_minimum.radius", "local_minimum", {f"{CLAIMS}/0/radius": "1/4"}),
    ("local_minimum.risk", "local_minimum", {f"{CLAIMS}/0/risk": "3"}),
    ("local_minimum.lifted_stationarity", "local_minimum", {f"{NETWORK}/layers/1/biases": ["1/2"], f"{CLAIMS}/0/risk": "9/4"}),
    ("pattern_flip.distance_not_positive", "pattern_flip", {f"{CLAIMS}/1/distance": "0"}),
    ("pattern_flip.no_breakpoint", "pattern_flip", {}),
    ("pattern_flip.unchanged", "pattern_flip", {f"{CLAIMS}/1/distance": "1/8"}),
    ("lower_risk.architecture", "lower_risk", {f"{BETTER_NETWORK}/layers/0/activation": {
        "breakpoints": ["0"], "slopes": ["1/2", "1"], "intercepts": ["0", "0"]}}),
    ("refinement.numbering", "refinement", {f"{BETTER}/pattern_classes": [1, 1, 1, 0, 0, 2]}),
    ("refinement.on_wall", "refinement", {f"{BETTER_NETWORK}/layers/0/biases": ["-1", "10", "-5/2"], f"{CLAIMS}/2/better_risk": "3/2"}),
    ("refinement.pattern", "refinement", {f"{BETTER}/pattern_classes": [0, 0, 0, 1, 1, 1]}),
    ("refinement.equal_patterns", "refinement", {f"{BETTER}/pattern_classes": [0, 0, 1, 2, 2, 3]}),
    ("refinement.null_class", "refinement", {f"{BETTER}/pattern_classes": [0, 0, 0, 1, 1, None]}),
    ("lower_risk.better_risk", "lower_risk", {f"{CLAIMS}/2/better_risk": "1/2"}),
    ("lower_risk.not_lower", "lower_risk", {f"{CLAIMS}/2/better": "W", f"{CLAIMS}/2/better_risk": "2"}),
    ("refinement.count", "refinement", {f"{CLAIMS}/3/finer_groups": 4}),
    ("refinement.not_optimal", "refinement", {f"{BETTER_NETWORK}/layers/1/biases": ["-41/4"], f"{CLAIMS}/2/better_risk": "17/16"}),
]


class Obligations(TwoVerifiers):
    def test_the_example_is_accepted(self):
        formal, cpp = self.outcomes(hand_example())
        self.assertEqual((formal.returncode, cpp.returncode), (0, 0), formal.stdout)
        self.assertEqual(formal.stdout.count(": holds\n"), 4)

    def test_each_obligation_is_looked_at(self):
        for code, claim, edits in BROKEN:
            with self.subTest(code=code, edits=edits):
                formal, cpp = self.outcomes(only_named(changed(hand_example(), edits)) if edits else self.without_breakpoints())
                self.assertIn(code, cpp.stdout)
                self.assertEqual((formal.returncode, cpp.returncode), (CODES["REJECTED"],) * 2, formal.stdout)
                self.assertIn(f"{claim}: does not hold\n", formal.stdout)

    @staticmethod
    def without_breakpoints():
        """A linear hidden layer: F = x, the samples on a line; the flip has nothing to flip."""
        certificate = changed(hand_example(), {
            "statement/networks": {"W": {"layers": [
                {"kind": "dense", "activation": {"breakpoints": [], "slopes": ["1"], "intercepts": ["0"]}, "weights": [[[0, "1"]]], "biases": ["0"]},
                {"kind": "dense", "activation": "identity", "weights": [[[0, "1"]]], "biases": ["0"]}]}},
            ROWS: [[str(x), str(x)] for x in (-1, 0, 1)], f"{MINIMUM}/pattern_classes": [0, 0, 0],
            CLAIMS: [{"claim": "local_minimum", "network": "W", "radius": "1", "risk": "0"},
                     {"claim": "pattern_flip", "network": "W", "sample": 0, "layer": 0, "unit": 0, "distance": "1"}]})
        del certificate["witness"]["refinement"]
        return certificate

    def test_exempt_samples(self):
        """The hand example with a sample (0, 0): on a wall at W and settled; it has a pattern at W2."""
        certificate = hand_example()
        certificate["statement"]["data"]["rows"].append(["0", "0"])
        certificate["witness"]["local_minimum"]["pattern_classes"].append(None)
        certificate["witness"]["refinement"]["pattern_classes"].append(0)
        certificate = changed(certificate, {f"{CLAIMS}/0/risk": "12/7", f"{CLAIMS}/2/better_risk": "6/7"})
        without_refinement = changed(certificate, {CLAIMS: certificate["statement"]["claims"][:3]})
        del without_refinement["witness"]["refinement"]
        flip_alone = only_named(changed(certificate, {CLAIMS: [{**certificate["statement"]["claims"][1], "sample": 6}], "witness": {}}))
        for case, code, verdict in [
                (without_refinement, "", "VERIFIED"), (certificate, "refinement.null_class", "REJECTED"),
                (changed(without_refinement, {f"{ROWS}/6": ["0", "1"]}), "local_minimum.unsettled", "REJECTED"),
                (changed(without_refinement, {f"{CLAIMS}/1/sample": 6}), "pattern_flip.exempt_sample", "REJECTED"),
                (flip_alone, "pattern_flip.on_wall", "REJECTED")]:
            with self.subTest(code=code):
                formal, cpp = self.outcomes(case)
                self.assertIn(code, cpp.stdout)
                self.assertEqual((formal.returncode, cpp.returncode), (CODES[verdict],) * 2, formal.stdout)

    def test_global_minimum(self):
        certificate = self.without_breakpoints()
        certificate["statement"]["claims"] = [{"claim": "global_minimum", "network": "W"}]
        certificate["witness"] = {}
        for rows, verdict in ([["1", "1"], ["2", "2"]], "VERIFIED"), ([["1", "1"], ["2", "3"]], "REJECTED"):
            certificate["statement"]["data"]["rows"] = rows
            formal, cpp = self.outcomes(certificate)
            self.assertEqual((formal.returncode, cpp.returncode), (CODES[verdict],) * 2, formal.stdout)

    def test_losses(self):
        """Every published certificate with another loss: a subgradient, a parameter and the risk are looked at."""
        seen = collections.Counter()
        for _, certificate in published():
            loss = certificate["statement"].get("loss", {"name": "squared"})
            if loss["name"] == "squared" or not is_covered(certificate) or "local_minimum" not in certificate["witness"]:
                continue
            cases = [("local_minimum.risk", "REJECTED", {f"{CLAIMS}/0/risk": "7/3"})]
            given = certificate["witness"]["local_minimum"].get("subgradients")
            if given:
                sample = next(i for i, entry in enumerate(given) if entry)
                cases += [("local_minimum.subgradient", "REJECTED", {f"{MINIMUM}/subgradients/{sample}/0": "3/2"}),
                          ("document.type", "MALFORMED", {f"{MINIMUM}/subgradients/{sample}": None})]
            cases += [("loss.parameter", "MALFORMED", {f"statement/loss/{key}": "-1"}) for key in loss if key != "name"]
            if "hinge" in loss["name"]:
                cases.append(("loss.label", "MALFORMED", {f"{ROWS}/0/{certificate['statement']['data']['targets'][0]}": "2"}))
            for code, verdict, edits in cases:
                with self.subTest(loss=loss, code=code):
                    formal, cpp = self.outcomes(changed(certificate, edits))
                    self.assertIn(code, cpp.stdout)
                    self.assertEqual((formal.returncode, cpp.returncode), (CODES[verdict],) * 2, formal.stdout)
                    seen[loss["name"]] += 1
        self.assertEqual(set(seen), LOSSES - {"squared"})

    def test_segments(self):
        """The hand example: the unit that is off everywhere may move as long as it is off; not to its wall, no other unit alone."""
        certificate = hand_example()
        certificate["statement"]["claims"] = [certificate["statement"]["claims"][0], {"claim": "family_of_minima", "network": "W", "dimension": 1}]
        del certificate["witness"]["refinement"], certificate["statement"]["networks"]["W2"]
        for code, weights in [("", [[0, 2, 0, "-1/4"]]), ("", [[0, 2, 0, "33333/100000"]]), ("family_of_minima.pattern", [[0, 2, 0, "1/3"]]),
                              ("family_of_minima.pattern", [[0, 2, 0, "-2"]]), ("family_of_minima.output", [[0, 0, 0, "1"]]),
                              ("family_of_minima.dimension", [])]:
            with self.subTest(code=code, weights=weights):
                certificate["witness"]["family_of_minima"] = {"directions": [{"weights": weights, "biases": []}], "scaled": []}
                formal, cpp = self.outcomes(certificate)
                self.assertIn(code, cpp.stdout)
                self.assertEqual((formal.returncode, cpp.returncode), (CODES["REJECTED" if code else "VERIFIED"],) * 2, formal.stdout)
        certificate["witness"]["family_of_minima"] = {"directions": [], "scaled": [[0, 0]]}
        formal, cpp = self.outcomes(certificate)
        self.assertEqual((formal.returncode, cpp.returncode), (CODES["UNSUPPORTED"], CODES["VERIFIED"]), formal.stdout)

    def test_distinct_risks(self):
        """Of the hand example W, and before it a worse minimum of its architecture with all units off."""
        certificate = hand_example()
        higher = copy.deepcopy(certificate["statement"]["networks"]["W"])
        for unit in (0, 1):  # off everywhere: the output is its bias, 2, the mean of the targets
            higher["layers"][0]["biases"][unit] = "-4"
        higher["layers"][1]["biases"] = ["2"]
        certificate["statement"]["networks"] = {"higher": higher, "W": certificate["statement"]["networks"]["W"]}
        certificate["statement"]["claims"] = [
            {"claim": "local_minimum", "network": "higher", "radius": "1/8", "risk": "8/3"},
            {"claim": "local_minimum", "name": "local_minimum of W", "network": "W", "radius": "1/8", "risk": "2"},
            {"claim": "distinct_risks", "minima": ["local_minimum", "local_minimum of W"]}]
        certificate["witness"] = {"local_minimum": {"method": "interval", "pattern_classes": [0, 0, 0, 0, 0, 0]},
                                  "local_minimum of W": certificate["witness"]["local_minimum"]}
        minima = f"{CLAIMS}/2/minima"
        for code, edits in [("", {}), ("local_minimum.radius", {f"{CLAIMS}/1/radius": "1/4"}), ("local_minimum.risk", {f"{CLAIMS}/0/risk": "2"}),
                            ("distinct_risks.architecture", {f"{CLAIMS}/0/radius": "1/9", "statement/networks/higher/layers/0/weights": [[], []],
                                                             "statement/networks/higher/layers/0/biases": ["-4", "-4"]}),
                            ("distinct_risks.not_lower", {minima: ["local_minimum of W", "local_minimum"]}),
                            ("distinct_risks.not_lower", {minima: ["local_minimum", "local_minimum"]}),
                            ("", {minima: ["local_minimum of W"]})]:
            with self.subTest(code=code, edits=edits):
                self.agree(changed(certificate, edits), code)
        for code, edits in [("shape.empty", {minima: []}), ("document.claim_needs", {minima: ["local_minimum", "distinct_risks"]}),
                            ("document.claim_needs", {CLAIMS: [certificate["statement"]["claims"][k] for k in (0, 2, 1)]})]:
            with self.subTest(code=code, edits=edits):
                self.agree(changed(certificate, edits), code, "MALFORMED")

    def test_lower_risk(self):
        """The better network of the hand example, without the minimum."""
        certificate = hand_example()
        certificate["statement"]["claims"] = [{"claim": "lower_risk", "network": "W", "better": "W2", "better_risk": "1", "risk": "2"}]
        certificate["witness"] = {}
        claim = f"{CLAIMS}/0"
        for code, edits in [("", {}), ("lower_risk.risk", {f"{claim}/risk": "3"}), ("lower_risk.better_risk", {f"{claim}/better_risk": "1/2"}),
                            ("lower_risk.not_lower", {f"{claim}/better": "W", f"{claim}/better_risk": "2"}),
                            (".architecture", {f"{BETTER_NETWORK}/layers/0/activation": "identity"})]:
            with self.subTest(code=code):
                self.agree(only_named(changed(certificate, edits)), code)

    def test_descent_rays(self):
        """One unit [x]_+ with output weight 1 at (-1, 0) and (1, 3): its bias and output weight grow. F = (1 + e)^2 at x = 1, the
        risk falls by 4e - 2e^3 - e^4/2, and the unit stays off at x = -1 up to e < 1."""
        certificate = self.without_breakpoints()
        certificate["statement"]["data"]["rows"] = [["-1", "0"], ["1", "3"]]
        certificate["statement"]["networks"]["W"]["layers"][0]["activation"] = "relu"
        certificate["statement"]["claims"] = [{"claim": "not_local_minimum", "network": "W", "epsilon": "1/2", "risk": "2"}]
        certificate["witness"] = {"not_local_minimum": {"weights": [[1, 0, 0, "1"]], "biases": [[0, 0, "1"]]}}
        claim, witness = f"{CLAIMS}/0", "witness/not_local_minimum"
        on_wall = changed(certificate, {ROWS: [["-1", "0"], ["0", "-1"], ["1", "3"]], f"{claim}/risk": "5/3"})
        for case, code, edits in [
                (certificate, "", {}), (on_wall, "", {}),
                (certificate, "not_local_minimum.epsilon_not_positive", {f"{claim}/epsilon": "0"}),
                (certificate, "not_local_minimum.pattern", {f"{claim}/epsilon": "1"}),
                (certificate, "not_local_minimum.risk", {f"{claim}/risk": "3"}),
                (certificate, "not_local_minimum.no_descent", {f"{witness}/weights": [[1, 0, 0, "-1"]], f"{witness}/biases": []}),
                (certificate, "not_local_minimum.no_descent", {f"{witness}/weights": [], f"{witness}/biases": []}),
                (certificate, "not_local_minimum.epsilon", {f"{witness}/weights": [[1, 0, 0, "9"]], f"{witness}/biases": []})]:
            with self.subTest(code=code, edits=edits):
                formal, cpp = self.outcomes(changed(case, edits))
                self.assertIn(code, cpp.stdout)
                self.assertEqual((formal.returncode, cpp.returncode), (CODES["REJECTED" if edits else "VERIFIED"],) * 2, formal.stdout)


if __name__ == "__main__":
    unittest.main()
