# SPDX-License-Identifier: GPL-3.0-or-later
"""Two-level lattice networks in ONNX, in the layout of the family TLL of VNN-COMP (MatMul and Add for the N affine functions,
for the M selector matrices, and for banks of four ReLU units per minimum or maximum of two neighbours): their forms are read off
exactly; by one weight they are none."""

import unittest

from helpers import BUILD, ModuleTest
import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

VERIFY = str(BUILD / "bin" / "thalweg-verify")
SIGNS = numpy.array([[1, -1, -1, 1], [1, -1, 1, -1]])  # of u + w, −u − w, w − u, u − w


def bank(groups, size, is_maximum):
    """Two matrices that halve the entries of every group; an odd last entry is compared with its neighbour once more."""
    first = list(range(0, size - 1, 2)) + ([size - 2] if size % 2 else [])
    compare = numpy.zeros((size, 4 * len(first)))
    combine = numpy.zeros((4 * len(first), len(first)))
    for k, entry in enumerate(first):
        compare[entry:entry + 2, 4 * k:4 * k + 4] = SIGNS
        combine[4 * k:4 * k + 4, k] = [.5, -.5, .5, .5] if is_maximum else [.5, -.5, -.5, -.5]
    identity = numpy.eye(groups)
    return [[numpy.kron(identity, compare), True], [numpy.kron(identity, combine), False]], len(first)


def lattice_layers(inputs, functions, rows, outputs, source):
    """[matrix, has_relu] of every layer, the biases of the first one, and the selector sets by output."""
    kernel = source.normal(size=(inputs, functions * outputs)).astype("f4")
    biases = source.normal(size=functions * outputs).astype("f4")
    selectors = numpy.zeros((functions * outputs, functions * rows * outputs))
    sets = [[] for _ in range(outputs)]
    for output in range(outputs):
        for row in range(rows):
            chosen = source.choice(functions, size=source.integers(1, functions + 1), replace=False)
            sets[output].append(frozenset(int(j) for j in chosen))
            for place in range(functions):  # filled up with the last one
                selectors[output * functions + chosen[min(place, len(chosen) - 1)],
                          (output * rows + row) * functions + place] = 1
    layers = [[kernel, False], [selectors, False]]
    for groups, size, is_maximum in ((rows * outputs, functions, False), (outputs, rows, True)):
        while size > 1:
            pair, size = bank(groups, size, is_maximum)
            layers += pair
    return layers, biases, sets


def save(path, layers, biases, kind="f4"):
    nodes, constants, current = [], [], "input"
    for k, (matrix, has_relu) in enumerate(layers):
        bias = biases if k == 0 else numpy.zeros(matrix.shape[1])
        constants += [numpy_helper.from_array(matrix.astype(kind), f"W{k}"), numpy_helper.from_array(bias.astype(kind), f"b{k}")]
        nodes += [helper.make_node("MatMul", [current, f"W{k}"], [f"m{k}"]), helper.make_node("Add", [f"m{k}", f"b{k}"], [f"a{k}"])]
        current = f"a{k}"
        if has_relu:
            nodes.append(helper.make_node("Relu", [current], [f"r{k}"]))
            current = f"r{k}"
    element = TensorProto.FLOAT if kind == "f4" else TensorProto.DOUBLE
    graph = helper.make_graph(nodes, "tll", [helper.make_tensor_value_info("input", element, ["n", layers[0][0].shape[0]])],
                              [helper.make_tensor_value_info(current, element, ["n", layers[-1][0].shape[1]])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 7
    onnx.save(model, str(path))


class LatticeNetworks(ModuleTest):
    def read_off(self, inputs, *arguments):
        box = ",".join(["-1,1"] * inputs)
        return self.command("lattice", "--from-network", "tll.onnx", f"--box={box}", "-o", "form.json", "--json", *arguments, expect=0)

    def check(self, inputs, functions, rows, outputs, kind="f4"):
        layers, biases, sets = lattice_layers(inputs, functions, rows, outputs, numpy.random.default_rng(functions + rows))
        save(self.folder / "tll.onnx", layers, biases, kind)
        summary = self.read_off(inputs)
        self.assertTrue(summary["everywhere"])
        self.assertIn("for every x, also outside of Ω", self.verified())
        import json
        claim = json.loads((self.folder / "form.json").read_text())["statement"]["claims"][0]
        for output, form in enumerate(claim["outputs"]):
            columns = range(output * functions, (output + 1) * functions)
            expected = {self.texts([*layers[0][0][:, k], biases[k]]): k - output * functions for k in columns}
            number = [expected[tuple(f)] for f in form["functions"]]
            self.assertEqual({frozenset(number[j] for j in row) for row in form["rows"]}, set(sets[output]))
        return summary

    def texts(self, numbers):
        from fractions import Fraction
        return tuple(str(Fraction(float(number))) for number in numbers)

    def verified(self):
        import subprocess
        process = subprocess.run([VERIFY, "form.json"], cwd=self.folder, capture_output=True, encoding="utf-8")
        self.assertEqual(process.returncode, 0, process.stdout + process.stderr)
        return process.stdout

    def test_sizes(self):
        for inputs, functions, rows, outputs in ((1, 2, 2, 1), (2, 3, 5, 1), (2, 8, 8, 1), (3, 7, 6, 2), (2, 16, 16, 1), (5, 24, 24, 1)):
            summary = self.check(inputs, functions, rows, outputs)
            self.assertLess(summary["seconds"], 5)
        self.check(2, 9, 4, 3, "f8")

    def test_the_largest_size_of_the_benchmark(self):
        summary = self.check(2, 64, 64, 1)  # a file of 270 MB
        self.assertLess(summary["seconds"], 60)

    def test_one_weight_off(self):
        layers, biases, _ = lattice_layers(2, 4, 3, 1, numpy.random.default_rng(1))
        save(self.folder / "tll.onnx", layers, biases)
        self.assertNotIn("linear_regions", self.read_off(2))
        self.assertIn("linear_regions", self.read_off(2, "--regions"))
        for layer in range(2, len(layers)):
            matrix = layers[layer][0]
            place = tuple(numpy.argwhere(matrix)[0])
            matrix[place] += 2.0**-20
            save(self.folder / "tll.onnx", layers, biases)
            self.assertIn("linear_regions", self.read_off(2), layer)
            self.verified()
            matrix[place] -= 2.0**-20


if __name__ == "__main__":
    unittest.main()
