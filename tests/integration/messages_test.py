# SPDX-License-Identifier: GPL-3.0-or-later
"""What users are told when something is wrong: one line, the place, both values, the exit code."""

import unittest

from thalweg_test import PARABOLA, SOURCE, THALWEG, VERIFY, ProgramTest


class Messages(ProgramTest):
    def assert_message(self, code, message, *arguments):
        process = self.run_program(THALWEG, *arguments, expect=code)
        self.assertEqual(process.stdout, "")
        self.assertEqual(process.stderr, f"thalweg: {message}\n")

    def test_options(self):
        cases = [
            ("--groups: expected a positive integer, found 0", ["--groups", "0"]),
            ("--groups: expected a positive integer, found two", ["--groups", "two"]),
            ("--groups: expected at most 21 (the distinct inputs), found 22", ["--groups", "22"]),
            ("--partition: expected intervals, slabs or tree (power or a file .json: with --construction regions), found voronoi",
             ["--partition", "voronoi"]),
            ("--construction: expected lattice, gated, hinged or auto, or regions, found deep", ["--construction", "deep"]),
            ("--refine: expected isolate or split, found none", ["--refine", "none"]),
            ("--direction: expected with --partition slabs only", ["--direction", "1"]),
            ("--direction: expected 1 coordinates (input columns), found 2",
             ["--partition", "slabs", "--direction", "1,2"]),
            ("--direction: expected a vector other than 0",
             ["--partition", "slabs", "--direction", "0"]),
            ('--direction: expected numbers separated by commas, found "a"',
             ["--partition", "slabs", "--direction", "a"]),
        ]
        for message, options in cases:
            with self.subTest(options=options):
                self.assert_message(5, message, "generate", PARABOLA, *options)

    def test_commands(self):
        for words, found in (((), "none"), (("foo",), "foo"), (("foo", "--help"), "foo")):
            process = self.run_program(THALWEG, *words, expect=5)
            self.assertRegex(process.stderr, rf"^thalweg: expected a command \(generate, .*\), found {found} → thalweg --help\n$")
        self.assert_message(5, "--teachers: expected at most 64, found 1000", "population", "--teachers", "1000")
        self.assert_message(5, "--partition: expected intervals, slabs or tree (power or a file .json: with --construction "
                               "regions), found foo", "generate", PARABOLA, "--partition", "foo")
        self.assert_message(5, "--construction: expected lattice, gated, hinged or auto, or regions, found foo",
                            "generate", PARABOLA, "--construction", "foo")
        process = self.run_program(VERIFY, "none.json", expect=5)
        self.assertEqual(process.stdout, '"none.json": USAGE usage.file: expected a readable file, found No such file or directory\n')

    def test_unsupported_loss(self):
        self.assert_message(2, "targets: expected 1 and −1, or two values for the logistic loss, found"
                               " 11 values → --loss logistic:VALUE names the one of label 1",
                            "generate", PARABOLA, "--loss", "logistic")
        self.assert_message(5, '--loss: expected a number after "logistic:", found "a"',
                            "generate", PARABOLA, "--loss", "logistic:a")
        self.assert_message(3, "--loss: expected a loss with rational optima, found logistic"
                               " → squared-hinge is one",
                            "generate", PARABOLA, "--construction", "regions", "--loss", "logistic")
        self.assert_message(3, "--output-weights, --sample-weights: expected none with --loss logistic:1,"
                               " found some",
                            "generate", PARABOLA, "--loss", "logistic:1", "--output-weights", "2")
        self.assert_message(3, "--loss: expected squared without weights with --construction regions, found another"
                               " → use --construction lattice or gated",
                            "generate", PARABOLA, "--construction", "regions", "--loss", "absolute")

        network = SOURCE / "examples" / "decide" / "dead.json"
        labels = SOURCE / "examples" / "decide" / "labels.csv"
        for message, options in (
                ("--output-weights, --sample-weights: expected none with --loss logistic, found some",
                 ["--output-weights", "2"]),
                ("--find-better: expected --better OTHER.json with --loss logistic, found a search",
                 ["--find-better"]),
                ("--radius: expected first-order with --loss logistic, found interval",
                 ["--radius", "interval"])):
            self.assert_message(3, message, "decide", network, labels, "--loss", "logistic",
                                *options)

    def test_losses(self):
        self.assert_message(5, '--loss: expected squared, absolute, huber:DELTA, epsilon:EPS, '
                               'quantile:TAU, hinge, squared-hinge, logistic or softmax, found "cubic"',
                            "generate", PARABOLA, "--loss", "cubic")
        for word, hint in (("cross-entropy", "softmax (classes 0, 1, …) or logistic (two labels)"),
                           ("CrossEntropyLoss", "softmax (classes 0, 1, …) or logistic (two labels)"),
                           ("mse", "squared"), ("MAE", "absolute")):
            process = self.run_program(THALWEG, "generate", PARABOLA, "--loss", word, expect=5)
            self.assertTrue(process.stderr.endswith(f'found "{word}" → {hint}\n'), process.stderr)
        self.assert_message(5, '--loss softmax: expected no parameter, found "3"',
                            "generate", PARABOLA, "--loss", "softmax:3")
        network = SOURCE / "examples" / "decide" / "dead.json"
        for command in ("snap", "judge", "decide"):
            self.assert_message(2, "sample 1, target y: expected a label -1 or 1 for the loss hinge, found 81/100",
                                command, network, PARABOLA, "--loss", "hinge")
        self.assert_message(5, "--loss huber: expected a number > 0, found none → write huber:NUMBER",
                            "generate", PARABOLA, "--loss", "huber")
        self.assert_message(2, "sample 1, target y: expected a label -1 or 1 for the loss hinge,"
                               " found 81/100",
                            "generate", PARABOLA, "--loss", "hinge")

    def test_intervals_need_one_input(self):
        data = self.write("plane.csv", "a,b,y\n0,0,1\n1,0,3\n0,1,5\n2,2,0\n")
        self.assert_message(5, "--partition intervals: expected one input column, found 2"
                               " → use slabs or tree",
                            "generate", data, "--partition", "intervals")

    def test_an_exact_affine_fit_is_said_plainly(self):
        data = self.write("line.csv", "x,y\n0,1\n1,3\n2,5\n")
        process = self.run_program(THALWEG, "generate", data, expect=1)
        self.assertIn("one affine function fits every sample exactly", process.stderr)
        self.assertFalse((self.folder / "line.thalweg.json").exists())

    def test_no_function_is_better_than_the_affine_fit(self):
        """Samples with equal inputs and other targets: nobody gave --groups, nobody hears of it."""
        for text, risk in (("x,y\n1,0\n1,1\n", "0.25"), ("x,y\n0,0\n0,1\n2,4\n2,5\n", "0.25"),
                           ("x,y\n0,0\n0,1\n1,2\n1,3\n2,4\n2,5\n", "0.25")):
            data = self.write("table.csv", text)
            self.assert_message(
                1, f"data: one affine function has the risk {risk}, below which no function of the inputs "
                   "gets (samples with equal inputs have other targets), so it is the global minimum and "
                   "no minimum above it is spurious by this construction", "generate", data)
        data = self.write("table.csv", "q,a,b\n0,0.1,0.25\n0,0.1,0.25\n")
        process = self.run_program(THALWEG, "generate", data, "--target", "a,b", expect=1)
        self.assertIn("one affine function fits every sample exactly", process.stderr)
        data = self.write("table.csv", "x,y\n1,-1\n1,1\n")
        for options in (["--loss", "logistic"], ["--construction", "regions"],
                        ["--partition", "power"]):
            self.assert_message(
                1, "data: expected different inputs, found the same for every sample: one affine function "
                   "is as good as any function, and no minimum above it is spurious",
                "generate", data, *options)
        self.run_program(THALWEG, "generate", data, "--loss", "absolute", expect=1)

    def test_a_partition_is_blamed_for_its_cells(self):
        data = self.write("table.csv", "x,y\n-1,0\n-1/2,1\n2,0\n3,2\n")
        self.write("sites.json", '{"sites":[[0],[2],[99]]}')
        self.assert_message(2, "sites.json: cell 2: expected a cell with interior points, found one without",
                            "generate", data, "--partition", "sites.json")
        self.write("sites.json", '{"domain":[[1,1],[-1,1]],"sites":[[0],[2]]}')
        process = self.run_program(THALWEG, "generate", data, "--partition", "sites.json", expect=2)
        self.assertTrue(process.stderr.startswith("thalweg: sites.json: domain: expected "), process.stderr)

    def test_no_strict_drop_is_said_plainly(self):
        data = self.write("bend.csv", "x,y\n0,0\n1,1\n2,0\n3,1\n")
        process = self.run_program(THALWEG, "generate", data, "--groups", "2", expect=1)
        self.assertEqual(process.stderr.count("\n"), 1)
        self.assertFalse((self.folder / "bend.thalweg.json").exists())

    def test_bad_tables(self):
        for text, parts in [
            ("x,y\n1,2\n3,abc\n", ["bad.csv", "line 3", "abc"]),
            ("x,y\n1,2\n3\n", ["bad.csv", "line 3"]),
            ("", ["bad.csv"]),
            ("x,y\n1,1/0\n", ["bad.csv", "line 2", "1/0"]),
            ("x,y\n1,nan\n2,3\n", ["bad.csv", "line 2", "nan"]),
            ("x,x\n1,2\n", ["bad.csv", "line 1, column 2", "distinct column names"]),
            ("x,,y\n1,2,3\n", ["bad.csv", "line 1, column 2", "a column name"]),
            ("x,y\n1,2\0\n", ["bad.csv", "line 2, column 2", "\\x00"]),
            ("x\0,y\n1,2\n", ["bad.csv", "line 1, column 1", "\\x00"]),
        ]:
            with self.subTest(text=text):
                process = self.run_program(THALWEG, "generate", self.write("bad.csv", text), expect=2)
                self.assertEqual(process.stderr.count("\n"), 1)
                for part in parts:
                    self.assertIn(part, process.stderr)

    def test_files_and_targets(self):
        for arguments in (["generate", "missing.csv"], ["generate", "."], ["explain", "missing.json"],
                          ["explain", "."], ["generate", PARABOLA, "--target", "z"],
                          ["generate", PARABOLA, "-o", "missing/certificate.json"], [],
                          ["generate"], ["invent"], ["generate", PARABOLA, "--groups"],
                          ["generate", PARABOLA, "--unknown"]):
            with self.subTest(arguments=arguments):
                process = self.run_program(THALWEG, *arguments, expect=5)
                self.assertTrue(process.stderr.startswith("thalweg: "), process.stderr)
                self.assertEqual(process.stderr.count("\n"), 1)

    def test_the_data_are_never_overwritten(self):
        data = self.write("table.csv", PARABOLA.read_text())
        self.assert_message(5, "-o: expected a file that is not read, found table.csv",
                            "generate", data, "-o", "table.csv")
        self.assertEqual(data.read_text(), PARABOLA.read_text())

    def test_verifier_exit_codes(self):
        self.run_program(VERIFY, "missing.json", expect=5)
        self.run_program(THALWEG, "verify", "missing.json", expect=5)
        self.run_program(VERIFY, self.write("bad.json", "{"), expect=2)
        self.run_program(THALWEG, "explain", "bad.json", expect=2)

    def test_a_full_device_is_no_success(self):
        self.run_program("bash", "-c", f"{THALWEG} generate {PARABOLA} -o c.json >/dev/full", expect=5)

    def test_help_and_version(self):
        self.assertEqual(self.run_program(THALWEG, "--version").stdout, "thalweg 0.1.0\n")
        self.assertIn("generate", self.run_program(THALWEG, "--help").stdout)
        for option in ("--target", "--groups", "--partition", "--direction", "--construction",
                       "--refine", "--loss", "--output", "--json", "Examples:"):
            self.assertIn(option, self.run_program(THALWEG, "generate", "--help").stdout)


if __name__ == "__main__":
    unittest.main()
