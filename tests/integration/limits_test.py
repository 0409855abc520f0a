# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers beyond floating point, memory and time: a certificate, or one line and its exit code."""

import random
import subprocess
import time
import unittest

from thalweg_test import BIN, PARABOLA, SOURCE, THALWEG, VERIFY, ProgramTest

SNAP = SOURCE / "examples" / "snap"
DOUBLE_CONVERSIONS = ("__gmpq_set_d", "__gmpz_set_d", "__gmpz_init_set_d")


def table_with(value, column):
    """Two inputs and a target, one of the numbers replaced."""
    rows = [[0, 1, 5], [1, 7, 2], [2, 3, 3], [3, 8, 1], [4, 2, 5], [5, 5, 2], [6, 1, 8], [7, 4, 4],
            [8, 0, 1], [9, 6, 6]]
    rows[4][column] = value
    return "a,b,y\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


class Limits(ProgramTest):
    def outcome(self, *arguments, codes=(0,)):
        """The process; on failure there is one line of ours and nothing on standard output."""
        process = subprocess.run([THALWEG, *map(str, arguments)], cwd=self.folder, capture_output=True,
                                 text=True, timeout=600)
        self.assertIn(process.returncode, codes, f"{arguments}\n{process.stdout}\n{process.stderr}")
        if process.returncode not in (0, 1, 6) or not process.stdout:
            self.assertEqual(process.stdout, "")
            self.assertEqual(process.stderr.count("\n"), 1, process.stderr)
            self.assertTrue(process.stderr.startswith("thalweg: "), process.stderr)
        self.assertNotIn("a bug of ours", process.stderr)
        return process

    def test_no_double_becomes_a_rational_unchecked(self):
        """GMP's own conversions end the process on infinities. exact/finite.hpp needs none of them."""
        library = next(BIN.parent.rglob("libthalweg.a"), None)
        self.assertIsNotNone(library, "the library beside the programs")
        symbols = subprocess.run(["nm", "-A", library], capture_output=True, text=True, check=True).stdout
        converting, with_cgal = set(), set()
        for line in symbols.splitlines():
            member = line.split(":")[1]
            if line.split()[-1] in DOUBLE_CONVERSIONS:
                converting.add(member)
            if "4CGAL" in line:
                with_cgal.add(member)
        self.assertTrue(with_cgal)
        self.assertEqual(converting - with_cgal, set(), "use exact_value of exact/finite.hpp")

    def test_data_beyond_floating_point(self):
        for value in ("1e153", "-1e155", "1e200", "1e300", "1e308", "3e310", "-1e400", "1e-320", "1e-400"):
            for column in (0, 2):
                data = self.write("table.csv", table_with(value, column))
                for options in ([], ["--construction", "gated"], ["--partition", "slabs"],
                                ["--loss", "absolute"], ["--loss", "huber:1"], ["--refine", "split"],
                                ["--groups", "3"], ["--partition", "power"], ["--inputs", "a"]):
                    with self.subTest(value=value, column=column, options=options):
                        process = self.outcome("generate", data, *options, "-o", "c.json",
                                               codes=(0, 1, 3, 4, 6))
                        if process.returncode in (0, 6):
                            self.run_program(VERIFY, "c.json", "--data", data)

    def test_networks_beyond_floating_point(self):
        network = ('{"format": "thalweg-network", "version": 1, "layers": [{"kind": "dense", "activation": '
                   '"relu", "weights": [["%s"], [2]], "biases": [0, "-1e-200"]}, {"kind": "dense", '
                   '"activation": "identity", "weights": [["%s", 1]], "biases": [0]}]}')
        data = self.write("table.csv", "x,y\n" + "".join(f"{k}e160,{k * k % 5}\n" for k in range(8)))
        self.outcome("snap", SNAP / "trained.json", data, codes=(0, 3, 4, 6))
        for value in ("1e200", "1e308", "1e400", "-1e400"):
            path = self.write("network.json", network % (value, value))
            self.outcome("snap", path, PARABOLA, codes=(0, 3, 4, 6))
            self.outcome("decide", path, PARABOLA, "--find-better", codes=(0, 1, 3, 4, 6))
            self.outcome("lattice", "--from-network", path, "--box=-1,1", codes=(0, 3, 4))

    def test_memory(self):
        source = random.Random(1)
        header = ",".join(f"a{k}" for k in range(3000)) + "\n"
        rows = "".join(",".join(str(source.randrange(10)) for _ in range(3000)) + "\n" for _ in range(5))
        self.write("wide.csv", header + rows)
        process = self.run_program("bash", "-c", f"ulimit -v 200000; exec {THALWEG} generate wide.csv",
                                   expect=1) # one affine function fits, and needs little memory
        self.assertIn("one affine function fits every sample exactly", process.stderr)
        big = "x,y\n" + "".join(f"{k},{k * k % 7}\n" for k in range(100_000))
        self.write("big.csv", big)
        for kilobytes in (60_000, 90_000, 120_000): # the libraries alone are mapped in 40_000
            process = subprocess.run(["bash", "-c", f"ulimit -v {kilobytes}; exec {THALWEG} generate big.csv"],
                                     cwd=self.folder, capture_output=True, text=True)
            self.assertEqual(process.returncode, 4, process.stderr)
            self.assertEqual(process.stdout, "")
            self.assertEqual(process.stderr, "thalweg: memory: expected more, found none\n")

    def test_threads(self):
        """Where no thread can be started fewer work, and what is written is whole."""
        commands = (["generate", PARABOLA, "--groups", "3", "--threads", "1", "-o", "c.json"],
                    ["generate", PARABOLA, "--groups", "3", "-o", "c.json"],
                    ["census", SOURCE / "examples/minima/four.csv", "--units", "3", "-o", "c.json"],
                    ["judge", SNAP / "trained.json", SNAP / "sine.csv", "--max-seconds", "3", "-o", "c.json"])
        for kilobytes in (50_000, 60_000, 90_000):
            for command in commands:
                with self.subTest(kilobytes=kilobytes, command=command[0]):
                    (self.folder / "c.json").unlink(missing_ok=True)
                    words = " ".join(map(str, [THALWEG, *command]))
                    process = subprocess.run(["bash", "-c", f"ulimit -v {kilobytes}; exec {words}"],
                                             cwd=self.folder, capture_output=True, text=True)
                    self.assertIn(process.returncode, (0, 4), process.stderr)
                    self.assertEqual((self.folder / "c.json").exists(), process.returncode == 0)
                    if process.returncode == 0:
                        self.run_program(VERIFY, "c.json", "--quiet")

    def test_time(self):
        source = random.Random(3)
        number = lambda: str(source.randrange(-99, 100))
        row = lambda count: "[" + ",".join(number() for _ in range(count)) + "]"
        layer = lambda kind, units, inputs: (
            f'{{"kind": "dense", "activation": "{kind}", "weights": '
            f'[{",".join(row(inputs) for _ in range(units))}], "biases": {row(units)}}}')
        self.write("network.json", '{"format": "thalweg-network", "version": 1, "layers": ['
                   + ",".join((layer("relu", 24, 4), layer("relu", 24, 24), layer("identity", 1, 24))) + "]}")
        start = time.monotonic()
        process = self.run_program(THALWEG, "lattice", "--from-network", "network.json",
                                   "--box=-9,9,-9,9,-9,9,-9,9", "--max-seconds", "1.5", expect=4)
        self.assertLess(time.monotonic() - start, 30)
        self.assertRegex(process.stderr, r"^thalweg: --max-seconds: expected an end within 1.5 seconds, "
                                         r"found more to do \(.*\)\n$")
        self.assertEqual(process.stdout, "")
        self.assertFalse((self.folder / "network.lattice.json").exists())
        process = self.run_program(THALWEG, "census", SOURCE / "examples/minima/four.csv", "--units", "9",
                                   "--max-seconds", "0.001", expect=4)
        self.assertIn("expected an end within 0.001 seconds, found more to do", process.stderr)
        for text in ("0", "-1", "soon", "1s", "inf"):
            process = self.run_program(THALWEG, "lattice", SOURCE / "examples/lattice/figure2.json",
                                       "--max-seconds", text, expect=5)
            self.assertEqual(process.stderr, f"thalweg: --max-seconds: expected a number > 0, found {text}\n")
        self.run_program(THALWEG, "lattice", SOURCE / "examples/lattice/figure2.json",
                         "--max-seconds", "1e300", "-o", "c.json")


if __name__ == "__main__":
    unittest.main()
