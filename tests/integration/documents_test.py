# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands in README.md, examples/README.md and examples/theorems.md are executed, and the outputs shown are real.

A block fenced with ```sh is run in a folder that has the examples and links to the programs where a
reader who built in build/ finds them. A block fenced with ```text is an excerpt of the output of the
commands before it: its lines occur there in this order; "…" leaves lines out, seconds may differ.
Blocks fenced with ```bash need a network or are patterns and are not run.
"""

import re
import shutil
import unittest

from thalweg_test import BIN, PARABOLA, SOURCE, ProgramTest


def blocks(path):
    """The fenced blocks as (language, content), in the order of the document."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", path.read_text(), re.MULTILINE | re.DOTALL)


def lines_to_compare(text):
    return [re.sub(r"\d+\.\d\d s$", "_ s", line) for line in text.splitlines() if line != "…"]


class Documents(ProgramTest):
    def check_document(self, path):
        shutil.copytree(SOURCE / "examples", self.folder / "examples")
        (self.folder / "build").mkdir()
        (self.folder / "build" / "bin").symlink_to(BIN)
        self.generate(PARABOLA, "--groups", "3", output="build/parabola.json")  # as quickstart does
        ran, output = 0, []
        for language, content in blocks(path):
            if language == "sh":
                ran += 1
                process = self.run_program("bash", "-euo", "pipefail", "-c", content)
                output = lines_to_compare(process.stdout)
            elif language == "text":
                rest = iter(output)
                for line in lines_to_compare(content):
                    self.assertTrue(any(line == found for found in rest),
                                    f"{path.name}: not in the output: {line}\n" + "\n".join(output))
        self.assertGreater(ran, 0, f"{path} has no commands")

    def test_readme(self):
        self.check_document(SOURCE / "README.md")

    def test_examples(self):
        self.check_document(SOURCE / "examples" / "README.md")

    def test_theorems(self):
        self.check_document(SOURCE / "examples" / "theorems.md")


if __name__ == "__main__":
    unittest.main()
