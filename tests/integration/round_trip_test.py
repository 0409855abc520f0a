# SPDX-License-Identifier: GPL-3.0-or-later
"""From table to verdict through the two programs, on examples and on made-up tables."""

import itertools
import json
import unittest

from thalweg_test import PARABOLA, THALWEG, VERIFY, ProgramTest, random_table

KINDS = list(itertools.product(("slabs", "tree"), ("lattice", "gated"), ("isolate", "split")))


class RoundTrip(ProgramTest):
    def assert_verified(self, certificate, data, *options):
        process = self.run_program(VERIFY, certificate, "--data", data, *options)
        self.assertIn("VERIFIED", process.stdout)

    def test_parabola(self):
        certificate = self.generate(PARABOLA, "--groups", "3")
        self.assert_verified(certificate, PARABOLA)
        process = self.run_program(THALWEG, "verify", certificate, "--data", PARABOLA)
        self.assertIn("VERIFIED", process.stdout)

    def test_intervals(self):
        for groups, construction, refinement in itertools.product(
                ("1", "2", "5"), ("lattice", "gated"), ("isolate", "split")):
            with self.subTest(groups=groups, construction=construction, refinement=refinement):
                certificate = self.generate(PARABOLA, "--groups", groups, "--partition", "intervals",
                                            "--construction", construction, "--refine", refinement)
                self.assert_verified(certificate, PARABOLA)

    def test_every_kind_on_random_tables(self):
        for seed, (partition, construction, refinement) in enumerate(KINDS):
            with self.subTest(seed=seed, kind=(partition, construction, refinement)):
                data = self.write("table.csv", random_table(seed, 24, 1 + seed % 3))
                certificate = self.generate(data, "--groups", "3", "--partition", partition,
                                            "--construction", construction, "--refine", refinement)
                self.assert_verified(certificate, data)

    def test_several_targets(self):
        for construction in ("lattice", "gated"):
            data = self.write("table.csv", random_table(7, 20, 2, targets=2))
            certificate = self.generate(data, "--target", "y1,y2", "--construction", construction)
            self.assert_verified(certificate, data)
            targets = json.loads(certificate.read_text())["statement"]["data"]["targets"]
            self.assertEqual(targets, [2, 3])

    def test_targets_in_the_users_order_and_by_number(self):
        data = self.write("table.csv", random_table(8, 16, 2, targets=2))
        by_name = self.generate(data, "--target", "y2,x1", output="a.json").read_bytes()
        by_number = self.generate(data, "--target", "4,1", output="b.json").read_bytes()
        self.assertEqual(by_name, by_number)
        self.assertEqual(json.loads(by_name)["statement"]["data"]["targets"], [3, 0])
        self.assert_verified("a.json", data)

    def test_a_direction_that_begins_with_a_minus(self):
        data = self.write("table.csv", random_table(9, 18, 2))
        for spelling in (("--direction=-1,1/2",), ("--direction", "-1,1/2")):
            certificate = self.generate(data, "--partition", "slabs", *spelling)
            self.assert_verified(certificate, data)

    def test_another_table_is_rejected(self):
        certificate = self.generate(PARABOLA)
        changed = self.write("changed.csv", PARABOLA.read_text().replace("0.81", "0.82", 1))
        process = self.run_program(VERIFY, certificate, "--data", changed, expect=1)
        self.assertIn("REJECTED", process.stdout + process.stderr)

    def test_a_false_risk_is_rejected(self):
        certificate = self.generate(PARABOLA)
        risk = json.loads(certificate.read_text())["statement"]["claims"][0]["risk"]
        text = certificate.read_text().replace(f'"risk":"{risk}"', '"risk":"1/7"', 1)
        certificate.write_text(text)
        process = self.run_program(VERIFY, certificate, expect=1)
        self.assertIn("local_minimum.risk", process.stdout + process.stderr)
        explained = self.run_program(THALWEG, "explain", certificate, expect=1)
        self.assertEqual(explained.stdout, "")


class Determinism(ProgramTest):
    def test_same_input_same_bytes(self):
        data = self.write("table.csv", random_table(10, 40, 3))
        (self.folder / "elsewhere").mkdir()
        copy = self.write("elsewhere/table.csv", data.read_text())
        first = self.generate(data, "--groups", "4", output="a.json").read_bytes()
        second = self.generate(copy, "--groups=4", "--json", "--partition", "tree", output="b.json")
        self.assertEqual(first, second.read_bytes())

    def test_the_recorded_command_makes_the_same_file(self):
        data = self.write("my table.csv", random_table(11, 20, 2))
        first = self.generate(data, "--refine", "split", output="a.json").read_text()
        command = json.loads(first)["provenance"]["command"]
        self.assertTrue(command.startswith("thalweg generate 'my table.csv' "))
        self.run_program("bash", "-c", f"{THALWEG}{command.removeprefix('thalweg')} -o b.json")
        self.assertEqual(first, (self.folder / "b.json").read_text())


class Output(ProgramTest):
    def test_default_name_is_in_the_current_folder(self):
        self.run_program(THALWEG, "generate", PARABOLA)
        self.assertTrue((self.folder / "parabola.thalweg.json").exists())

    def test_json_summary_agrees_with_the_certificate(self):
        process = self.run_program(THALWEG, "generate", PARABOLA, "--groups", "3", "--json", "-o", "c")
        summary = json.loads(process.stdout)
        certificate = json.loads((self.folder / "c").read_text())
        claims = {claim["claim"]: claim for claim in certificate["statement"]["claims"]}
        self.assertEqual(summary["risk"]["exact"], claims["local_minimum"]["risk"])
        self.assertEqual(summary["radius"]["exact"], claims["local_minimum"]["radius"])
        self.assertEqual(summary["better_risk"]["exact"], claims["lower_risk"]["better_risk"])
        self.assertEqual(summary["bytes"], (self.folder / "c").stat().st_size)
        self.assertEqual(sum(summary["groups"]), 21)
        self.assertEqual(len(summary["finer_groups"]), claims["refinement"]["finer_groups"])

    def test_a_failed_run_leaves_the_old_file_and_no_temporary_one(self):
        old = self.write("certificate.json", "old")
        line = self.write("line.csv", "x,y\n0,1\n1,3\n2,5\n")
        self.run_program(THALWEG, "generate", line, "-o", old, expect=1)
        self.assertEqual(old.read_text(), "old")
        self.run_program(THALWEG, "generate", PARABOLA, "-o", "missing/certificate.json", expect=5)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()),
                         ["certificate.json", "line.csv"])

    def test_writing_to_a_pipe(self):
        process = self.run_program("bash", "-c",
                                   f"{THALWEG} generate {PARABOLA} -o >(cat) | cat; wait")
        self.assertIn('"format":"thalweg-certificate"', process.stdout)


if __name__ == "__main__":
    unittest.main()
