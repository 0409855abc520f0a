# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands in README.md, src/program/*.md, examples/README.md and examples/theorems.md are executed, and the outputs
shown are real.

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
        (self.folder / "certificates").symlink_to(SOURCE / "certificates")
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

    def test_pages_of_the_commands(self):
        pages = {path.stem for path in (SOURCE / "src" / "program").glob("*.md")} - {"README"}
        self.assertLessEqual({"generate", "verify", "explain", "decide", "judge", "snap", "lattice", "reproduce"}, pages)

    def test_generate(self):
        self.check_document(SOURCE / "src" / "program" / "generate.md")

    def test_verify(self):
        self.check_document(SOURCE / "src" / "program" / "verify.md")

    def test_report(self):
        self.check_document(SOURCE / "src" / "program" / "report.md")

    def test_plot(self):
        self.check_document(SOURCE / "src" / "program" / "plot.md")

    def test_escape(self):
        self.check_document(SOURCE / "src" / "program" / "escape.md")

    def test_components(self):
        self.check_document(SOURCE / "src" / "program" / "components.md")

    def test_census(self):
        self.check_document(SOURCE / "src" / "program" / "census.md")

    def test_explain(self):
        self.check_document(SOURCE / "src" / "program" / "explain.md")

    def test_decide(self):
        self.check_document(SOURCE / "src" / "program" / "decide.md")

    def test_judge(self):
        self.check_document(SOURCE / "src" / "program" / "judge.md")

    def test_snap(self):
        self.check_document(SOURCE / "src" / "program" / "snap.md")

    def test_lattice(self):
        self.check_document(SOURCE / "src" / "program" / "lattice.md")

    def test_reproduce(self):
        self.check_document(SOURCE / "src" / "program" / "reproduce.md")

    def test_table_cells_are_short(self):
        for path in [SOURCE / "README.md", *(SOURCE / "src" / "program").glob("*.md")]:
            for line in path.read_text().splitlines():
                if line.startswith("|"):
                    self.assertLess(max(map(len, line.split("|"))), 250, f"{path.name}: {line}")

    def test_lines_of_the_specification_are_short(self):
        text = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
        prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
        for line in prose.splitlines():
            if not line.startswith("| "):
                self.assertLessEqual(len(line), 160, line)

    def test_links_lead_to_files(self):
        for path in [SOURCE / "README.md", *(SOURCE / "src" / "program").glob("*.md")]:
            for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
                self.assertTrue((path.parent / target).exists(), f"{path.name}: {target}")

    def test_examples(self):
        self.check_document(SOURCE / "examples" / "README.md")

    def test_theorems(self):
        self.check_document(SOURCE / "examples" / "theorems.md")


if __name__ == "__main__":
    unittest.main()
