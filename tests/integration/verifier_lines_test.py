# SPDX-License-Identifier: GPL-3.0-or-later
"""How much code has to be right for a claim: the deciding lines that run when the specification's example of the claim, up to
this claim, is verified. (verifier_purity_test.py counts the whole files that could be reached.)

The verifier is compiled as one file, in which no two names may clash, and its lines are counted by gcov: lines with code,
not braces and declarations. Which files decide is said by the tables in src/verifier/README.md."""

import copy
import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from verifier_purity_test import VERIFIER, deciding_ideas, idea_of

SPECIFICATION = VERIFIER.parents[1] / "certificates" / "SPECIFICATION.md"
LIMIT_OF_LOCAL_MINIMUM = 1370


def claims_table():
    """Kind → (kinds that it needs, keys of `statement`), as section 12 has them."""
    table = SPECIFICATION.read_text().split("\n## 12 ")[1].split("\n# ")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("| `")]
    names = [[re.findall(r"`(\w+)`", cell) for cell in row] for row in rows]
    return {row[0][0]: (row[1], row[2]) for row in names if row[0] != ["claim"]}


def examples():
    """The certificates of Part III."""
    part = SPECIFICATION.read_text().split("\n# Part III")[1].split("\n# Part IV")[0]
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)```", part, re.DOTALL)]


def up_to(example, last, table):
    """The example with its first claims only, up to the one with this number."""
    kept = example["statement"]["claims"][:last + 1]
    names = {claim.get("name", claim["claim"]) for claim in kept}
    networks = {claim[key] for claim in kept for key in ("network", "better") if key in claim}
    keys = {key for claim in kept for key in table[claim["claim"]][1]}
    statement = {key: value for key, value in example["statement"].items() if key in keys}
    if "networks" in statement:
        statement["networks"] = {name: value for name, value in statement["networks"].items() if name in networks}
    if "lattice_identity" not in names:
        for function in statement.get("cpwl", []):
            function.pop("rows", None)
    return {**example, "statement": {**statement, "claims": kept},
            "witness": {name: value for name, value in example["witness"].items() if name in names}}


class Lines(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        files = sorted({*VERIFIER.glob("*.cpp"), *VERIFIER.glob("*/*.cpp")} - {*VERIFIER.glob("web/*")})
        (self.folder / "verifier.cpp").write_text("".join(f'#include "{path}"\n' for path in files))
        self.run_in_folder("c++", "-std=c++20", "-O0", "--coverage", f"-I{VERIFIER}", '-DTHALWEG_VERSION="0"',
                           "verifier.cpp", "-o", "verify")
        self.ideas = deciding_ideas()

    def run_in_folder(self, *command):
        process = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(process.returncode, 0, process.stdout + process.stderr[:2000])
        return process.stdout

    def lines_run(self, certificate):
        """How many lines of deciding files run."""
        for path in self.folder.glob("*.gcda"):
            path.unlink()
        (self.folder / "certificate.json").write_text(json.dumps(certificate))
        self.assertTrue(self.run_in_folder("./verify", "certificate.json").endswith("VERIFIED\n"))
        data, = self.folder.glob("*.gcda")
        lines = set()
        for file in json.loads(self.run_in_folder("gcov", "--json-format", "--stdout", "-r", "-s", str(VERIFIER), data.name))["files"]:
            path = VERIFIER / file["file"]
            if VERIFIER in path.parents and self.ideas[idea_of(path)] == "yes":
                lines.update((path, line["line_number"]) for line in file["lines"] if line["count"] > 0)
        return len(lines)

    def test_lines_run(self):
        table = claims_table()
        found = {}
        for example in examples():
            for number, claim in enumerate(example["statement"]["claims"]):
                if claim["claim"] not in found:
                    found[claim["claim"]] = self.lines_run(up_to(copy.deepcopy(example), number, table))
        self.assertEqual(set(found), set(table))
        print("\ndeciding lines that run for the example of a claim: " +
              ", ".join(f"{kind} {lines}" for kind, lines in sorted(found.items())))
        self.assertLess(found["local_minimum"], LIMIT_OF_LOCAL_MINIMUM)


if __name__ == "__main__":
    unittest.main()
