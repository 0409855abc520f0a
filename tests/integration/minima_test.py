# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg components` and `thalweg census`: answers, the same bytes whatever the threads and after a kill, refusals."""

import json
import re
import signal
import subprocess
import sys
import time
import unittest

from thalweg_test import BIN, SOURCE, THALWEG, VERIFY, ProgramTest

MINIMA = SOURCE / "examples" / "minima"
sys.path.insert(0, str(SOURCE / "examples"))
import minima_off_walls  # noqa: E402

TWELVE = "x,y\n" + "".join(f"{(7 * k * k + 3 * k) % 53},{(5 * k * k) % 11}\n" for k in range(12))


class Minima(ProgramTest):
    def census(self, *arguments, expect=0):
        return self.run_program(THALWEG, "census", MINIMA / "six.csv", "-o", "out.json", *arguments, expect=expect)

    def test_components(self):
        found = json.loads(self.run_program(THALWEG, "components", MINIMA / "valley.json", MINIMA / "four.csv", "-o",
                                            "out.json", "--json").stdout)
        self.assertEqual((found["components"], found["sign_choices"], found["risk"]["exact"]), (2, 2, "3/2"))
        theorem = self.run_program(VERIFY, "out.json", "--data", MINIMA / "four.csv").stdout
        self.assertIn("exactly 2 path components", theorem)
        self.assertIn("they make exactly 2 path components", self.words("out.json"))

    def words(self, certificate):
        return " ".join(self.run_program(THALWEG, "explain", certificate).stdout.split())

    def test_components_refusals(self):
        on_wall = self.write("wall.csv", "x,y\n4,1\n0,1\n")
        process = self.run_program(THALWEG, "components", MINIMA / "valley.json", on_wall, expect=2)
        self.assertIn("found sample 0 at the breakpoint of unit 0", process.stderr)
        process = self.run_program(THALWEG, "components", SOURCE / "certificates/liu2021/fig1b-parabola.json",
                                   SOURCE / "examples/parabola.csv", expect=3)
        self.assertIn("expected one hidden layer and one output", process.stderr)

    def test_census(self):
        text = self.census("--units", "2").stdout
        self.assertIn("78 cells, 28 with minima, 13 different risks", text)
        theorem = self.run_program(VERIFY, "out.json", "--data", MINIMA / "six.csv").stdout
        self.assertIn("2 units: 78 cells, 28 with minima; 13 different risks, from 1/3", theorem)
        self.assertIn("minima on walls are not counted", self.words("out.json"))
        first = (self.folder / "out.json").read_bytes()
        for threads in "1", "2", "3":
            self.census("--units", "2", "--threads", threads)
            self.assertEqual((self.folder / "out.json").read_bytes(), first)
        self.assertFalse((self.folder / "out.json.journal").exists())

    def test_valleys(self):
        found = json.loads(self.census("--units", "2", "--valleys", "--json").stdout)
        for units in found["units"]:
            self.assertEqual(sum(units["valleys"]), units["cells"])
            self.assertEqual(units["cells"] - units["valleys"][0], units["cells_with_minima"])
        self.assertGreater(found["units"][1]["valleys"][2], 0)
        theorem = self.run_program(VERIFY, "out.json", "--data", MINIMA / "six.csv").stdout
        self.assertIn("all local minima of R are global in it", theorem)
        self.assertIn("Path components of the minima: 1 unit: ", self.words("out.json"))
        process = self.run_program(THALWEG, "census", MINIMA / "six.csv", "--units", "9", "--valleys", expect=5)
        self.assertIn("--valleys: expected at most 8 hidden units, found 9", process.stderr)

    def test_other_networks(self):
        for options, cells in ((["--no-output-bias"], 12), (["--slopes=-1,1"], 12), (["--slopes", "1/4,1"], 12)):
            found = json.loads(self.census("--units", "1", "--json", *options).stdout)
            self.assertEqual(found["cells_of_unit"], cells)
            self.run_program(VERIFY, "out.json")
        shifted = self.write("shifted.csv", "x,y\n-2,1\n-1,0\n1,2\n2,0\n")
        found = json.loads(self.run_program(THALWEG, "census", shifted, "--units", "2", "--no-hidden-biases", "-o",
                                            "out.json", "--json").stdout)
        self.assertEqual([units["cells"] for units in found["units"]], [2, 3])
        self.run_program(VERIFY, "out.json")
        self.assertIn("F(x) = Σ_u v_u σ(w_u·x) + c with one hidden layer, where σ has the slope 0 below 0 and 1 above. "
                      "Every sample is a wall w_u·x = 0", self.words("out.json"))

    def test_goes_on_after_a_kill(self):
        table = self.write("twelve.csv", TWELVE)
        command = [THALWEG, "census", table, "--units", "4", "--threads", "1", "-o"]
        self.run_program(*command, "whole.json")
        journal = self.folder / "killed.json.journal"
        process = subprocess.Popen([str(word) for word in [*command, "killed.json"]], cwd=self.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < end and not (journal.exists() and journal.stat().st_size > 2000):
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if journal.exists():  # else it was faster than we are
            kept = journal.read_bytes()
            journal.write_bytes(kept[:-5])  # as if killed while it wrote
            other = self.write("other.csv", TWELVE.replace("0,0\n", "0,1\n", 1))
            process = self.run_program(THALWEG, "census", other, "--units", "4", "-o", "killed.json", expect=5)
            self.assertIn("killed.json.journal: expected", process.stderr)
            self.assertEqual(journal.read_bytes(), kept[:-5])
        self.run_program(*command, "killed.json")
        self.assertEqual((self.folder / "killed.json").read_bytes(), (self.folder / "whole.json").read_bytes())
        self.assertFalse(journal.exists())

    def test_tables(self):
        text = (SOURCE / "examples" / "minima_off_walls.md").read_text()
        for sizes in (1, 4, 4), (1, 6, 4), (2, 5, 3), (2, 6, 3):
            found, *_ = minima_off_walls.run(BIN, self.folder, *sizes)
            row, = re.findall(rf"^\| {sizes[0]} \| {sizes[1]} \| (\d+) \|(.*)$", text, re.MULTILINE)
            self.assertEqual(found["cells_of_unit"], int(row[0]))
            self.assertEqual([f"{units['risks']} of {units['cells_with_minima']}" for units in found["units"]],
                             re.findall(r"\d+ of \d+", row[1]))
        for name, count in re.findall(r"^\| `he2020/(theorem4-all-minima-\w+)` \| \d+ \| (\w+)", text, re.MULTILINE):
            certificate = json.loads((SOURCE / "certificates" / "he2020" / f"{name}.json").read_text())
            self.assertEqual(certificate["statement"]["claims"][0]["components"], 0 if count == "none" else int(count))

    def test_limit(self):
        table = self.write("twelve.csv", TWELVE)
        command = [THALWEG, "census", table, "--units", "5", "-o", "out.json", "--max-seconds"]
        self.assertIn("--max-seconds", self.run_program(*command, "0.3", expect=4).stderr)
        self.assertFalse((self.folder / "out.json").exists())

    def test_census_refusals(self):
        for options, words in (([], "--units: expected the number of hidden units, found none"),
                               (["--units", "0"], "at least one unit"),
                               (["--units", "x"], "--units"),
                               (["--units", "1000000000"], "at most 12 hidden units"),
                               (["--units", "1", "--slopes", "1"], "--slopes: expected two numbers"),
                               (["--units", "1", "--slopes", "1,1"], "two different slopes"),
                               (["--units", "1", "--no-hidden-biases"], "found 0 at sample 0")):
            self.assertIn(words, self.census(*options, expect=5).stderr)
        process = self.run_program(THALWEG, "census", MINIMA / "six.csv", "--units", "1", "-o", self.folder, expect=5)
        self.assertIn("found the folder", process.stderr)
        self.assertFalse(self.folder.with_name(self.folder.name + ".journal").exists())
        two = self.write("two.csv", "x,y,z\n0,1,2\n1,0,1\n")
        process = self.run_program(THALWEG, "census", two, "--units", "1", "--target", "y,z", expect=5)
        self.assertIn("expected one target, found 2", process.stderr)


if __name__ == "__main__":
    unittest.main()
