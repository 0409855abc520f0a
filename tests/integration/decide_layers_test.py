# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg decide` on convolutions, poolings and residual additions: the examples worked by hand,
delta filters with an optimal fit, random parameters; every certificate is verified."""

import fractions
import json
import random
import unittest

import jsonschema
from decide_test import EXAMPLES, dense
from thalweg_test import SOURCE, THALWEG, VERIFY, ProgramTest

Fraction = fractions.Fraction


def convolution(activation, kernel, weights, biases, **more):
    return {"kind": "convolution", "activation": activation, "kernel": kernel, "weights": weights,
            "biases": biases, **more}


def table(rows):
    columns = [f"x{k + 1}" for k in range(len(rows[0]) - 1)] + ["y"]
    return "\n".join([",".join(columns)] + [",".join(map(str, row)) for row in rows]) + "\n"


def least_squares(rows):
    """The coefficients of the affine fit of the last entry of each row, the constant last."""
    points = [[Fraction(v) for v in row[:-1]] + [Fraction(1)] for row in rows]
    size = len(points[0])
    system = [[sum(p[a] * p[b] for p in points) for b in range(size)]
              + [sum(p[a] * Fraction(row[-1]) for p, row in zip(points, rows))]
              for a in range(size)]
    for k in range(size):
        pivot = next(r for r in range(k, size) if system[r][k] != 0)
        system[k], system[pivot] = system[pivot], system[k]
        system[k] = [v / system[k][k] for v in system[k]]
        for r in range(size):
            if r != k:
                system[r] = [v - system[r][k] * w for v, w in zip(system[r], system[k])]
    return [system[k][size] for k in range(size)]


class DecideLayers(ProgramTest):
    def network(self, shape, *layers, name="net.json"):
        return self.write(name, json.dumps(
            {"format": "thalweg-network", "version": 2, "input_shape": shape, "layers": layers},
            default=str))

    def decided(self, network, data, *options, expect=0):
        """The claims by name, verified, and the certificate follows the schema."""
        self.run_program(THALWEG, "decide", network, data, *options, "-o", "decision.json",
                         expect=expect)
        self.run_program(VERIFY, "decision.json", "--data", data)
        certificate = json.loads((self.folder / "decision.json").read_text())
        schema = json.loads((SOURCE / "certificates" / "schema.json").read_text())
        kind = jsonschema.validators.validator_for(schema)
        self.assertEqual(list(kind(schema).iter_errors(certificate)), [])
        self.run_program(THALWEG, "explain", "decision.json")
        return {claim["claim"]: claim for claim in certificate["statement"]["claims"]}

    def example(self, name, data="images", *options, expect=0):
        return self.decided(EXAMPLES / f"{name}.json", EXAMPLES / f"{data}.csv", *options,
                            expect=expect)

    def test_fixed_ones_are_no_minimum(self):
        claims = self.example("fixed_ones", expect=1)
        self.assertEqual(list(claims), ["not_local_minimum"])
        self.assertEqual(claims["not_local_minimum"]["risk"], "3/16")
        witness = json.loads((self.folder / "decision.json").read_text())["witness"]
        self.assertEqual(witness["not_local_minimum"],
                         {"weights": [[1, 0, 0, "1/2"], [1, 0, 1, "-1/2"]], "biases": []})

    def test_the_other_examples_are_minima(self):
        for name, data, risk in (("delta_filter", "images", "1/16"), ("averaged", "images", "3/16"),
                                 ("residual", "images", "1/16"), ("largest", "pairs", "5/32"),
                                 ("dead_filter", "images", "11/16")):
            claims = self.example(name, data)
            self.assertEqual(list(claims), ["local_minimum", "pattern_flip"], name)
            self.assertEqual(claims["local_minimum"]["risk"], risk, name)

    def test_a_dead_filter_is_a_spurious_minimum(self):
        claims = self.example("dead_filter", "images", "--better", EXAMPLES / "delta_filter.json")
        self.assertEqual(list(claims), ["local_minimum", "pattern_flip", "lower_risk"])
        process = self.run_program(
            THALWEG, "decide", EXAMPLES / "dead_filter.json", EXAMPLES / "images.csv", "--better",
            EXAMPLES / "averaged.json", "-o", "none.json", expect=2)
        self.assertIn("expected the architecture 1×2-convolution(1×2)-1 and activations of",
                      process.stderr)

    def test_delta_filters_with_an_optimal_fit(self):
        """Two filters pass the 3×3 image and its negative, shifted; the fit is in the next layer,
        and one more unit in the last is off."""
        source = random.Random(7)
        rows = [[source.randint(0, 9) for _ in range(9)] + [source.randint(-20, 20)]
                for _ in range(14)]
        *slopes, constant = least_squares(rows)
        shift, lift = 10, 1000
        delta = [0, 0, 0, 0, 1, 0, 0, 0, 0]
        net = self.network(
            [1, 3, 3],
            convolution("relu", [3, 3], [delta, [-w for w in delta]], [shift, shift],
                        padding=[1, 1]),
            dense("relu", [slopes + [0] * 9, [0] * 18],
                  [constant - shift * sum(slopes) + lift, -1]),
            dense("identity", [[1, 3]], [-lift]))
        claims = self.decided(net, self.write("table.csv", table(rows)))
        self.assertIn("pattern_flip", claims)
        risk = sum((sum(s * v for s, v in zip(slopes, row)) + constant - row[-1]) ** 2
                   for row in rows) / 14
        self.assertEqual(claims["local_minimum"]["risk"], str(risk))

    def test_a_linear_convolution_has_a_radius_and_no_flip(self):
        net = self.network([1, 2], convolution("identity", [1], [[1]], [0]),
                           {"kind": "max_pooling", "window": [2]}, dense("identity", [[1]], [0]))
        claims = self.decided(net, self.write("pairs.csv", table(
            [[0, 1, 0], [3, 1, 1], [0, 2, 4], [3, 2, 4]])))
        self.assertEqual(list(claims), ["local_minimum"])  # residuals 1, 2, −2, −1

    def test_random_parameters_are_refuted(self):
        source = random.Random(20261122)
        draw = lambda rows, columns: [[round(source.gauss(0, 1), 3) for _ in range(columns)]
                                      for _ in range(rows)]
        rows = [[source.randint(-9, 9) for _ in range(16)] + [source.randint(-9, 9)]
                for _ in range(8)]
        data = self.write("table.csv", table(rows))
        networks = [
            self.network([1, 4, 4],
                         convolution("relu", [3, 3], draw(2, 9), draw(1, 2)[0], padding=[1, 1]),
                         {"kind": "max_pooling", "window": [2, 2]},
                         convolution("leaky_relu:0.1", [2, 2], draw(3, 8), None),
                         dense("identity", draw(1, 3), [0]), name="image.json"),
            self.network([2, 8],
                         convolution("abs", [3], draw(4, 3), draw(1, 4)[0], groups=2, stride=[2],
                                     dilation=[2], padding=[2]),
                         convolution("hard_tanh", [1], draw(4, 4), draw(1, 4)[0]),
                         {"kind": "addition", "activation": "relu", "with": 1},
                         {"kind": "average_pooling", "window": [2], "stride": [1]},
                         {"kind": "flatten"},
                         dense("relu", draw(3, 12), None), dense("identity", draw(1, 3), None),
                         name="signal.json")]
        for net in networks:
            self.assertEqual(list(self.decided(net, data, expect=1)), ["not_local_minimum"])

    def test_linear_regions_are_for_dense_layers(self):
        process = self.run_program(THALWEG, "lattice", "--from-network",
                                   EXAMPLES / "delta_filter.json", "--box", "0,1,0,1", expect=3)
        self.assertIn("expected dense layers only, found layer 0 of kind convolution",
                      process.stderr)


if __name__ == "__main__":
    unittest.main()
