# SPDX-License-Identifier: GPL-3.0-or-later
"""ONNX files made by the onnx package: old and new opsets, the types of tensors, the checker on what we write, time for a
large file, and damaged ones."""

import random
import subprocess
import unittest

from helpers import SOURCE, THALWEG, ModuleTest, cloud
import numpy
import onnx
import thalweg
from onnx import TensorProto, helper, numpy_helper


def model_of(nodes, constants, inputs, outputs, opset=13, kind=TensorProto.FLOAT):
    graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info("x", kind, ["n", *inputs])],
                              [helper.make_tensor_value_info("y", kind, ["n", outputs])],
                              [numpy_helper.from_array(array, name) for name, array in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    model.ir_version = 7
    return model


def two_layers(kind="f4", seed=0):
    source = numpy.random.default_rng(seed)
    return {name: source.normal(size=shape).astype(kind) for name, shape in (("W", (8, 3)), ("b", (8,)), ("V", (1, 8)), ("c", (1,)))}


GEMM = [helper.make_node("Gemm", ["x", "W", "b"], ["z"], transB=1), helper.make_node("Relu", ["z"], ["h"]),
        helper.make_node("Gemm", ["h", "V", "c"], ["y"], transB=1)]


class Onnx(ModuleTest):
    def decided(self, model, x, y):
        onnx.checker.check_model(model)
        path = self.folder / "model.onnx"
        onnx.save(model, str(path))
        return thalweg.decide(path, x, y).summary

    def test_forms_types_and_opsets(self):
        x, y = cloud(12, 3)
        arrays = two_layers()
        expected = thalweg.decide([arrays["W"], arrays["b"], arrays["V"], arrays["c"]], x, y).summary
        for opset in range(7, 18):
            self.assertEqual(self.decided(model_of(GEMM, arrays, [3], 1, opset), x, y), expected)
        nodes = [helper.make_node("MatMul", ["x", "Wt"], ["a"]), helper.make_node("Add", ["b", "a"], ["z"]),
                 helper.make_node("Max", ["z", "zero"], ["h"]), helper.make_node("MatMul", ["h", "Vt"], ["d"]),
                 helper.make_node("Add", ["d", "c"], ["y"])]
        constants = {"Wt": arrays["W"].T.copy(), "Vt": arrays["V"].T.copy(), "b": arrays["b"], "c": arrays["c"],
                     "zero": numpy.zeros((), dtype="f4")}
        self.assertEqual(self.decided(model_of(nodes, constants, [3], 1), x, y), expected)
        double = {name: array.astype("f8") for name, array in arrays.items()}
        self.assertEqual(self.decided(model_of(GEMM, double, [3], 1, kind=TensorProto.DOUBLE), x, y), expected)
        # values as lists instead of bytes, and constants as nodes
        listed = model_of(GEMM, {}, [3], 1)
        for name in ("W", "b", "V"):
            listed.graph.initializer.append(helper.make_tensor(name, TensorProto.FLOAT, arrays[name].shape, arrays[name].ravel().tolist()))
        listed.graph.node.insert(0, helper.make_node("Constant", [], ["c"], value=numpy_helper.from_array(arrays["c"])))
        self.assertEqual(self.decided(listed, x, y), expected)
        for opset in (6, 18):
            model = model_of(GEMM, arrays, [3], 1, 13)
            model.opset_import[0].version = opset
            with self.assertRaisesRegex(thalweg.Unsupported, f"expected an opset from 7 to 17, found {opset}"):
                (self.folder / "m.onnx").write_bytes(model.SerializeToString())
                thalweg.decide(self.folder / "m.onnx", x, y)

    def test_what_we_write_passes_the_checker(self):
        certificates = [SOURCE / "certificates" / "liu2021" / "fig1b-parabola.json",
                        *sorted((SOURCE / "certificates" / "he2020").glob("*.json"))[:4]]
        for certificate in certificates:
            path = self.folder / "net.onnx"
            summary = thalweg.export_onnx(thalweg.Certificate.load(certificate), path)
            model = onnx.load(str(path))
            onnx.checker.check_model(model, full_check=True)
            self.assertEqual(model.opset_import[0].version, 13)
            self.assertIn("largest_change", summary)
        for network, data in (("fixed_ones", "images"), ("dead", "line")):
            folder = SOURCE / "examples" / "decide"
            self.command("export", folder / f"{network}.json", folder / f"{data}.csv", "-o", "net.onnx", expect=0)
            onnx.checker.check_model(onnx.load(str(self.folder / "net.onnx")), full_check=True)
            before = self.command("decide", folder / f"{network}.json", folder / f"{data}.csv", "--json")
            after = self.command("decide", "net.onnx", folder / f"{data}.csv", "--json")
            self.assert_same_summary({k: v for k, v in before.items() if k not in ("certificate", "bytes")}, after)

    def test_a_large_file(self):
        source = numpy.random.default_rng(1)
        arrays = {"W": source.normal(size=(1600, 784)).astype("f4"), "b": source.normal(size=1600).astype("f4"),
                  "V": source.normal(size=(800, 1600)).astype("f4"), "c": source.normal(size=800).astype("f4")}
        model = model_of(GEMM, arrays, [784], 800)
        path = self.folder / "large.onnx"
        onnx.save(model, str(path))
        self.assertGreater(path.stat().st_size, 10_000_000)
        # 800 outputs for one target: refused when it is read
        (self.folder / "data.csv").write_text(",".join(["0"] * 785) + "\n")
        start = os_children_time()
        self.assertIn("expected 1 output (targets of the data), found 800", self.command("decide", path, "data.csv", expect=2))
        seconds = os_children_time() - start
        print(f"10 MB of ONNX: {seconds:.2f} s of processor time")
        self.assertLess(seconds, 3)

    def test_damaged_files(self):
        arrays = two_layers()
        good = model_of(GEMM, arrays, [3], 1).SerializeToString()
        path = self.folder / "damaged.onnx"
        (self.folder / "data.csv").write_text("1,2,3,4\n5,6,7,9\n")
        source = random.Random(2)
        damaged = [good[:length] for length in range(0, len(good), 23)]
        for _ in range(60):
            changed = bytearray(good)
            for _ in range(source.randint(1, 3)):
                changed[source.randrange(len(changed))] = source.randrange(256)
            damaged.append(bytes(changed))
        for content in damaged:
            path.write_bytes(content)
            process = subprocess.run([THALWEG, "radius", str(path), "data.csv"], cwd=self.folder, capture_output=True, encoding="utf-8")
            self.assertIn(process.returncode, (0, 1, 2, 3), process.stderr)
            self.assertEqual(process.stderr.count("\n"), 1 if process.returncode > 1 else 0, process.stderr)
        cases = [(dict(arrays, W=numpy.full((8, 3), numpy.nan, dtype="f4")), 2, "tensor W: expected finite numbers"),
                 (dict(arrays, b=numpy.zeros(7, dtype="f4")), 2, "node 0 (Gemm): expected"),
                 ({k: v for k, v in arrays.items() if k != "V"}, 2, "node 2 (Gemm): expected an input that is made before, found V")]
        for constants, code, message in cases:
            path.write_bytes(model_of(GEMM, constants, [3], 1).SerializeToString())
            self.assertIn(message, self.command("radius", path, "data.csv", expect=code))
        wide = {"W": numpy.ones((2000, 3), dtype="f4"), "b": arrays["b"], "V": arrays["V"], "c": arrays["c"]}  # kept as floats
        for damage, message in ((lambda w: w.__setitem__((1999, 2), numpy.inf), "tensor W: expected finite numbers, found one that is not"),
                                (lambda w: None, "node 0 (Gemm): expected extents that fit each other, found (8) and (1, 2000)")):
            damage(wide["W"])
            path.write_bytes(model_of(GEMM, wide, [3], 1).SerializeToString())
            self.assertIn(message, self.command("radius", path, "data.csv", expect=2))
            wide["W"][:] = 1
        model = model_of(GEMM, wide, [3], 1)
        model.graph.initializer[0].raw_data = model.graph.initializer[0].raw_data[:-1]
        path.write_bytes(model.SerializeToString())
        self.assertIn("tensor W: expected 24000 bytes of 6000 values, found 23999", self.command("radius", path, "data.csv", expect=2))
        model = model_of(GEMM, arrays, [3], 1)
        model.graph.initializer[0].dims[0] = 2**40
        path.write_bytes(model.SerializeToString())
        self.assertIn("tensor W: expected extents of a tensor that fits in memory", self.command("radius", path, "data.csv", expect=2))
        model = model_of(GEMM, arrays, [3], 1)
        model.graph.initializer[0].data_location = TensorProto.EXTERNAL
        path.write_bytes(model.SerializeToString())
        self.assertIn("expected its values in this file", self.command("radius", path, "data.csv", expect=3))
        path.write_bytes(model_of(GEMM, arrays, [2, 2], 1).SerializeToString())
        self.assertIn("found 4 (1×2×2) → the table has 3 input columns: choose them with --target and --inputs",
                      self.command("radius", path, "data.csv", expect=2))


def os_children_time():
    import resource
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    unittest.main()
