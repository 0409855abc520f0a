# SPDX-License-Identifier: GPL-3.0-or-later
"""src/FLOORS is the law: a folder includes itself and lower floors only; the verifier stands apart. Guess and proof are
told apart by folders: floating point is in `guess` and `screen`, and in the few files that are named here."""

import pathlib
import re
import unittest

SRC = pathlib.Path(__file__).resolve().parents[2] / "src"
# Comments, strings and characters of C++; digits may be separated by a quote.
BLANKED = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
FLOATING = re.compile(r"\b(?:double|float)\b")

# What may use floating point outside of `guess` and `screen`, and why.
NAMED = {
    "the only way from doubles to exact numbers": ["exact/finite.cpp", "exact/finite.hpp"],
    "clocks and progress, for those who wait": ["exact/watched_work.hpp"],
    "numbers of arrays, exact as read": ["exact/half_precision.hpp", "data/npy_file.cpp"],
    "numbers of ONNX files, exact as read and written": [
        "onnx/activation_operators.cpp", "onnx/affine_operators.cpp", "onnx/graph_node.cpp", "onnx/graph_node.hpp",
        "onnx/graph_value.cpp", "onnx/graph_value.hpp", "onnx/onnx_bits.cpp", "onnx/onnx_bits.hpp",
        "onnx/onnx_file.cpp", "onnx/onnx_model.hpp", "onnx/shape_operators.cpp"],
    "drawing": [
        "pictures/landscape_pictures.cpp", "pictures/loss_change.cpp", "pictures/loss_change.hpp",
        "pictures/path_pictures.cpp", "pictures/plane.cpp", "pictures/plane.hpp",
        "pictures/plane_layers.hpp", "pictures/plane_risk.cpp", "pictures/plane_risk.hpp",
        "pictures/population_pictures.cpp", "pictures/specification.cpp", "pictures/specification.hpp",
        "pictures/wall_lines.cpp", "pictures/wall_lines.hpp"],
    "the walk for every kind of number; the one view of a network for guesses and drawing": [
        "network/linear_view.cpp", "network/linear_view.hpp", "network/walk.hpp"],
    "numbers of Python and JSON, as they are": ["program/judge_batch.cpp", "python/module.cpp"],
    "one template for all arithmetics: floating point guesses with it, rationals decide": [
        "trained/cell_passes.hpp", "trained/slice_polish.cpp", "trained/exact_risks.cpp"],
    "which cell of a trained network is meant, a guess beside what a cell is": [
        "trained/held_cell.cpp", "trained/held_cell.hpp"],
}
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


def uses_floating_point(text):
    """Does the code of a C++ file, without comments and strings, name a floating type?"""
    return FLOATING.search(BLANKED.sub(lambda match: "\n" * match.group().count("\n") + " ", text)) is not None


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

    def test_unit_tests_of_ground_floors_stand_on_these(self):
        """They are built with sanitizers, without the floors above: up to the top floor that tests/run.sh names."""
        floors, _ = law()
        tests = SRC.parent / "tests"
        top = re.search(r"-DTHALWEG_TOP_FLOOR=(\w+)", (tests / "run.sh").read_text()).group(1)
        ground = floors[:floors.index(top) + 1]
        bad = []
        for path in sorted((tests / "unit").glob("*/**/*.[ch]pp")):
            if path.relative_to(tests / "unit").parts[0] in ground:
                for included in INCLUDE.findall(path.read_text()):
                    if included.removeprefix("unit/").split("/")[0] in floors[len(ground):]:
                        bad.append(f"{path.relative_to(tests)} includes {included}: above {top}")
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

    def test_floating_point_has_its_rooms(self):
        _, apart = law()
        named = [path for paths in NAMED.values() for path in paths]
        self.assertEqual(len(named), len(set(named)))
        found = {str(path.relative_to(SRC)) for path in sorted(SRC.glob("*/**/*.[ch]pp"))
                 if folder_of(path) not in apart and path.parent.name not in ("guess", "screen")
                 and uses_floating_point(path.read_text())}
        self.assertEqual(sorted(found - set(named)), [], "floating point outside of `guess` and `screen`")
        self.assertEqual(sorted(set(named) - found), [], "named, but there is no floating point in it")

    def test_rooms_of_floating_point_are_needed(self):
        """A folder `guess` or `screen` has floating point in it."""
        for folder in sorted(path for name in ("guess", "screen") for path in SRC.glob(f"*/{name}")):
            self.assertTrue(any(uses_floating_point(path.read_text()) for path in folder.glob("*.[ch]pp")), str(folder))

    def test_the_test_itself_can_fail(self):
        self.assertTrue(uses_floating_point("double x;"))
        self.assertTrue(uses_floating_point("f(1'000, std::vector<long double>(), 2'000); // x"))
        self.assertTrue(uses_floating_point("const char c = '\"'; float x; const char d = '\"';"))
        self.assertFalse(uses_floating_point('int x; // double\nf("a float"); /* a\ndouble */ R"(double)";'))
        self.assertFalse(uses_floating_point("double_description(x);"))
        floors, apart = ["exact", "data"], {"verifier": ["program"]}
        self.assertIsNotNone(violation("exact", "data/csv.hpp", floors, apart))
        self.assertIsNotNone(violation("data", "verifier/verify.hpp", floors, apart))
        self.assertIsNotNone(violation("verifier", "exact/rational.hpp", floors, apart))
        self.assertIsNone(violation("data", "exact/rational.hpp", floors, apart))
        self.assertIsNone(violation("verifier", "number/integer.hpp", floors, apart))
        self.assertIsNotNone(violation("verifier", "number/nothing.hpp", floors, apart))


if __name__ == "__main__":
    unittest.main()
