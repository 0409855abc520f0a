# SPDX-License-Identifier: GPL-3.0-or-later
"""What the integration tests share: the two programs, a temporary folder, and made-up tables.

The folder of the programs comes from the environment variable THALWEG_BIN (set by CMake).
"""

import os
import pathlib
import random
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("THALWEG_BIN", SOURCE / "build" / "bin"))
THALWEG = str(BIN / "thalweg")
VERIFY = str(BIN / "thalweg-verify")
PARABOLA = SOURCE / "examples" / "parabola.csv"


class ProgramTest(unittest.TestCase):
    """Runs the programs inside a temporary folder of its own."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def run_program(self, *arguments, expect=0):
        """The finished process; its exit code must be `expect` (None: any)."""
        process = subprocess.run(
            [str(a) for a in arguments], cwd=self.folder, capture_output=True, text=True, timeout=600)
        self.assertIn(process.returncode, [expect] if expect is not None else range(7),
                      f"{arguments}\n{process.stdout}\n{process.stderr}")
        return process

    def generate(self, data, *options, output="certificate.json"):
        """Generates and returns the path of the certificate."""
        self.run_program(THALWEG, "generate", data, *options, "-o", output)
        return self.folder / output

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


def random_table(seed, samples, inputs, targets=1, grid=4):
    """A table with ties and repeated inputs: small integers and quarters, deterministic."""
    source = random.Random(seed)
    names = [f"x{k + 1}" for k in range(inputs)] + [f"y{k + 1}" for k in range(targets)]
    lines = [",".join(names)]
    for _ in range(samples):
        cells = [str(source.randint(-grid, grid)) for _ in range(inputs)]
        cells += [f"{source.randint(-40, 40)}/4" for _ in range(targets)]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"
