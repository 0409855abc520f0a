# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python module: numbers, data, commands, certificates, errors, progress and Ctrl-C."""

import decimal
import fractions
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time
import unittest
import warnings

from helpers import BUILD, SOURCE, ModuleTest, cloud, sine
import numpy
import thalweg
from thalweg import _numbers, _tables

Fraction = fractions.Fraction
LINES = [{"kind": "dense", "activation": "relu", "weights": [[1], [-1]], "biases": [0.25, 0.5]},
         {"kind": "dense", "activation": "identity", "weights": [[1, 2]], "biases": [0]}]
NETWORK = {"format": "thalweg-network", "version": 1, "layers": LINES}


class Numbers(unittest.TestCase):
    def test_every_number_is_taken_exactly(self):
        text = lambda value: _numbers.exact_text(value, "X")
        self.assertEqual(text(0.5), "1/2")
        self.assertEqual(text(0.1), "3602879701896397/36028797018963968")
        self.assertEqual(text(numpy.float32(0.1)), "13421773/134217728")
        self.assertEqual(text(numpy.float16(0.1)), "819/8192")
        self.assertEqual(text(decimal.Decimal("0.1")), "1/10")
        self.assertEqual(text(Fraction(-3, 7)), "-3/7")
        self.assertEqual([text(v) for v in (True, numpy.bool_(False), 3, numpy.int8(-4), "1/3")], ["1", "0", "3", "-4", "1/3"])
        self.assertEqual(text(5e-324), f"1/{2**1074}")
        for bad in (float("nan"), float("-inf"), numpy.float32("inf"), decimal.Decimal("NaN"), None, 1j, object()):
            with self.assertRaisesRegex(thalweg.InputError, "^X: expected"):
                text(bad)

    def test_long_integers(self):
        for value in (10**3999, 10**4000, 7**30000, -(3**20001), 10**9000 + 1):
            text = _numbers.integer_text(value)
            self.assertEqual(_numbers.integer(text), value)
            self.assertEqual(text.lstrip("-")[0] == "0", False)

    def test_tables_of_all_kinds_are_one_table(self):
        import pandas
        import torch
        x = numpy.array([[1.5, 2.0], [-0.25, 8.0], [3.0, -1.0]])
        y = numpy.array([0.5, 1.0, -2.0])
        expected = _tables.Table(x, y).text
        self.assertEqual(expected, "x1,x2,y\n3/2,2,1/2\n-1/4,8,1\n3,-1,-2\n")
        exact = [[Fraction(v) for v in row] for row in x.tolist()]
        for inputs, targets in ((x.tolist(), y.tolist()), (numpy.asfortranarray(x), y.reshape(3, 1)), (x.astype(">f4"), y),
                                (numpy.array(exact, dtype=object), [decimal.Decimal(str(v)) for v in y]), (exact, y),
                                (torch.tensor(x), torch.tensor(y, dtype=torch.float32)), (x.astype(numpy.float16), y),
                                ([["1.5", "2"], ["-0.25", "8"], ["3", "-1"]], ["0.5", "1", "-2"])):
            rows = [[Fraction(cell) for cell in line.split(",")] for line in _tables.Table(inputs, targets).text.split()[1:]]
            self.assertEqual(rows, [[Fraction(c) for c in line.split(",")] for line in expected.split()[1:]])
        frame = pandas.DataFrame({"a, b": x[:, 0], "c": numpy.array([2, 8, -1])})
        self.assertEqual(_tables.Table(frame, pandas.Series(y, name="t")).text.splitlines()[:2], ['"a, b",c,t', "3/2,2,1/2"])
        images = numpy.arange(16).reshape(2, 2, 2, 2)
        self.assertEqual(_tables.Table(images, [0, 1]).text.splitlines()[1], "0,1,2,3,4,5,6,7,0")
        self.assertEqual(_tables.Table(images, [0, 1]).input_shape, (2, 2, 2))

    def test_bad_tables(self):
        for x, y, message in (([[1.0], [2.0]], [1.0], "^y: expected 2 samples"), ([[1.0, float("nan")]], [1], r"^X\[0, 1\]: expected a finite"),
                              ([[1.0], [2.0, 3.0]], [1, 2], r"^X\[1\]: expected 1 numbers, found 2"), (5, [1], "^X: expected an array"),
                              (numpy.array([[1j]]), [1], "^X: expected real numbers"), (numpy.zeros((0, 2)), [], "^X: expected at least one"),
                              (numpy.float64(3), [1], "^X: expected")):
            with self.assertRaisesRegex(thalweg.InputError, message):
                _tables.Table(x, y)

    def test_decimals_are_noticed(self):
        tenths = numpy.arange(10).reshape(-1, 1) / 10
        for x in (tenths, tenths.astype(numpy.float32), tenths.tolist()):
            with self.assertWarnsRegex(thalweg.DecimalsWarning, r"^X: 0\.1 is not that decimal"):
                _tables.Table(x, numpy.arange(10))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            _tables.Table(numpy.arange(10).reshape(-1, 1) / 8, numpy.arange(10))
            _tables.Table(cloud()[0], cloud()[1])


