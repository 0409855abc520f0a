# SPDX-License-Identifier: GPL-3.0-or-later
"""Obligations and sections of the specification that code and texts cite are there, and its own index of claims is right."""

import pathlib
import re
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SPECIFICATION = (SOURCE / "certificates" / "SPECIFICATION.md").read_text()
OBLIGATION = re.compile(r"(?<![-\w])O(\d+)\b")  # not -O2
SECTION = re.compile(r"(?:SPECIFICATION\.md|specification),?\s+(?:(?:///?|\(\*|#|\*)\s+)?sections?\s+"
                     r"(\d+(?:\.\d+)?)((?:(?:, | and | to )\d+(?:\.\d+)?)*)")

ENDINGS = (".cpp", ".hpp", ".py", ".md", ".v", ".ml", ".js", ".mjs", ".sh")


def obligations():
    return set(re.findall(r"\*\*O(\d+)\*\*", SPECIFICATION))


def sections():
    return set(re.findall(r"^##+ (\d+(?:\.\d+)?) ", SPECIFICATION, re.MULTILINE))


def cited_sections(text):
    """The numbers after "specification, section"; of "49 to 56" the ends."""
    return {number for first, others in SECTION.findall(text) for number in [first, *re.findall(r"\d+(?:\.\d+)?", others)]}


def files():
    for folder in ("src", "tests", "examples", ".ci"):
        for path in sorted((SOURCE / folder).rglob("*")):
            if path.suffix in ENDINGS and "node_modules" not in path.parts and path.name != "citations_test.py":
                yield path


class Citations(unittest.TestCase):
    def test_obligations_exist(self):
        known, cited = obligations(), 0
        for path in files():
            for number in OBLIGATION.findall(path.read_text()):
                cited += 1
                self.assertIn(number, known, f"{path.relative_to(SOURCE)} cites O{number}")
        self.assertGreater(cited, 300)

    def test_sections_exist(self):
        known, cited = sections(), 0
        for path in files():
            for number in cited_sections(path.read_text()):
                cited += 1
                self.assertIn(number, known, f"{path.relative_to(SOURCE)} cites section {number}")
        self.assertGreater(cited, 100)

    def test_the_index_of_claims_is_the_order_of_sections(self):
        """Part III begins with ranges that follow each other, from its first section to its last."""
        part = SPECIFICATION[SPECIFICATION.index("# Part III "):SPECIFICATION.index("# Part IV ")]
        numbers = [int(number) for number in re.findall(r"^## (\d+) ", part, re.MULTILINE)]
        index = " ".join(part[:part.index("## ")].split())
        listed = []
        for first, word, last in re.findall(r"\*: (\d+)(, | to )(\d+)\.", index):
            listed += range(int(first), int(last) + 1)
            self.assertTrue(word == " to " or int(last) == int(first) + 1)
        self.assertEqual(listed, numbers)

    def test_the_table_of_codes_names_the_sections(self):
        """Where a row of the table has numbers of sections, its codes are in these and in no other ones."""
        texts = {match[1]: match[0] for match in re.finditer(r"^## (\d+) .*?(?=^## |\Z)", SPECIFICATION, re.MULTILINE | re.DOTALL)}
        (table,) = [number for number, text in texts.items() if text.startswith(f"## {number} Codes")]
        checked = 0
        for row in texts[table].splitlines():
            codes = re.findall(r"`(\w+\.\w+)`", row.split("|")[1]) if row.startswith("| `") else []
            named = {number.split(".")[0] for group in re.findall(r"\((\d[\d., ]*)\)", row)
                     for number in re.findall(r"\d+(?:\.\d+)?", group)}
            if codes and named:
                checked += 1
                self.assertEqual(named, {number for number, text in texts.items() if number != table
                                         and any(f"`{code}`" in text for code in codes)}, row)
        self.assertGreater(checked, 10)

    def test_the_test_itself_can_fail(self):
        self.assertEqual(cited_sections("(specification,\n// section 7.2), SPECIFICATION.md, sections 49 to 56 and section 3"), {"7.2", "49", "56"})
        self.assertNotIn("999", obligations())
        self.assertNotIn("999", sections())


if __name__ == "__main__":
    unittest.main()
