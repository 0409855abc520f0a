// SPDX-License-Identifier: GPL-3.0-or-later
//
// Evaluation, continuity and merging of CPWL functions, by hand.

#include "cpwl/cpwl_function.hpp"
#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "instances.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::instances;

TEST_CASE("equal pieces become one function", "[cpwl]") {
  const CpwlFunction f = lattice_regions_erratum();
  CHECK(f.cells.size() == 5);
  CHECK(f.functions.size() == 4);
  CHECK(f.function_of_cell == std::vector<std::size_t>{0, 1, 1, 2, 3});
  CHECK(f({-3, 2}) == 0);
  CHECK(f({4, 1}) == -5);
  CHECK_THROWS_WITH(f({7, 0}), "cpwl function: expected a point of some cell, found (7, 0)");
}

// |x| below and |x| + 1 above y = 0, the lower cells cut at x = 0, the upper ones at x = 1: the
// cells do not meet face to face.
TEST_CASE("a discontinuity is found on cells that do not meet face to face", "[cpwl]") {
  const auto cell = [](long x0, long x1, long y0, long y1) {
    return box({Rational(x0), Rational(y0)}, {Rational(x1), Rational(y1)});
  };
  CpwlFunction f = function_of_pieces(
      cube(2, 2), {cell(-2, 0, -2, 0), cell(0, 2, -2, 0), cell(-2, 1, 0, 2), cell(1, 2, 0, 2)},
      {{{0, 1}, 0}, {{0, 1}, 0}, {{0, 2}, 0}, {{0, 2}, 0}});
  CHECK(discontinuity(f) == std::nullopt);
  f.functions[1].constant = 1;
  const std::optional<Discontinuity> found = discontinuity(f);
  REQUIRE(found.has_value());
  CHECK(found->first_cell == 0);
  CHECK(found->second_cell == 2);
  CHECK(found->point == Vector{-2, 0});
  CHECK(found->first_value == 0);
  CHECK(found->second_value == 1);
}

TEST_CASE("cells with one function and a convex union are merged", "[cpwl]") {
  const auto cell = [](long x0, long x1, long y0, long y1) {
    return box({Rational(x0), Rational(y0)}, {Rational(x1), Rational(y1)});
  };
  const AffineFunction p{{1, 1}, 0};
  SECTION("four quarters are one square") {
    const CpwlFunction f = with_merged_cells(function_of_pieces(
        cube(2, 1), {cell(-1, 0, -1, 0), cell(0, 1, 0, 1), cell(0, 1, -1, 0), cell(-1, 0, 0, 1)},
        {p, p, p, p}));
    REQUIRE(f.cells.size() == 1);
    CHECK(is_same_set(f.cells[0], cube(2, 1)));
  }
  SECTION("an L stays in two cells") {
    const CpwlFunction f = with_merged_cells(
        function_of_pieces(cube(2, 1), {cell(-1, 0, -1, 1), cell(0, 1, -1, 0), cell(0, 1, 0, 1)},
                           {p, p, {{1, 2}, 0}}));
    CHECK(f.cells.size() == 3);
  }
  SECTION("cells that only touch in a corner stay") {
    const CpwlFunction f = with_merged_cells(
        function_of_pieces(cube(2, 1), {cell(-1, 0, -1, 0), cell(0, 1, 0, 1)}, {p, p}));
    CHECK(f.cells.size() == 2);
  }
  SECTION("different functions stay") {
    const CpwlFunction f = with_merged_cells(
        function_of_pieces(cube(2, 1), {cell(-1, 0, -1, 1), cell(0, 1, -1, 1)}, {p, {{2, 1}, 0}}));
    CHECK(f.cells.size() == 2);
  }
}

TEST_CASE("ill-formed functions are refused", "[cpwl]") {
  const CpwlFunction good = figure2();
  CHECK_NOTHROW(require_well_formed(good, "f"));
  const auto message = [](const CpwlFunction& f) -> std::string {
    try {
      require_well_formed(f, "f");
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  CpwlFunction f = good;
  f.cells[1] = box({1}, {1});
  CHECK(message(f) == "f: cell 1: expected a cell with interior points, found one without");
  f = good;
  f.cells[2].halfspaces.erase(f.cells[2].halfspaces.begin());
  CHECK(message(f) == "f: cell 2: expected a bounded cell, found an unbounded one");
  f = good;
  f.functions[2] = f.functions[0];
  CHECK(message(f) == "f: expected distinct functions, found functions 0 and 2 equal");
  f = good;
  f.function_of_cell[0] = 3;
  CHECK(message(f) == "f: cell 0: expected a function index below 3, found 3");
  f = good;
  f.functions[1].linear.push_back(0);
  CHECK(message(f) == "f: function 1: expected 1 coefficients, found 2");
  f = good;
  f.cells.clear();
  CHECK(message(f) == "f: expected at least one cell, found none");
}