class Commands(ModuleTest):
    def table(self, x, y):
        (self.folder / "data.csv").write_text(_tables.Table(x, y).text)
        return "data.csv"

    def test_generate_is_the_command_line(self):
        x = [[Fraction(k, 10)] for k in range(-10, 11)]
        y = [row[0] ** 2 for row in x]
        certificate = thalweg.generate(x, y, groups=3)
        self.assertTrue(certificate.verify())
        self.table(x, y)
        self.command("generate", "data.csv", "--groups", 3, "--target", 2, "-o", "c.json", expect=0)
        self.assertEqual(certificate.text, (self.folder / "c.json").read_text())
        self.assertIn("Local minimum.", certificate.theorem)
        self.assertEqual([c["claim"] for c in certificate.claims][:2], ["local_minimum", "pattern_flip"])
        self.assertEqual(certificate.radius, Fraction(certificate.claim("local_minimum")["radius"]))
        self.assertTrue(certificate.verify(certificate.data_csv))
        self.assertEqual(certificate.verify(certificate.data_csv.replace("/", "1/", 1)).verdict, "REJECTED")
        certificate.save(self.folder / "saved.json")
        self.assertEqual(thalweg.Certificate.load(self.folder / "saved.json").text, certificate.text)
        self.assertIn("samples", thalweg.explain(certificate))
        self.assertIn("VERIFIED", certificate._repr_html_())
        self.assertTrue(thalweg.verify(self.folder / "c.json"))
        gated = thalweg.generate(*cloud(24, 2), groups=2, partition="slabs", direction=[1, "-2"], construction="gated", refine="split")
        self.assertIn("--direction=1,-2", gated.command)

    def test_decide_is_the_command_line(self):
        x, y = [[-1], [0], [1], [2]], [1, 0, 2, 5]
        decision = thalweg.decide(NETWORK, x, y)
        self.assertEqual(decision.verdict, "not_local_minimum")
        self.assertTrue(decision.verify())
        (self.folder / "network.json").write_text(json.dumps(NETWORK))
        summary = self.command("decide", "network.json", self.table(x, y), "--target", 2, "--json", expect=1)
        self.assert_same_summary(decision.summary, summary)
        minimum = thalweg.generate([[Fraction(k, 10)] for k in range(-10, 11)], [Fraction(k * k, 100) for k in range(-10, 11)], groups=3)
        again = thalweg.decide(minimum, [[Fraction(k, 10)] for k in range(-10, 11)], [Fraction(k * k, 100) for k in range(-10, 11)])
        self.assertEqual((again.verdict, again.radius), ("local_minimum", minimum.radius))
        self.assertEqual(again.risks["torch MSELoss"], float(again.risk))

    def test_models_of_all_kinds_are_one_model(self):
        x, y = [[-1], [0], [1], [2]], [1, 0, 2, 5]
        expected = thalweg.decide(NETWORK, x, y).summary
        w, b, v, c = (numpy.array(a, dtype=numpy.float32) for a in ([[1], [-1]], [0.25, 0.5], [[1, 2]], [0]))
        numpy.savez(self.folder / "n.npz", w, b, v, c)
        (self.folder / "n.json").write_text(json.dumps(NETWORK))
        thalweg.export_onnx(NETWORK, self.folder / "n.onnx", x)
        models = [[w, b, v, c], [w.T, b, v.T, c], [(w, b), (v, c)], json.dumps(NETWORK), self.folder / "n.npz",
                  str(self.folder / "n.json"), self.folder / "n.onnx", (self.folder / "n.onnx").read_bytes()]
        for model in models:
            self.assertEqual(thalweg.decide(model, x, y).summary, expected)

    def test_judge_snap_radius_reproduce(self):
        import csv
        with open(SOURCE / "examples" / "snap" / "sine.csv") as file:
            rows = list(csv.reader(file))[1:]
        x, y = [row[:-1] for row in rows], [row[-1] for row in rows]
        network = SOURCE / "examples" / "snap" / "trained.json"
        answer = thalweg.judge(network, x, y)
        self.assertEqual(answer.verdict, "minimum")
        self.assertTrue(answer.verify())
        self.assertGreater(answer.radius, 0)
        self.assertGreater(answer.distance, 0)
        summary = self.command("judge", network, self.table(x, y), "--json", expect=0)
        self.assert_same_summary(answer.summary, summary)
        self.assertIn("verdict", repr(answer))
        self.assertIn("<table>", answer._repr_html_())
        snapped = thalweg.snap(network, x, y)
        self.assertEqual(snapped.verdict, "minimum")
        self.assertTrue(snapped.verify())
        radius = thalweg.radius(network, x)
        self.assertEqual(radius.verdict, "certified")
        self.assertGreater(radius.patterns, 1)
        summary = self.command("radius", network, "data.csv", "--json", expect=0)
        self.assert_same_summary(radius.summary, summary)
        made = thalweg.reproduce("theorem1-minimal")
        self.assertTrue(made and all(certificate.verify() for certificate in made.values()))
        self.assertIn("theorem1-minimal", thalweg.instances())

    def test_components_census_escape(self):
        x, y = [[-1], [0], [1], [5]], [0, -2, 2, 0]
        network = SOURCE / "examples" / "minima" / "valley.json"
        answer = thalweg.components(network, x, y)
        self.assertEqual((answer.verdict, answer.components, answer.risk), ("minima", 2, Fraction(3, 2)))
        self.assertTrue(answer.verify())
        summary = self.command("components", network, self.table(x, y), "--target", 2, "--json", "-o", "k.json", expect=0)
        self.assert_same_summary(answer.summary, summary)
        counted = thalweg.census([[0], [1], [2], [3], [4]], [0, 1, 0, 2, 1], units=2)
        self.assertEqual([len(risks) for risks in counted.minimum_risks], [4, 8])
        self.assertEqual(counted.minimum_risks[1][0], Fraction(2, 15))
        self.assertTrue(counted.verify())
        left = thalweg.escape(thalweg.generate([[k] for k in range(6)], [0, 1, 0, 1, 0, "3/2"]))
        self.assertEqual((left.verdict, left.barrier), ("escape", None))
        self.assertTrue(left.verify())
        trapped = thalweg.escape(thalweg.Certificate.load(SOURCE / "certificates/he2020/theorem1-traps-one-unit.json"))
        self.assertEqual(trapped.verdict, "trap")
        self.assertGreater(trapped.barrier, 0)

    def test_export(self):
        x = [[Fraction(k, 10)] for k in range(-10, 11)]
        certificate = thalweg.generate(x, [row[0] ** 2 for row in x], groups=3)
        single = thalweg.export_onnx(certificate, self.folder / "single.onnx")
        self.assertTrue(single["survives"])
        double = thalweg.export_onnx(certificate, self.folder / "double.onnx", double=True)
        self.assertLess(Fraction(double["largest_change"]["exact"]), Fraction(single["largest_change"]["exact"]))
        # the network in the file is within that distance of the one in the certificate
        before = thalweg.radius(certificate, x)
        after = thalweg.radius(self.folder / "single.onnx", x)
        self.assertEqual(before.patterns, after.patterns)
        thalweg.export_onnx(certificate, self.folder / "better.onnx", better=True)
        self.assertNotEqual((self.folder / "better.onnx").read_bytes(), (self.folder / "single.onnx").read_bytes())

    def test_errors_mirror_the_exit_codes(self):
        line = [[0], [1], [2]]
        cases = [(thalweg.ClaimError, 1, lambda: thalweg.generate(line, [0, 1, 2])),
                 (thalweg.InputError, 2, lambda: thalweg.decide({"format": "other"}, line, [0, 1, 3])),
                 (thalweg.InputError, 2, lambda: thalweg.decide(NETWORK, [[0, 1], [2, 3]], [0, 1])),
                 (thalweg.Unsupported, 3, lambda: thalweg.snap(NETWORK, line, [0, 1, 1], loss="logistic", output_weights=[2])),
                 (thalweg.UsageError, 5, lambda: thalweg.generate(line, [0, 1, 3], groups=0)),
                 (thalweg.UsageError, 5, lambda: thalweg.judge("nowhere.onnx", line, [0, 1, 3])),
                 (thalweg.UsageError, 5, lambda: thalweg.verify("nowhere.json")),
                 (thalweg.InputError, 2, lambda: thalweg.judge(object(), line, [0, 1, 3])),
                 (thalweg.ResourceLimit, 4, lambda: thalweg.generate(*cloud(400, 4), groups=40, max_seconds=0.001))]
        for kind, code, call in cases:
            with self.subTest(kind=kind, code=code), self.assertRaises(kind) as caught:
                call()
            self.assertEqual(caught.exception.exit_code, code)
            self.assertNotIn("\n", str(caught.exception))
        for kind in (thalweg.InputError, thalweg.Unsupported, thalweg.UsageError):
            self.assertTrue(issubclass(kind, ValueError))
        (self.folder / "model.pt").write_bytes(b"PK\x03\x04")
        with self.assertRaisesRegex(thalweg.Unsupported, "torch.onnx.export"):
            thalweg.judge(self.folder / "model.pt", line, [0, 1, 3])
        self.assertEqual(thalweg.verify(self.folder / "model.pt").verdict, "MALFORMED")
        with self.assertRaises(thalweg.InputError):
            thalweg.Certificate("[]").claims
        with self.assertRaises(thalweg.ThalwegError):
            thalweg.Certificate('{"statement": {}}').theorem

    def test_damaged_files_are_value_errors(self):
        numpy.savez(self.folder / "good.npz", numpy.ones((2, 1)), numpy.zeros(2), numpy.ones((1, 2)), numpy.zeros(1))
        good = (self.folder / "good.npz").read_bytes()
        path = self.folder / "bad.npz"
        for length in range(0, len(good) - 1, 97):
            path.write_bytes(good[:length])
            with self.assertRaises(ValueError):
                thalweg.decide(path, [[0], [1]], [0, 1])
        objects = self.folder / "objects.npz"
        numpy.savez(objects, numpy.array([object()], dtype=object))
        with self.assertRaisesRegex(ValueError, "expected floats of 16, 32 or 64 bits"):
            thalweg.decide(objects, [[0], [1]], [0, 1])

    def test_files_of_numpy(self):
        network = {**NETWORK, "layers": [dict(LINES[0], weights={"npy": "w.npy"}), LINES[1]]}
        (self.folder / "network.json").write_text(json.dumps(network))
        x, y = numpy.array([[-1.0], [0], [1], [2]]), numpy.array([1.0, 0, 2, 5])
        expected = thalweg.decide(NETWORK, x, y).summary
        for kind in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "i1", ">i2", "<i4", ">i8"):
            numpy.save(self.folder / "w.npy", numpy.asfortranarray(numpy.array([[1], [-1]], dtype=kind)))
            self.assertEqual(thalweg.decide(self.folder / "network.json", x, y).summary, expected)
        both = numpy.concatenate([x, y.reshape(-1, 1)], axis=1)
        for save in (lambda p: numpy.save(p, numpy.asfortranarray(both)), lambda p: numpy.save(p, both.astype(">f4"))):
            save(self.folder / "data.npy")
            self.assert_same_summary(expected, self.command("decide", "network.json", "data.npy", "--json", expect=1))
        for save in (numpy.savez, numpy.savez_compressed):
            save(self.folder / "data.npz", X=x, y=y)
            self.assert_same_summary(expected, self.command("decide", "network.json", "data.npz", "--json", expect=1))


