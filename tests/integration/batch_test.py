# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches (`reproduce` of whole papers, `judge` of many checkpoints): the same bytes whatever the number of threads, and
after having been killed."""

import json
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

from thalweg_test import SOURCE, THALWEG, VERIFY, ProgramTest

SNAP = SOURCE / "examples" / "snap"
DECIDE = SOURCE / "examples" / "decide"


def checksum(data):
    """FNV-1a with 64 bits."""
    value = 0xcbf29ce484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001b3 % 2**64
    return value


def journal_records(text):
    """The first two lines of a journal, and its whole records as [number, bytes]."""
    end = text.index(b"\n", text.index(b"\n") + 1) + 1
    head, rest, records = text[:end], text[end:], []
    while b"\n" in rest:
        line, after = rest.split(b"\n", 1)
        number, length = (int(word) for word in line.split()[:2])
        if len(after) <= length:
            break
        records.append([number, after[:length]])
        rest = after[length + 1:]
    return head, records


def journal_text(head, records):
    return head + b"".join(
        b"%d %d %016x\n%s\n" % (number, len(data), checksum(b"%d %d " % (number, len(data)) + data), data)
        for number, data in records)


def files_of(folder):
    """The bytes of all files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class BatchTest(ProgramTest):
    """Batches in a folder of their own, each writing to out/."""

    def write_checkpoints(self, copies=1):
        """A folder of networks that take some time, and a list with others of all kinds."""
        nets = self.folder / "nets"
        nets.mkdir()
        trained = json.loads((SNAP / "trained.json").read_text())
        for copy in range(copies):
            trained["layers"][-1]["biases"][0] = f"{copy}/1000"
            (nets / f"trained-{copy:02}.json").write_text(json.dumps(trained))
        self.write("broken.json", "{")
        self.write("far.csv", "x,y\n0,0\n1,1\n")
        lines = [{"network": str(DECIDE / "dead.json"), "data": str(DECIDE / "line.csv")},
                 {"network": "broken.json"},
                 {"network": "nets/trained-00.json"},
                 {"network": "nowhere.json"},
                 {"network": str(DECIDE / "alive.json"), "data": str(DECIDE / "line.csv"), "weight_decay": "1/3",
                  "decay_weights_only": True}]
        self.write("list.jsonl", "\n".join(json.dumps(line) for line in lines) + "\n\n")

    def judge(self, networks, *options, expect=0, start=(), program=THALWEG):
        """What a batch tells, and the certificates; the folder is empty afterwards."""
        process = self.run_program(*start, program, "judge", networks, SNAP / "sine.csv", "-o", "out", *options,
                                   expect=expect)
        files = files_of(self.folder / "out")
        shutil.rmtree(self.folder / "out")
        return process.stdout, files

    def reproduce(self, *arguments, start=()):
        process = self.run_program(*start, THALWEG, "reproduce", *arguments, "-o", "out")
        files = files_of(self.folder / "out")
        shutil.rmtree(self.folder / "out")
        return process.stdout, files

    def kill_with_records(self, arguments, journal, records, kill):
        """Starts a batch and kills it once its journal has so many records."""
        process = subprocess.Popen([str(word) for word in arguments], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        path = self.folder / journal
        deadline = time.monotonic() + 300
        while not path.exists() or len(journal_records(path.read_bytes() or b"\n\n")[1]) < records:
            self.assertIsNone(process.poll(), "ended before it was killed")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.002)
        kill(process)
        process.communicate(timeout=60)
        self.assertNotEqual(process.returncode, 0)
        self.assertTrue(path.exists())
        return path


