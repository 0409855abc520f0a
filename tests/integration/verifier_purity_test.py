# SPDX-License-Identifier: GPL-3.0-or-later
"""The verifier has no floating point, includes no number library but cpp_int, and stays small.

Which files decide is said by the table in src/verifier/README.md; the size is that of their lines of
code, blank lines and comments left out.
"""

import pathlib
import re
import unittest

VERIFIER = pathlib.Path(__file__).resolve().parents[2] / "src" / "verifier"
LIMITS = {"yes": 1850, "both": 870, "checks": 30, "layers": 600, "geometry": 1600, "forms": 300, "rays": 450,
          "losses": 350, "smooth": 590, "bounds": 200, "saddles": 110, "families": 700,
          "census": 400, "cross": 750, "lemmas": 400, "walls": 870, "trained": 3170,
          "population": 450, "numbers": 520, "screens": 390, "escapes": 220, "cells": 1130, "bottlenecks": 250,
          "traps": 140, "pieces": 240, "reachable": 440, "boxes": 420}


def deciding_ideas():
    """File stem → the word in the column `decides` of the README's table."""
    ideas = {}
    for row in re.findall(r"^\| (`.*?) \|.*\| ([a-z]+) \|$", (VERIFIER / "README.md").read_text(),
                          re.MULTILINE):
        for stem in re.findall(r"`(\w+)`", row[0]):
            ideas[stem] = row[1]
    return ideas


def without_comments_and_texts(text):
    """The code alone: comments and string and character literals are blanked, lines are kept."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
    return pattern.sub(lambda m: '""' + "\n" * m.group().count("\n")
                       if m.group()[0] in "\"'" else "\n" * m.group().count("\n"), text)


def code_lines(path):
    return sum(1 for line in without_comments_and_texts(path.read_text()).splitlines() if line.strip())


class Purity(unittest.TestCase):
    def files(self):
        files = sorted(VERIFIER.glob("*.[ch]pp"))
        self.assertGreater(len(files), 5)
        return files

    def test_no_floating_point(self):
        bad = []
        for path in self.files():
            code = without_comments_and_texts(path.read_text())
            for number, line in enumerate(code.splitlines(), 1):
                if re.search(r"\b(float|double|long double|ldexp|frexp|sqrt|std::pow|log2?)\b|<cmath>|"
                             r"\b\d+\.\d|\b\d+e[+-]?\d", line):
                    bad.append(f"{path.name}:{number}: {line.strip()}")
        self.assertEqual(bad, [])

    def test_includes(self):
        bad = []
        for path in self.files():
            for included in re.findall(r"#\s*include\s*<([^>]+)>", path.read_text()):
                standard = re.fullmatch(r"[a-z_0-9]+(\.h)?|sys/[a-z]+\.h", included)
                if not standard and not included.startswith("boost/multiprecision/cpp_int"):
                    bad.append(f"{path.name}: {included}")
                if re.match(r"gmp|mpfr|flint|cfloat", included):
                    bad.append(f"{path.name}: {included}")
        self.assertEqual(bad, [])

    def test_size_of_the_deciding_code(self):
        ideas = deciding_ideas()
        self.assertEqual({path.stem for path in self.files()}, set(ideas))
        counts = {}
        for path in self.files():
            word = ideas[path.stem]
            counts[word] = counts.get(word, 0) + code_lines(path)
        print("\nverifier, lines of deciding code: "
              + ", ".join(f"{word} {counts[word]} (limit {limit})" for word, limit in LIMITS.items())
              + f"; all files {sum(counts.values())}")
        for word, limit in LIMITS.items():
            self.assertLess(counts[word], limit, word)

    def test_the_stripping(self):
        self.assertEqual(without_comments_and_texts('a; // double\n"float" /* x\n */ b').split(),
                         ["a;", '""', "b"])


if __name__ == "__main__":
    unittest.main()
