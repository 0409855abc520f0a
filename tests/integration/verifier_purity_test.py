# SPDX-License-Identifier: GPL-3.0-or-later
"""The verifier has no floating point, includes no number library but cpp_int, and stays small.

Which files decide is said by the table in src/verifier/README.md; the size is that of their lines of
code, blank lines and comments left out.
"""

import pathlib
import re
import unittest

VERIFIER = pathlib.Path(__file__).resolve().parents[2] / "src" / "verifier"
LIMITS = {"limit": 190, "number": 1340, "text": 220, "layer": 1750, "loss": 800, "shape": 700, "lemma": 2600,
          "slice": 2700, "claim": 6700, "": 140}
LIMIT_OF_LOCAL_MINIMUM = 5180
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)


def readme():
    return (VERIFIER / "README.md").read_text()


def folders():
    """From the ground up, as the picture in the README has them; the last is that of no folder."""
    picture = re.search(r"## Folders.*?```\n(.*?)```", readme(), re.DOTALL).group(1)
    return list(reversed([line[:12].strip() for line in picture.splitlines()]))


def deciding_ideas():
    """Path without ending → the word in the column `decides` of the table of its folder."""
    ideas = {}
    for heading, table in re.findall(r"^### (.*)\n\n((?:\|.*\n)+)", readme(), re.MULTILINE):
        folder = re.sub(r"`(\w+)`", r"\1/", heading) if heading.startswith("`") else ""
        for names, word in re.findall(r"^\| (`.*?) \|.*\| ([a-z]+) \|$", table, re.MULTILINE):
            for stem in re.findall(r"`(\w+)`", names):
                ideas[folder + stem] = word
    return ideas


def idea_of(path):
    return str(path.relative_to(VERIFIER).with_suffix(""))


def folder_of(idea):
    return idea.rpartition("/")[0]


def reached(paths, claim, ideas):
    """The files that a verification of one claim can reach: from reading a certificate, and from the claim.

    A header brings the files that define what it declares: those whose first include it is. The table of
    claims names all others; they are left out, and so is what files need that only tell.
    """
    includes = {path: INCLUDE.findall(path.read_text()) for path in paths}
    defined_by = {}
    for path, included in includes.items():
        if path.suffix == ".cpp" and included:
            defined_by.setdefault(VERIFIER / included[0], []).append(path)
    table = VERIFIER / "claim" / "kinds.cpp"
    common = {"claim/claim.hpp", "claim/kinds.hpp"}
    seen, waiting = set(), [VERIFIER / "verify.cpp", table, VERIFIER / "claim" / f"{claim}.hpp"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if ideas[idea_of(path)] == "tells":
            continue
        waiting += [VERIFIER / included for included in includes[path]
                    if path != table or included in common or not included.startswith("claim/")]
        waiting += defined_by.get(path, [])
    return seen


def violation(folder, included, order):
    """What is wrong with a file of `folder` including the path `included`; None if nothing."""
    target = folder_of(included)
    if target not in order:
        return "no folder of the picture"
    if order.index(target) > order.index(folder):
        return f"{target or 'the program'} is above {folder}"
    return None


def without_comments_and_texts(text):
    """The code alone: comments and string and character literals are blanked, lines are kept."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
    return pattern.sub(lambda m: '""' + "\n" * m.group().count("\n")
                       if m.group()[0] in "\"'" else "\n" * m.group().count("\n"), text)


def code_lines(path):
    return sum(1 for line in without_comments_and_texts(path.read_text()).splitlines() if line.strip())


class Purity(unittest.TestCase):
    def files(self):
        files = sorted({*VERIFIER.glob("*.[ch]pp"), *VERIFIER.glob("*/*.[ch]pp")} - {*VERIFIER.glob("web/*")})
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

    def test_every_include_goes_down(self):
        order = folders()
        self.assertEqual(set(order), {folder_of(idea_of(path)) for path in self.files()})
        bad = []
        for path in self.files():
            for included in INCLUDE.findall(path.read_text()):
                why = violation(folder_of(idea_of(path)), included, order)
                if why:
                    bad.append(f"{path.relative_to(VERIFIER)} includes {included}: {why}")
        self.assertEqual(bad, [])

    def test_an_include_that_goes_up_is_seen(self):
        order = ["limit", "number", "claim", ""]
        self.assertIsNone(violation("claim", "number/integer.hpp", order))
        self.assertIsNone(violation("", "claim/theorem.hpp", order))
        self.assertIsNotNone(violation("number", "claim/theorem.hpp", order))
        self.assertIsNotNone(violation("number", "verify.hpp", order))
        self.assertIsNotNone(violation("claim", "network/layer.hpp", order))

    def test_size_of_the_deciding_code(self):
        ideas = deciding_ideas()
        self.assertEqual({idea_of(path) for path in self.files()}, set(ideas))
        counts = dict.fromkeys(LIMITS, 0)
        total = 0
        for path in self.files():
            lines = code_lines(path)
            total += lines
            if ideas[idea_of(path)] == "yes":
                counts[folder_of(idea_of(path))] += lines
        print("\nverifier, lines of deciding code: "
              + ", ".join(f"{folder or 'above'} {counts[folder]} (limit {limit})" for folder, limit in LIMITS.items())
              + f"; all files {total}")
        for folder, limit in LIMITS.items():
            self.assertLess(counts[folder], limit, folder)

    def test_size_of_what_one_claim_needs(self):
        paths, ideas = self.files(), deciding_ideas()
        claims = {match.group(1) for match in
                  re.finditer(r'claim/(\w+)\.hpp', (VERIFIER / "claim" / "kinds.cpp").read_text())}
        lines = {path: code_lines(path) for path in paths}
        counts = {}
        for claim in sorted(claims - {"claim", "kinds"}):
            files = [path for path in reached(paths, claim, ideas) if ideas[idea_of(path)] == "yes"]
            counts[claim] = sum(lines[path] for path in files)
        print("\nverifier, lines of deciding code that one claim needs: "
              + ", ".join(f"{claim} {count}" for claim, count in counts.items()))
        self.assertGreater(len(counts), 25)
        self.assertLess(counts["local_minimum"], LIMIT_OF_LOCAL_MINIMUM)

    def test_what_is_reached(self):
        ideas = {idea_of(path) for path in reached(self.files(), "local_minimum", deciding_ideas())}
        self.assertTrue({"verify", "lemma/stationarity", "number/long_numbers", "claim/local_minimum"} <= ideas)
        self.assertFalse({"claim/lower_risk", "lemma/cell_fit", "slice/held_pass", "claim/groups"} & ideas)

    def test_the_stripping(self):
        self.assertEqual(without_comments_and_texts('a; // double\n"float" /* x\n */ b').split(),
                         ["a;", '""', "b"])


if __name__ == "__main__":
    unittest.main()
