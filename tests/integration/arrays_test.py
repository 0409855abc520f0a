# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables and networks in NumPy's files: the same verdicts as from text, and one clear line for what is damaged.
The files are made here byte by byte; those of NumPy itself are in the tests of the Python module."""

import json
import random
import struct
import zipfile

from decide_test import dense
from thalweg_test import THALWEG, VERIFY, ProgramTest
import unittest

LAYERS = [dense("relu", [[1, -2], [0.5, 3]], [0.25, -1]), dense("identity", [[1, 1]], [0])]
ROWS = [[0.5, 1.0, 0.25], [-1.0, 2.0, 4.0], [3.0, -0.75, 1.0], [2.0, 2.0, -1.0]]


def npy(values, shape, kind="<f8", is_fortran=False, version=1, header=None):
    """The bytes of an NPY file; `values` in the order in which they are stored."""
    code = {"f2": "e", "f4": "f", "f8": "d", "i1": "b", "i4": "i", "u2": "H"}[kind[1:]]
    text = header or f"{{'descr': '{kind}', 'fortran_order': {is_fortran}, 'shape': {shape}, }}"
    size = 2 if version == 1 else 4
    text += " " * (-(9 + size + len(text)) % 64) + "\n"
    return (b"\x93NUMPY" + bytes([version, 0]) + len(text).to_bytes(size, "little") + text.encode()
            + b"".join(struct.pack(kind[0].replace("|", "<") + code, v) for v in values))


def flat(rows):
    return [value for row in rows for value in row]


def columns(rows):
    return [list(column) for column in zip(*rows)]


class Arrays(ProgramTest):
    def archive(self, name, compression=zipfile.ZIP_DEFLATED, **members):
        with zipfile.ZipFile(self.folder / name, "w", compression) as archive:
            for member, content in members.items():
                archive.writestr(member + ".npy", content)
        return name

    def setUp(self):
        super().setUp()
        self.write("table.csv", "\n".join(",".join(map(str, row)) for row in ROWS) + "\n")
        self.write("network.json", json.dumps({"format": "thalweg-network", "version": 1, "layers": LAYERS}))

    def decided(self, network, data, *options):
        """The statement without names of columns; the certificate is verified."""
        self.run_program(THALWEG, "decide", network, data, *options, "-o", "out.json", expect=1)
        self.run_program(VERIFY, "out.json")
        statement = json.loads((self.folder / "out.json").read_text())["statement"]
        del statement["data"]["columns"]
        return statement

    def refuse(self, code, message, *arguments):
        process = self.run_program(THALWEG, *arguments, expect=code)
        self.assertIn(message, process.stderr)
        self.assertEqual(process.stderr.count("\n"), 1, process.stderr)

    def test_tables(self):
        expected = self.decided("network.json", "table.csv")
        (self.folder / "c.npy").write_bytes(npy(flat(ROWS), (4, 3)))
        (self.folder / "fortran.npy").write_bytes(npy(flat(columns(ROWS)), (4, 3), ">f4", True, 2))
        (self.folder / "half.npy").write_bytes(npy(flat(ROWS), (4, 3), "<f2", version=3))
        for name in ("c.npy", "fortran.npy", "half.npy"):
            self.assertEqual(self.decided("network.json", name), expected)
        x, y = [row[:2] for row in ROWS], [row[2] for row in ROWS]
        for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            self.archive("data.npz", compression, X=npy(flat(x), (4, 2)), y=npy(y, (4,)))
            self.assertEqual(self.decided("network.json", "data.npz"), expected)
        self.archive("first.npz", y=npy(y, (4,)), X=npy(flat(x), (4, 2)))  # y is the target wherever it stands
        self.assertEqual(self.decided("network.json", "first.npz")["data"]["targets"], [0])
        self.archive("named.npz", a=npy(columns(ROWS)[0], (4, 1)), b=npy(columns(ROWS)[1], (4,)), z=npy(y, (4,)))
        self.assertEqual(self.decided("network.json", "named.npz", "--target", "z"), expected)
        # images are flattened row-major; a target with several columns is named as a whole
        self.archive("images.npz", X=npy(list(range(16)), (4, 2, 2)), t=npy([0, 1, 5, 2, 3, 3, 1, 8], (4, 2)))
        self.run_program(THALWEG, "generate", "images.npz", "--target", "t", "-o", "images.json", "--groups", "1")
        data = json.loads((self.folder / "images.json").read_text())["statement"]["data"]
        self.assertEqual(data["columns"], ["X1", "X2", "X3", "X4", "t1", "t2"])
        self.assertEqual(data["targets"], [4, 5])

    def test_networks(self):
        expected = self.decided("network.json", "table.csv")
        w, b = [[1, -2], [0.5, 3]], [0.25, -1]
        v, c = npy([1, 1], (1, 2)), npy([0], (1,))
        self.archive("torch.npz", **{"0.weight": npy(flat(w), (2, 2)), "0.bias": npy(b, (2,)), "2.weight": v, "2.bias": c})
        self.archive("keras.npz", kernel=npy(flat(columns(w)), (2, 2)), bias=npy(b, (2,)),
                     kernel_1=npy([1, 1], (2, 1)), bias_1=c)
        self.archive("lists.npz", coefs_0=npy(flat(columns(w)), (2, 2)), coefs_1=npy([1, 1], (2, 1)),
                     intercepts_0=npy(b, (2,)), intercepts_1=c)
        for name in ("torch.npz", "keras.npz", "lists.npz"):
            self.assertEqual(self.decided(name, "table.csv"), expected)
        layers = json.loads(json.dumps(LAYERS))
        layers[0]["weights"], layers[0]["biases"] = {"npz": "torch.npz", "name": "0.weight"}, {"npz": "torch.npz", "name": "0.bias"}
        self.write("by_name.json", json.dumps({"format": "thalweg-network", "version": 1, "layers": layers}))
        self.assertEqual(self.decided("by_name.json", "table.csv"), expected)
        self.archive("square.npz", a=npy(flat(w), (2, 2)), b=npy(flat(w), (2, 2)))
        self.write("four.csv", "1,2,3,4\n5,6,7,9\n")
        self.refuse(2, "square.npz a: expected a name with weight", "decide", "square.npz", "four.csv", "--target", "3,4")
        self.archive("short.npz", a=npy(flat(w), (2, 2)), b=npy([1, 2, 3], (1, 3)))
        self.refuse(2, "short.npz: expected matrices (units, inputs), each with as many inputs", "decide", "short.npz", "table.csv")
        self.archive("wide.npz", a=npy([1, 2, 3], (1, 3)))
        self.refuse(2, "wide.npz a: expected 2 inputs, found 3 → the table has 2 input columns: choose them with "
                       "--target and --inputs", "decide", "wide.npz", "table.csv")
        self.archive("kernels.npz", a=npy([1, 2], (1, 2, 1)))
        self.refuse(3, "kernels.npz a: expected a matrix or a vector", "decide", "kernels.npz", "table.csv")

    def test_damaged_files(self):
        good = npy(flat(ROWS), (4, 3))
        lies = {
            "short": (good[:-1], "expected 96 bytes of 12 numbers, found 95"),
            "long": (good + b"\0", "expected 96 bytes"),
            "nan": (npy(flat(ROWS)[:-1] + [float("nan")], (4, 3)), "expected finite numbers"),
            "huge": (npy([1], "(999999999999, 999999999999)"), "expected as many numbers as the shape says"),
            "line": (npy(flat(ROWS), (12,)), "expected an array of shape (samples, columns), found (12)"),
            "none": (npy([], (0, 3)), "expected at least one sample, found the shape (0, 3)"),
            "objects": (npy([], (4, 3), header="{'descr': '|O', 'fortran_order': False, 'shape': (4, 3), }"),
                        "expected floats of 16, 32 or 64 bits"),
            "header": (good.replace(b"'shape'", b"'shale'"), "expected the keys descr"),
        }
        for name, (content, message) in lies.items():
            (self.folder / f"{name}.npy").write_bytes(content)
            self.refuse(2, message, "generate", f"{name}.npy")
            self.archive(f"{name}.npz", X=content)
            if name != "line":
                self.refuse(2, message, "generate", f"{name}.npz")
        self.archive("uneven.npz", X=good, y=npy([1, 2], (2,)))
        self.refuse(2, "uneven.npz y: expected 4 samples, as many as in X, found 2", "generate", "uneven.npz")
        self.archive("twice.npz", X=good, X1=npy([1, 2, 3, 4], (4,)))
        self.refuse(2, 'expected distinct column names, found "X1" again', "generate", "twice.npz")
        with zipfile.ZipFile(self.folder / "torch.zip", "w") as archive:
            archive.writestr("model/data.pkl", b"\x80\x02")
        for arguments in (["decide", "torch.zip", "table.csv"], ["generate", "torch.zip"]):
            self.refuse(3, "torch.zip: expected an archive of arrays (numpy.savez), found a PyTorch file", *arguments)

    def test_damaged_archives(self):
        self.archive("good.npz", X=npy(flat(ROWS), (4, 3)), y=npy(columns(ROWS)[2], (4,)))
        bytes_of_good = (self.folder / "good.npz").read_bytes()
        source = random.Random(1)
        damaged = [bytes_of_good[:length] for length in range(0, len(bytes_of_good), 40)]
        for _ in range(60):
            changed = bytearray(bytes_of_good)
            for _ in range(source.randint(1, 4)):
                changed[source.randrange(len(changed))] = source.randrange(256)
            damaged.append(bytes(changed))
        for content in damaged:
            (self.folder / "damaged.npz").write_bytes(content)
            for arguments in (["generate", "damaged.npz", "--groups", "1", "-o", "o.json"],
                              ["decide", "damaged.npz", "table.csv", "-o", "o.json"]):
                process = self.run_program(THALWEG, *arguments, expect=None)
                self.assertIn(process.returncode, (0, 1, 2, 3), process.stderr)
                self.assertLessEqual(process.stderr.count("\n"), 1, process.stderr)

    def test_a_sum_that_does_not_fit_is_noticed(self):
        self.archive("sum.npz", zipfile.ZIP_STORED, X=npy(flat(ROWS), (4, 3)))
        content = bytearray((self.folder / "sum.npz").read_bytes())
        at = content.index(struct.pack("<d", -0.75))
        content[at] ^= 1
        (self.folder / "sum.npz").write_bytes(content)
        self.refuse(2, "sum.npz: expected", "generate", "sum.npz")


if __name__ == "__main__":
    unittest.main()
