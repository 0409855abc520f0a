# SPDX-License-Identifier: GPL-3.0-or-later
"""src/FLOORS is the law: a folder includes itself and lower floors only; the verifier stands apart."""

import pathlib
import re
import unittest

SRC = pathlib.Path(__file__).resolve().parents[2] / "src"
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def law():
    floors, apart = [], {}
    for line in (SRC / "FLOORS").read_text().splitlines():
        words = line.split("#")[0].split()
        if not words:
            continue
        if words[0] == "apart":
            apart[words[1]] = words[2:]
        else:
            floors.append(words[0])
    return floors, apart


def folder_of(path):
    """The floor of a file of src, which may be in a folder of its floor."""
    return path.relative_to(SRC).parts[0]


def violation(folder, included, floors, apart):
    """What is wrong with a file of `folder` including the path `included`; None if nothing."""
    target = included.split("/")[0]
    if folder in apart: # from its own folder on, which has no folder named like a floor
        return None if "/" not in included or (target not in floors and (SRC / folder / included).exists()) else "stands apart"
    if target in apart:
        if folder in apart[target] and included == f"{target}/verify.hpp":
            return None
        return f"only verify.hpp of {target}, and only from {apart[target]}"
    if target not in floors:
        return "not a folder of FLOORS"
    if floors.index(target) > floors.index(folder):
        return f"{target} is above {folder}"
    return None


class Floors(unittest.TestCase):
    def test_every_folder_is_in_the_law(self):
        floors, apart = law()
        folders = {path.name for path in SRC.iterdir() if path.is_dir()}
        self.assertEqual(folders, set(floors) | set(apart))

    def test_every_include_obeys(self):
        floors, apart = law()
        bad = []
        for path in sorted(SRC.glob("*/**/*.[ch]pp")):
            for included in INCLUDE.findall(path.read_text()):
                why = violation(folder_of(path), included, floors, apart)
                if why:
                    bad.append(f"{path.relative_to(SRC)} includes {included}: {why}")
        self.assertEqual(bad, [])

    def test_third_party_code_has_one_room(self):
        rooms = {"CGAL/": {"geometry"}, "flint/": {"exact"}, "arb": {"exact"}, "Eigen/": {"trained/guess", "population/guess"}, "zip.h": {"data"},
                 "onnx/": {"onnx"}, "google/protobuf": {"onnx"}, "tbb/": {"exact"}, "mpi.h": {"program"}}
        bad = []
        for path in sorted(SRC.glob("*/**/*.[ch]pp")):
            text = path.read_text()
            for library, allowed in rooms.items():
                if f"<{library}" in text and not {folder_of(path), str(path.parent.relative_to(SRC))} & allowed:
                    bad.append(f"{path.relative_to(SRC)} includes {library}")
        self.assertEqual(bad, [])

    def test_the_test_itself_can_fail(self):
        floors, apart = ["exact", "data"], {"verifier": ["program"]}
        self.assertIsNotNone(violation("exact", "data/csv.hpp", floors, apart))
        self.assertIsNotNone(violation("data", "verifier/verify.hpp", floors, apart))
        self.assertIsNotNone(violation("verifier", "exact/rational.hpp", floors, apart))
        self.assertIsNone(violation("data", "exact/rational.hpp", floors, apart))
        self.assertIsNone(violation("verifier", "number/integer.hpp", floors, apart))
        self.assertIsNotNone(violation("verifier", "number/nothing.hpp", floors, apart))


if __name__ == "__main__":
    unittest.main()
