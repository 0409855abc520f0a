# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands in README.md and examples/README.md are executed as they stand.

A block fenced with ```sh is run line by line in a copy of the folder tree that has the examples and
links to the programs where a reader who built in build/ finds them. Blocks that are fenced otherwise
are output or need a network and are not run.
"""

import pathlib
import re
import shutil
import unittest

from thalweg_test import BIN, SOURCE, ProgramTest


def shell_blocks(path):
    return re.findall(r"^```sh\n(.*?)^```$", path.read_text(), re.MULTILINE | re.DOTALL)


class Documents(ProgramTest):
    def run_blocks(self, name):
        shutil.copytree(SOURCE / "examples", self.folder / "examples")
        (self.folder / "build").mkdir()
        (self.folder / "build" / "bin").symlink_to(BIN)
        blocks = shell_blocks(SOURCE / name)
        self.assertTrue(blocks, f"{name} has no commands")
        for block in blocks:
            self.run_program("bash", "-euo", "pipefail", "-c", block)

    def test_readme(self):
        self.run_blocks("README.md")

    def test_examples(self):
        self.generate(SOURCE / "examples" / "parabola.csv", "--groups", "3")
        (self.folder / "certificate.json").rename(self.folder / "parabola.json")
        self.run_blocks_after_quickstart()

    def run_blocks_after_quickstart(self):
        blocks = shell_blocks(SOURCE / "examples" / "README.md")
        (self.folder / "build").mkdir()
        (self.folder / "build" / "bin").symlink_to(BIN)
        (self.folder / "parabola.json").rename(self.folder / "build" / "parabola.json")
        for block in blocks:
            self.run_program("bash", "-euo", "pipefail", "-c", block)


if __name__ == "__main__":
    unittest.main()
