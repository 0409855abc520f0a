# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the Python module share: data, and the command line beside the module."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("THALWEG_BUILD", SOURCE / "build-python"))
if "THALWEG_INSTALLED" not in os.environ:
    sys.path.insert(0, str(BUILD / "python"))
THALWEG = str(BUILD / "bin" / "thalweg")


def sine(samples=24):
    """One input, one output, no ties."""
    import numpy
    x = numpy.linspace(-1, 1, samples).reshape(-1, 1)
    return x, numpy.sin(3 * x)


def cloud(samples=30, inputs=3, outputs=1, seed=0):
    """Random inputs and a piecewise linear target with noise."""
    import numpy
    generator = numpy.random.default_rng(seed)
    x = generator.normal(size=(samples, inputs))
    y = numpy.stack([numpy.abs(x[:, k % inputs]) + 0.3 * x[:, (k + 1) % inputs] for k in range(outputs)], axis=1)
    return x, y + 0.1 * generator.normal(size=y.shape)


class ModuleTest(unittest.TestCase):
    """With a temporary folder of its own."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def command(self, *arguments, expect=None):
        """Standard output, or that of --json as a dictionary; the exit code must be `expect` if given."""
        process = subprocess.run([THALWEG, *map(str, arguments)], cwd=self.folder, capture_output=True, encoding="utf-8", timeout=600)
        if expect is not None:
            self.assertEqual(process.returncode, expect, process.stderr)
        return json.loads(process.stdout) if "--json" in arguments else process.stdout + process.stderr

    def assert_same_summary(self, summary, from_command):
        for unstable in ("seconds", "certificate", "bytes"):
            from_command.pop(unstable, None)
        kept = {key: value for key, value in summary.items() if key != "seconds"}
        self.assertEqual(kept, from_command)