class Batch(BatchTest):
    def test_threads_do_not_change_what_is_judged(self):
        self.write_checkpoints(copies=2)
        first = self.judge("nets", "--threads", 1)
        self.assertEqual(set(first[1]), {f"trained-{k:02}.judge.json" for k in range(2)})
        self.assertEqual(len(first[0].splitlines()), 3)
        self.assertEqual(self.judge("nets", "--threads", 3), first)

    def test_a_list(self):
        self.write_checkpoints()
        text, files = self.judge("list.jsonl", "--json", expect=2)
        rows = [json.loads(line) for line in text.splitlines()]
        self.assertEqual([(row["name"], row["exit_code"]) for row in rows],
                         [("dead", 0), ("broken", 2), ("trained-00", 0), ("nowhere", 5), ("alive", 0)])
        self.assertEqual([row.get("verdict") for row in rows], ["minimum", None, "minimum", None, "minimum"])
        self.assertIn("nowhere.json: expected a file that can be read", rows[3]["error"])
        self.assertEqual(rows[0]["certificate"], "out/dead.judge.json")
        self.assertEqual(set(files), {f"{name}.judge.json" for name in ("dead", "trained-00", "alive")})
        self.assertIn("weight decay", rows[4]["loss"])
        for name, data in files.items():
            (self.folder / name).write_bytes(data)
            self.run_program(VERIFY, name)
        table, same = self.judge("list.jsonl", expect=2)
        self.assertEqual(same, files)
        self.assertRegex(table, r"(?m)^broken +exit code 2: .*broken.json")
        self.assertRegex(table, r"(?m)^dead +minimum .*out/dead.judge.json$")

    def test_the_certificate_is_that_of_the_command_alone(self):
        self.write_checkpoints()
        _, files = self.judge("nets")
        self.run_program(THALWEG, "judge", "nets/trained-00.json", SNAP / "sine.csv", "-o", "alone.json")
        self.assertEqual((self.folder / "alone.json").read_bytes(), files["trained-00.judge.json"])

    def test_exit_codes_of_many(self):
        self.write_checkpoints()
        for names, code in ((["dead"], 0), (["dead", "nowhere"], 5), (["nowhere", "broken"], 2)):
            data = str(DECIDE / "line.csv")
            paths = {"dead": str(DECIDE / "dead.json"), "nowhere": "nowhere.json", "broken": "broken.json"}
            self.write("some.jsonl", "".join(json.dumps({"network": paths[name], "data": data}) + "\n" for name in names))
            self.judge("some.jsonl", expect=code)

    def test_wrong_lists(self):
        self.write_checkpoints()
        (self.folder / "empty").mkdir()
        for text, message in (('{"net": "a.json"}\n', "wrong.jsonl line 1"),
                              ('\n{"network": "a.json", "decay_weights_only": 1}', "line 2 /decay_weights_only: expected true"),
                              ('{"network": "a.json"', "wrong.jsonl line 1")):
            self.write("wrong.jsonl", text)
            process = self.run_program(THALWEG, "judge", "wrong.jsonl", SNAP / "sine.csv", expect=2)
            self.assertIn(message, process.stderr)
        self.write("twice.jsonl", '{"network": "a.json"}\n{"network": "b/a.onnx"}\n')
        for networks, options, message in (
                ("empty", [SNAP / "sine.csv"], "expected networks"), ("nets", [], "DATA is required"),
                ("twice.jsonl", [SNAP / "sine.csv"], "found two called a"),
                ("nets", [SNAP / "sine.csv", "-o", "nets"], "-o: expected another folder"),
                ("nets", [SNAP / "sine.csv", "--threads", "0"], "--threads: expected a positive"),
                ("nets", [SNAP / "sine.csv", "--max-seconds", "soon"], "--max-seconds: expected")):
            process = self.run_program(THALWEG, "judge", networks, *options, expect=5)
            self.assertIn(message, process.stderr)

    def test_a_killed_batch_goes_on(self):
        self.write_checkpoints(copies=4)
        whole = self.judge("nets", "--json")
        journal = self.kill_with_records(
            [THALWEG, "judge", "nets", SNAP / "sine.csv", "-o", "out", "--json", "--threads", "2"],
            "out/.thalweg-judge.journal", 1, lambda process: process.send_signal(signal.SIGKILL))
        head, records = journal_records(journal.read_bytes())
        self.assertIn(b" judge, 4 checkpoints, checksum ", head)
        kept = journal_text(head, records)
        journal.write_bytes(kept + b"5 1000 00")  # torn
        process = self.run_program(THALWEG, "judge", "nets", SNAP / "sine.csv", "-o", "out", "--max-seconds", "7",
                                   expect=5)
        self.assertRegex(process.stderr, r"journal: expected the journal of this job, found that of another → .*\n$")
        self.assertEqual(self.judge("nets", "--json"), whole)
        (self.folder / "out").mkdir()  # what is in the journal is not done again
        number, data = records[0]
        marked = journal_text(head, [[number, data.replace(b"minimum", b"MINIMUM")]])
        journal.write_bytes(marked)
        text, _ = self.judge("nets", "--json")
        self.assertEqual(["MINIMUM" in line for line in text.splitlines()], [k == number for k in range(4)])

    def test_reproduced_papers(self):
        whole = self.reproduce("--paper", "liu2021", "--threads", "1")
        published = files_of(SOURCE / "certificates" / "liu2021")
        self.assertEqual({pathlib.Path(name).name: data for name, data in whole[1].items()},
                         {name: data for name, data in published.items() if name.endswith(".json")})
        self.assertEqual(self.reproduce("--paper", "liu2021", "--threads", "4"), whole)
        journal = self.kill_with_records([THALWEG, "reproduce", "--paper", "liu2021", "-o", "out"],
                                         "out/.thalweg-reproduce.journal", 3, lambda process: process.kill())
        process = self.run_program(THALWEG, "reproduce", "--all", "-o", "out", expect=5)
        self.assertIn("found that of another", process.stderr)
        self.assertTrue(journal.exists())
        self.assertEqual(self.reproduce("--paper", "liu2021"), whole)


if __name__ == "__main__":
    unittest.main()
