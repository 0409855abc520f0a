# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg decide`: verdicts, exit codes and certificates that the verifier accepts."""

import fractions
import json
import random
import struct
import unittest

import jsonschema
from thalweg_test import PARABOLA, SOURCE, THALWEG, VERIFY, ProgramTest, random_table

EXAMPLES = SOURCE / "examples" / "decide"


def dense(activation, weights, biases):
    return {"kind": "dense", "activation": activation, "weights": weights, "biases": biases}


class Decide(ProgramTest):
    def network(self, *layers, name="net.json"):
        return self.write(name, json.dumps(
            {"format": "thalweg-network", "version": 1, "layers": layers}))

    def decide(self, network, data, *options, expect=0):
        return self.run_program(THALWEG, "decide", network, data, *options, "-o", "decision.json",
                                expect=expect).stdout

    def verified(self, data, *options):
        """The claims of the decision, accepted for these data."""
        self.run_program(VERIFY, "decision.json", "--data", data, *options)
        claims = json.loads((self.folder / "decision.json").read_text())["statement"]["claims"]
        return [claim["claim"] for claim in claims]

    def test_fittable_data_have_a_spurious_minimum(self):
        self.decide(EXAMPLES / "dead.json", EXAMPLES / "line.csv", "--better",
                    EXAMPLES / "alive.json")
        self.assertEqual(self.verified(EXAMPLES / "line.csv"),
                         ["local_minimum", "pattern_flip", "lower_risk"])

    def test_a_better_point_must_be_better_and_alike(self):
        process = self.run_program(THALWEG, "decide", EXAMPLES / "dead.json", EXAMPLES / "line.csv",
                                   "--better", EXAMPLES / "dead.json", "-o", "none.json", expect=1)
        self.assertIn("expected a risk below 1/4 (0.25), found 1/4 (0.25)", process.stderr)
        other = self.network(dense("abs", [[1], [0]], [1, -1]), dense("identity", [[1, 0]], [-1]))
        self.run_program(THALWEG, "decide", EXAMPLES / "dead.json", EXAMPLES / "line.csv",
                         "--better", other, "-o", "none.json", expect=2)
        self.assertFalse((self.folder / "none.json").exists())

    def test_critical_points_of_linear_networks(self):
        text = self.decide(EXAMPLES / "linear_saddle.json", EXAMPLES / "plane.csv", "--target", "u,v", expect=1)
        self.assertIn("saddle         all derivatives are 0", text)
        self.assertEqual(self.verified(EXAMPLES / "plane.csv"), ["not_local_minimum", "saddle"])
        found = json.loads(self.decide(EXAMPLES / "linear_saddle.json", EXAMPLES / "plane.csv", "--target", "u,v", "--json",
                                       "--loss", "huber:1", expect=1))
        self.assertTrue(found["is_saddle"])
        self.assertEqual(self.verified(EXAMPLES / "plane.csv"), ["not_local_minimum", "saddle"])

    def test_bottlenecks(self):
        # one ReLU unit a + 2, on at all samples; the smaller singular value; its absolute loss
        narrow = self.network(dense("relu", [[1, 0]], [2]), dense("identity", [[2], [0]], [-4, 0]))
        text = self.decide(narrow, EXAMPLES / "plane.csv", "--target", "u,v", "--find-better")
        self.assertIn("of the affine maps of rank 1", text)
        self.assertIn("better point", text)
        self.assertIn("bottleneck_minimum", self.verified(EXAMPLES / "plane.csv"))
        smaller = self.network(dense("identity", [[0, 1]], [0]), dense("identity", [[0], [1]], [0, 0]))
        self.decide(smaller, EXAMPLES / "plane.csv", "--target", "u,v", expect=1)
        huber = self.network(dense("identity", [[1, 0]], [0]), dense("identity", [[2], [0]], [0, 0]))
        text = self.decide(huber, EXAMPLES / "plane.csv", "--target", "u,v", "--loss", "huber:3", expect=6)
        self.assertIn("at least min(d_x, d_y) = 2 units, and layer 0 has 1", text)

    def test_radius_methods(self):
        certificate = self.generate(PARABOLA, "--groups", "3")
        radii = []
        for method in ("interval", "first-order"):
            text = self.decide(certificate, PARABOLA, "--radius", method)
            self.assertRegex(text, r"\nradius .*interval bound")
            self.verified(PARABOLA)
            document = json.loads((self.folder / "decision.json").read_text())
            self.assertEqual(document["witness"]["local_minimum"]["method"],
                             method.replace("-", "_"))
            radii.append(fractions.Fraction(document["statement"]["claims"][0]["radius"]))
        self.assertLess(radii[0], radii[1])
        self.run_program(THALWEG, "decide", certificate, PARABOLA, "--radius", "best", expect=5)

    def test_found_better_points(self):
        for network, data in (("dead.json", "line.csv"), ("dead_filter.json", "images.csv")):
            text = self.decide(EXAMPLES / network, EXAMPLES / data, "--find-better")
            self.assertRegex(text, r"descent from|one more kink in a spare unit|an affine fit with kinks")
            self.assertIn("lower_risk", self.verified(EXAMPLES / data))
        text = self.decide(EXAMPLES / "delta_filter.json", EXAMPLES / "images.csv", "--find-better")
        self.assertIn("none was found, which proves nothing", text)
        self.assertNotIn("lower_risk", self.verified(EXAMPLES / "images.csv"))
        self.run_program(THALWEG, "decide", EXAMPLES / "dead.json", EXAMPLES / "line.csv",
                         "--find-better", "--better", EXAMPLES / "alive.json", expect=5)

    def test_global_minimum(self):
        self.decide(EXAMPLES / "alive.json", EXAMPLES / "line.csv")
        self.assertEqual(self.verified(EXAMPLES / "line.csv"), ["global_minimum"])

    def test_a_tie_on_a_wall_is_refuted(self):
        text = self.decide(EXAMPLES / "tied.json", EXAMPLES / "valley.csv", expect=1)
        self.assertIn("not a local minimum", text)
        self.assertEqual(self.verified(EXAMPLES / "valley.csv"), ["not_local_minimum"])

    def test_undecided_says_why_and_writes_nothing(self):
        data = self.write("data.csv", "x,y\n0,0\n0,1\n0,0\n")
        net = self.network(dense("relu", [[0], [0]], [1, 0]), dense("identity", [[1, 1]], ["-2/3"]))
        text = self.decide(net, data, expect=6)
        self.assertRegex(text, r"verdict +undecided\n(tried .*\n)+missing +sample 0")
        self.assertFalse((self.folder / "decision.json").exists())

    def test_generated_minima_are_certified(self):
        table = self.write("table.csv", random_table(3, 20, 2, targets=2))
        for data, options in ((PARABOLA, ["--groups", "3"]), (PARABOLA, ["--construction", "gated"]),
                              (table, ["--target", "y1,y2", "--partition", "tree"])):
            certificate = self.generate(data, *options)
            target = ["--target", "y1,y2"] if data == table else []
            text = self.decide(certificate, data, *target)
            self.assertRegex(text, r"verdict +local minimum")
            risk = json.loads(certificate.read_text())["statement"]["claims"][0]["risk"]
            claim = json.loads((self.folder / "decision.json").read_text())["statement"]["claims"][0]
            self.assertEqual((claim["claim"], claim["risk"]), ("local_minimum", risk))
            self.verified(data)

    def test_random_parameters_are_refuted(self):
        source = random.Random(5)
        for _ in range(10):
            widths = [1, *(source.randint(1, 4) for _ in range(source.randint(1, 3))), 1]
            layers = []
            for inputs, units in zip(widths, widths[1:]):
                activation = source.choice(
                    ["relu", "leaky_relu:1/100", "abs", "hard_tanh", "relu6", "hard_sigmoid"])
                layers.append(dense(activation,
                                    [[source.gauss(0, 1) for _ in range(inputs)]
                                     for _ in range(units)],
                                    [source.gauss(0, 1) for _ in range(units)]))
            layers[-1]["activation"] = "identity"
            self.decide(self.network(*layers), PARABOLA, expect=1)
            self.assertEqual(self.verified(PARABOLA), ["not_local_minimum"])

    def test_weights_from_npy_files(self):
        header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"
        header += b" " * (117 - len(header)) + b"\n"
        (self.folder / "w.npy").write_bytes(
            b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
            + struct.pack("<2f", -1.0, -2.0))
        net = self.network(dense("relu", {"npy": "w.npy"}, [-1, -0.5]),
                           dense("identity", [["1/3", 1]], [0.5]))
        from_npy = self.decide(net, EXAMPLES / "line.csv").splitlines()[:-1]
        from_text = self.decide(EXAMPLES / "dead.json", EXAMPLES / "line.csv").splitlines()[:-1]
        self.assertEqual(from_npy, from_text)

    def test_what_is_not_supported_is_said_to_be(self):
        net = self.network({"kind": "lstm"})
        process = self.run_program(THALWEG, "decide", net, PARABOLA, expect=3)
        self.assertIn("/layers/0/kind: expected dense, convolution, average_pooling, max_pooling, "
                      "addition or flatten, found \"lstm\"", process.stderr)

    def test_the_schema_of_certificates(self):
        schema = json.loads((SOURCE / "certificates" / "schema.json").read_text())
        kind = jsonschema.validators.validator_for(schema)
        for network, data, expect in (("dead", "line", 0), ("alive", "line", 0),
                                      ("tied", "valley", 1)):
            self.decide(EXAMPLES / f"{network}.json", EXAMPLES / f"{data}.csv", expect=expect)
            certificate = json.loads((self.folder / "decision.json").read_text())
            self.assertEqual(list(kind(schema).iter_errors(certificate)), [])
        certificate["version"] = 1
        self.assertFalse(kind(schema).is_valid(certificate))
        certificate["version"] = 3
        del certificate["witness"]["not_local_minimum"]
        self.assertFalse(kind(schema).is_valid(certificate))

    def test_verdicts_are_explained(self):
        for network, data, title in (("dead", "line", "How far the patterns hold"),
                                     ("alive", "line", "Why W is a global minimum"),
                                     ("tied", "valley", "Why W is not a local minimum")):
            self.decide(EXAMPLES / f"{network}.json", EXAMPLES / f"{data}.csv",
                        expect=1 if network == "tied" else 0)
            self.assertIn(title, self.run_program(THALWEG, "explain", "decision.json").stdout)

    def test_the_schema_of_networks(self):
        schema = json.loads((SOURCE / "certificates" / "network_schema.json").read_text())
        kind = jsonschema.validators.validator_for(schema)
        kind.check_schema(schema)
        for name in ("dead", "alive", "tied"):
            network = json.loads((EXAMPLES / f"{name}.json").read_text())
            self.assertEqual(list(kind(schema).iter_errors(network)), [])
            network["layers"][0]["kind"] = "convolution"
            self.assertFalse(kind(schema).is_valid(network))


if __name__ == "__main__":
    unittest.main()