class Process(ModuleTest):
    def test_import_is_quick(self):
        code = "import time; t = time.perf_counter(); import thalweg; print(time.perf_counter() - t); import sys; print('numpy' in sys.modules)"
        environment = {**os.environ, "PYTHONPATH": str(pathlib.Path(thalweg.__file__).parents[1])}
        seconds = []
        for _ in range(3):
            out = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout.split()
            seconds.append(float(out[0]))
            self.assertEqual(out[1], "False")
        self.assertLess(min(seconds), 0.3)

    def test_progress_and_the_lock(self):
        told, ticks = [], []
        stop = threading.Event()

        def tick():
            while not stop.wait(0.005):
                ticks.append(time.monotonic())
        thread = threading.Thread(target=tick)
        thread.start()
        start = time.monotonic()
        thalweg.generate(*cloud(300, 4), groups=10, progress=lambda fraction, step: told.append((fraction, step)))
        span = time.monotonic() - start
        stop.set()
        thread.join()
        self.assertTrue(told)
        self.assertTrue(all(0 <= fraction <= 1 and isinstance(step, str) for fraction, step in told))
        self.assertGreater(len([t for t in ticks if t < start + span]), 5, "other threads run on")

        class Enough(Exception):
            pass

        def enough(fraction, step):
            raise Enough
        with self.assertRaises(Enough):
            thalweg.generate(*cloud(100, 3), groups=5, progress=enough)
        with self.assertRaisesRegex(thalweg.UsageError, "^progress: expected a function that runs no command"):
            thalweg.generate(*cloud(100, 3), groups=5, progress=lambda fraction, step: thalweg.instances())
        self.assertTrue(thalweg.generate(*cloud(20, 2), progress=lambda fraction, step: None).verify())

    def test_control_c(self):
        code = ("import sys; sys.path[:0] = sys.argv[1:]; from helpers import cloud; import thalweg\n"
                "import signal; signal.signal(signal.SIGINT, signal.default_int_handler) # background jobs ignore it,\n"
                "signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT}) # and some parents block it\n"
                "print('go', flush=True)\n"
                "try:\n    thalweg.generate(*cloud(2000, 8), groups=60)\nexcept KeyboardInterrupt:\n    print('interrupted')\n"
                "print(thalweg.verify(sys.argv[3]))\n")
        certificate = SOURCE / "certificates" / "liu2021" / "fig1b-parabola.json"
        for moment in (1, 8):  # while the partition is chosen, and while the network is tuned
            with self.subTest(moment=moment):
                process = subprocess.Popen([sys.executable, "-c", code, str(pathlib.Path(thalweg.__file__).parents[1]),
                                            str(pathlib.Path(__file__).parent), str(certificate)],
                                           stdout=subprocess.PIPE, text=True)
                self.addCleanup(process.kill)
                self.assertEqual(process.stdout.readline(), "go\n")
                time.sleep(moment)
                process.send_signal(signal.SIGINT)
                start = time.monotonic()
                out, _ = process.communicate(timeout=120)
                self.assertEqual(out, "interrupted\nVERIFIED\n")
                self.assertLess(time.monotonic() - start, 20)

    def test_control_c_while_verifying(self):
        text = (SOURCE / "certificates" / "liu2021" / "fig1b-parabola.json").read_text()
        radius = json.loads(text)["statement"]["claims"][0]["radius"]
        source = random.Random(1)
        numerator, denominator = ("1" + "".join(source.choices("0123456789", k=count)) + "3"
                                  for count in (1_000_000, 1_100_000))
        slow = self.folder / "slow.json"  # whether such a fraction is in lowest terms takes seconds
        slow.write_text(text.replace(f'"{radius}"', f'"{numerator}/{denominator}"', 1))
        code = ("import sys; sys.path[:0] = sys.argv[1:2]; import thalweg\n"
                "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
                "signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})\n"
                "import threading, time\n"
                "beats = []\n"
                "def beat():\n    while True:\n        beats.append(0)\n        time.sleep(0.01)\n"
                "threading.Thread(target=beat, daemon=True).start()\n"
                "print('go', flush=True)\n"
                "try:\n    print(thalweg.verify(sys.argv[2]))\nexcept KeyboardInterrupt:\n    print('interrupted', len(beats) > 20)\n"
                "print(thalweg.verify(sys.argv[3]))\n")
        process = subprocess.Popen([sys.executable, "-c", code, str(pathlib.Path(thalweg.__file__).parents[1]), str(slow),
                                    str(SOURCE / "certificates" / "liu2021" / "fig1b-parabola.json")],
                                   stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline(), "go\n")
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        out, _ = process.communicate(timeout=120)
        self.assertEqual(out, "interrupted True\nVERIFIED\n")
        self.assertLess(time.monotonic() - start, 5)


if __name__ == "__main__":
    unittest.main()
