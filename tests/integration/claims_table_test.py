# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of all claims in the specification (section 12) is the verifier's own table, row for row.

Both are read as texts: names, order, claims that are needed, sections of the statement, layers, losses,
whether there is a second network, and whether there is a witness.
"""

import pathlib
import re
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SPECIFICATION = SOURCE / "certificates" / "SPECIFICATION.md"
ROW = re.compile(r'\{"(\w+)",\{([^}]*)\},([\w|]+),\w+,(\w+)(?:,"(\w+)")?\}')
SECTIONS = ("networks", "domain", "partitions", "cpwl", "population")


def row_of_verifier(name, needs, sections, witness, instead):
    """The cells that the specification should have for an entry of the verifier's table."""
    words = set(sections.split("|"))
    has_data = bool(words & {"data", "squared", "cross_entropy", "any_loss"})
    if words & {"dense", "network"}:
        words.add("networks")
    of_statement = ["data", "loss"] * has_data + [word for word in SECTIONS if word in words]
    of_statement += ["smooth_network"] * ("smooth" in words)
    losses = ("squared" if "squared" in words else "6.2" if "cross_entropy" in words else
              "6.1, 6.2" if "any_loss" in words else "6.1") if has_data else ""
    losses += ", 6.3" * ("pieces" in words) + ", decay" * ("decay" in words)
    layers = "dense" if "dense" in words else "all" if "networks" in words else ""
    needed = ", ".join(re.findall(r"\w+", needs)) + (f" without {instead}" if instead else "")
    return (name, needed, ", ".join(of_statement), layers, losses,
            "yes" if "better" in words else "", "" if witness == "nullptr" else "yes")


def rows_of_verifier():
    (path,) = (SOURCE / "src" / "verifier").rglob("kinds.cpp")
    text = path.read_text()
    table = text[text.index("kinds = "):]
    table = re.sub(r"\s", "", table[:table.index(";")])
    return [row_of_verifier(*entry) for entry in ROW.findall(table)]


def rows_of_specification():
    text = SPECIFICATION.read_text()
    section = text[text.index("## 12 "):text.index("# Part II ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")]
             for line in section.splitlines() if line.startswith("| `") and "`claim`" not in line]
    return [tuple(cell.replace("`", "") for cell in row[:-1]) for row in cells], \
        [row[-1] for row in cells]


class ClaimsTable(unittest.TestCase):
    def test_rows(self):
        expected = rows_of_verifier()
        found, _ = rows_of_specification()
        self.assertGreater(len(expected), 30)
        self.assertEqual(found, expected)

    def test_sections_exist_and_name_the_claim(self):
        text = SPECIFICATION.read_text()
        rows, sections = rows_of_specification()
        for row, number in zip(rows, sections):
            heading = re.search(rf"^##+ {re.escape(number)} .*?(?=^## )", text + "\n## ",
                                re.MULTILINE | re.DOTALL)
            self.assertIsNotNone(heading, number)
            self.assertIn(row[0], heading.group(), number)


if __name__ == "__main__":
    unittest.main()
