# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches under `mpirun`: the same bytes with 1, 2 and 4 ranks as without, also after a rank was killed; errors of one
rank end all of them. usage: THALWEG_BIN=build/bin mpi_test.py"""

import os
import shutil
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "integration"))

from batch_test import BatchTest, journal_records  # noqa: E402
from thalweg_test import SOURCE, THALWEG  # noqa: E402

SIX = SOURCE / "examples" / "minima" / "six.csv"
SNAP = SOURCE / "examples" / "snap"

os.environ.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")


def ranks(count):
    return ["mpirun", "--oversubscribe", "-n", str(count)]


class Mpi(BatchTest):
    def script(self, text):
        """A program that each rank runs: some lines of shell, then thalweg."""
        path = self.write("rank.sh", f'#!/bin/sh\n{text}\nexec {THALWEG} "$@"\n')
        path.chmod(0o755)
        return path

    def test_reproduced_papers(self):
        whole = self.reproduce("--all")
        for count in (1, 2, 4):
            self.assertEqual(self.reproduce("--all", start=ranks(count)), whole, count)

    def test_a_census_without_time(self):
        process = self.failed(THALWEG, "census", SIX, "--units", "9", "--max-seconds", "0.5", expect=4)
        self.assertIn("thalweg: --max-seconds: expected an end within 0.5 seconds", process.stderr)

    def kill_rank(self, number):
        os.kill(int((self.folder / f"pid-{number}").read_text()), signal.SIGKILL)

    def test_judged_checkpoints(self):
        self.write_checkpoints(copies=4)
        whole = self.judge("nets", "--json")
        for count in (1, 2, 4):
            self.assertEqual(self.judge("nets", "--json", start=ranks(count)), whole, count)
        mixed = self.judge("list.jsonl", expect=2)
        self.assertEqual(self.judge("list.jsonl", expect=2, start=ranks(2)), mixed)

    def test_every_rank_works(self):
        """Rank 1 finds other networks under the same names, which tells whose results are whose."""
        self.write_checkpoints(copies=8)
        other = self.folder / "other"
        shutil.copytree(self.folder / "nets", other / "nets")
        for path in (other / "nets").iterdir():
            path.write_text(path.read_text().replace('"relu"', '"abs"'))
        text, _ = self.judge("nets", "--json")
        self.script(f'[ "$OMPI_COMM_WORLD_RANK" != 1 ] || cd {other}')
        mixed, _ = self.judge("nets", "--json", start=ranks(2), program="./rank.sh")
        same = [ours == theirs for ours, theirs in zip(text.splitlines(), mixed.splitlines())]
        self.assertEqual(len(same), 8)
        self.assertGreaterEqual(same.count(True), 1)
        self.assertGreaterEqual(same.count(False), 1)

    def test_a_killed_rank(self):
        self.write_checkpoints(copies=8)
        whole = self.judge("nets", "--json")
        program = self.script("echo $$ > pid-$OMPI_COMM_WORLD_RANK")
        for count, killed in ((2, 1), (4, 2), (2, 0)):
            journal = self.kill_with_records(
                [*ranks(count), program, "judge", "nets", SNAP / "sine.csv", "-o", "out", "--json"],
                "out/.thalweg-judge.journal", 2, lambda _, number=killed: self.kill_rank(number))
            kept = len(journal_records(journal.read_bytes())[1])
            self.assertGreaterEqual(kept, 2)
            self.assertEqual(self.judge("nets", "--json", start=ranks(count)), whole, (count, killed))

    def test_census(self):
        table = self.write("table.csv", "x,z,y\n" + "".join(
            f"{(7 * k * k + 3 * k) % 53},{(11 * k) % 17},{(5 * k * k) % 11}\n" for k in range(8)))
        command = ["census", table, "--units", "3", "-o"]
        self.run_program(THALWEG, *command, "whole.json", "--threads", "1")
        whole = (self.folder / "whole.json").read_bytes()
        for count in (1, 2, 4):
            self.run_program(*ranks(count), THALWEG, *command, "out.json")
            self.assertEqual((self.folder / "out.json").read_bytes(), whole, count)
        program = self.script("echo $$ > pid-$OMPI_COMM_WORLD_RANK")
        journal = self.kill_with_records([*ranks(2), program, *command, "out.json"], "out.json.journal", 20,
                                         lambda _: self.kill_rank(1))
        self.assertTrue(journal.exists())
        self.run_program(*ranks(2), THALWEG, *command, "out.json")
        self.assertEqual((self.folder / "out.json").read_bytes(), whole)
        self.assertFalse(journal.exists())

    def failed(self, program, *arguments, expect):
        process = subprocess.run([*ranks(3), str(program), *map(str, arguments)], cwd=self.folder, capture_output=True,
                                 text=True, timeout=120)
        self.assertEqual(process.returncode, expect, process.stderr)
        return process

    def test_memory_of_one_rank(self):
        self.write_checkpoints(copies=3)
        self.write("big.csv", "x,y\n" + "".join(f"{k},{k * k % 7}/3\n" for k in range(400_000)))
        program = self.script('[ "$OMPI_COMM_WORLD_RANK" != 1 ] || ulimit -d 80000')
        process = self.failed(program, "judge", "nets", "big.csv", "-o", "out", expect=4)
        self.assertIn("thalweg: memory: expected more, found none\n", process.stderr)

    def test_an_error_of_one_rank(self):
        """A list that another rank does not find: told once, with no result."""
        self.write_checkpoints(copies=6)
        self.write("nets.jsonl", "".join(f'{{"network": "nets/{path.name}"}}\n' for path in (self.folder / "nets").iterdir()))
        (self.folder / "other").mkdir()
        program = self.script('[ "$OMPI_COMM_WORLD_RANK" != 2 ] || cd other')
        process = self.failed(program, "judge", "nets.jsonl", SNAP / "sine.csv", "-o", "out", expect=5)
        self.assertEqual(process.stderr.count("thalweg: nets.jsonl: expected a file that can be read"), 1, process.stderr)
        process = self.failed(program, "judge", "nets", SNAP / "sine.csv", "-o", "out", expect=5)
        self.assertEqual(process.stderr.count("thalweg: nets: expected a folder or file on each machine"), 1, process.stderr)

    def test_errors_of_all_ranks_are_told_once(self):
        start = time.monotonic()
        for arguments, code in ((["reproduce", "nothing"], 5), (["judge", "nowhere.jsonl", SNAP / "sine.csv"], 5),
                                (["reproduce", "--seed", "x", "--all"], 5)):
            process = self.failed(THALWEG, *arguments, expect=code)
            self.assertEqual(process.stderr.count("thalweg: "), 1, process.stderr)
            self.assertEqual(process.stdout, "")
        self.assertLess(time.monotonic() - start, 60)

    def test_lists_are_told_once(self):
        process = self.run_program(*ranks(2), THALWEG, "reproduce", "--list")
        self.assertEqual(process.stdout, self.run_program(THALWEG, "reproduce", "--list").stdout)


if __name__ == "__main__":
    unittest.main()
