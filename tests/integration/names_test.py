# SPDX-License-Identifier: GPL-3.0-or-later
"""Files compile in any company: all installed headers in one translation unit, all files of a floor in one, and
every file alone (a build with -DTHALWEG_UNITY=OFF). The verifier alone: tests/verifier_builds.sh, and as
one file: verifier_lines_test.py.
A floor of few files is one batch of the ordinary build, which is its test."""

import concurrent.futures
import os
import re
import subprocess
import unittest
from pathlib import Path

from floors_test import SRC, law

COMPILER = os.environ.get("THALWEG_CXX", "c++")
FOLDERS = os.environ.get("THALWEG_INCLUDE_FOLDERS", "/usr/include/eigen3").split(":")


FLAGS = ["-std=c++20", f"-I{SRC}", '-DTHALWEG_VERSION="0"', *(f"-isystem{folder}" for folder in FOLDERS if folder)]


def complaints(files):
    """What the compiler says about files included one after the other."""
    text = "".join(f'#include "{path}"\n' for path in files)
    process = subprocess.run([COMPILER, *FLAGS, "-fsyntax-only", "-x", "c++", "-"],
                             input=text, capture_output=True, text=True)
    return process.stderr[:4000] if process.returncode else ""


def compiled_floors():
    """The floors that every build compiles: `python` needs headers of Python."""
    return [floor for floor in law()[0] if floor != "python"]


def batch_size():
    """How many files of a floor the build compiles as one."""
    return int(re.search(r"Batches of (\d+) files", (SRC.parent / "CMakeLists.txt").read_text()).group(1))


class Names(unittest.TestCase):
    def check_groups(self, groups):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(complaints, groups))
        self.assertEqual([text for text in found if text], [])

    def test_installed_headers_together(self):
        headers = [path for floor in compiled_floors() if floor != "program"
                   for path in sorted((SRC / floor).rglob("*.hpp"))]
        self.assertGreater(len(headers), 100)
        self.check_groups([headers])

    def test_files_of_each_floor_together(self):
        floors = [sorted((SRC / floor).rglob("*.cpp")) for floor in compiled_floors()]
        self.check_groups([files for files in floors if len(files) > batch_size()])

    def test_every_file_alone(self):
        files = [[path] for floor in compiled_floors() for path in sorted((SRC / floor).rglob("*.cpp"))]
        self.assertGreater(len(files), 200)
        self.check_groups(files)

    def test_a_clash_is_noticed(self):
        twice = SRC / "program" / "main.cpp"  # no header guards: main twice
        self.assertIn("redefinition", complaints([twice, twice]))


if __name__ == "__main__":
    unittest.main()
