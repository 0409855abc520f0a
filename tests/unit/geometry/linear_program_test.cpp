// SPDX-License-Identifier: GPL-3.0-or-later
//
// Linear programs by hand, and random ones against all vertices of a bounded program. Every result
// is checked by its own proof; which of the three proofs is given decides the status.

#include "geometry/linear_program.hpp"

#include "exact/error.hpp"
#include "unit/geometry/instances.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::test;

namespace {

bool is_feasible(const std::vector<Halfspace>& rows, const Vector& x) {
  return std::all_of(rows.begin(), rows.end(), [&](const Halfspace& h) { return h.contains(x); });
}

/// Multiplies the proof out.
bool is_proven(const Vector& objective, const std::vector<Halfspace>& rows,
               const LinearProgramResult& result) {
  const std::size_t d = objective.size();
  switch (result.status) {
  case LinearProgramStatus::optimal:
    return is_feasible(rows, result.point) && dot(objective, result.point) == result.value &&
           result.multipliers.size() <= d &&
           is_implication(rows, result.multipliers, {objective, result.value});
  case LinearProgramStatus::infeasible: {
    const Halfspace implied = combination(rows, result.multipliers, d);
    return implied.normal == Vector(d) && sgn(implied.offset) < 0 &&
           result.multipliers.size() <= d + 1 &&
           is_implication(rows, result.multipliers, {Vector(d), implied.offset});
  }
  case LinearProgramStatus::unbounded:
    return is_feasible(rows, result.point) && sgn(dot(objective, result.ray)) > 0 &&
           std::all_of(rows.begin(), rows.end(),
                       [&](const Halfspace& h) { return sgn(dot(h.normal, result.ray)) <= 0; });
  }
  return false;
}

} // namespace

TEST_CASE("a linear program with one optimum", "[geometry]") {
  // max x + y, x ≤ 3, y ≤ 2, x + 2y ≤ 5: at (3, 1), = 1/2 (x ≤ 3) + 1/2 (x + 2y ≤ 5)
  const std::vector<Halfspace> rows = {{{1, 0}, 3}, {{0, 1}, 2}, {{1, 2}, 5}};
  const LinearProgramResult result = maximum({1, 1}, rows);
  REQUIRE(result.is_optimal());
  CHECK(result.value == 4);
  CHECK(result.point == Vector{3, 1});
  CHECK(result.multipliers == Multipliers{{0, fraction(1, 2)}, {2, fraction(1, 2)}});
}

TEST_CASE("multipliers belong to the halfspaces as given, not to their integer forms",
          "[geometry]") {
  // x/2 ≤ 1/3 gives (2/3) x ≤ 4/9 with multiplier 4/3
  const LinearProgramResult result =
      maximum({fraction(2, 3)}, {{{fraction(1, 2)}, fraction(1, 3)}});
  REQUIRE(result.is_optimal());
  CHECK(result.value == fraction(4, 9));
  CHECK(result.multipliers == Multipliers{{0, fraction(4, 3)}});
}

TEST_CASE("an infeasible program names a contradiction", "[geometry]") {
  // x ≤ 1, −x ≤ −2: their sum is 0 ≤ −1
  const LinearProgramResult result = maximum({1, 0}, {{{1, 0}, 1}, {{0, 1}, 5}, {{-1, 0}, -2}});
  REQUIRE(result.is_infeasible());
  CHECK(result.multipliers == Multipliers{{0, 1}, {2, 1}});
  CHECK(result.point.empty());
}

TEST_CASE("an unbounded program has a ray", "[geometry]") {
  const std::vector<Halfspace> rows = {{{-1, 0}, 0}, {{0, -1}, 0}};
  const LinearProgramResult result = maximum({1, -1}, rows);
  REQUIRE(result.is_unbounded());
  CHECK(is_proven({1, -1}, rows, result));
  CHECK(maximum({-1, -1}, rows).value == 0);
}

TEST_CASE("directions in which no halfspace moves", "[geometry]") {
  const std::vector<Halfspace> slab = {{{1, 1}, 1}, {{-1, -1}, 0}};
  CHECK(maximum({2, 2}, slab).value == 2);
  const LinearProgramResult result = maximum({2, 1}, slab);
  REQUIRE(result.is_unbounded());
  CHECK(is_proven({2, 1}, slab, result));
}

TEST_CASE("programs without rows, without columns, with zero normals", "[geometry]") {
  CHECK(maximum({}, {}).is_optimal());
  CHECK(maximum({}, {{{}, 0}}).value == 0);
  CHECK(maximum({}, {{{}, -1}}).multipliers == Multipliers{{0, 1}});
  CHECK(maximum({0, 0}, {}).value == 0);
  CHECK(maximum({0, 1}, {}).is_unbounded());
  CHECK(maximum({1}, {{{0}, 0}, {{1}, 4}}).value == 4);
  CHECK(maximum({1}, {{{0}, fraction(-1, 9)}, {{1}, 4}}).is_infeasible());
}

TEST_CASE("numbers far beyond double precision", "[geometry]") {
  // x ≤ 1 + 10^−40 and x ≤ 1, at a scale where a double sees no difference
  const Rational tiny = *parse_number("1e-40");
  const std::vector<Halfspace> rows = {
      {{1, 0}, 1 + tiny}, {{1, tiny}, 1}, {{-1, 0}, 1}, {{0, 1}, 1}, {{0, -1}, 1}};
  const LinearProgramResult result = maximum({1, 0}, rows);
  CHECK(is_proven({1, 0}, rows, result));
  CHECK(result.value == 1 + tiny);
  // a double takes (0, 10^−40) for no objective at all and would stay at y = 0
  const std::vector<Halfspace> lazy = {{{0, -1}, 0}, {{1, 0}, 1}, {{0, 1}, 1}};
  CHECK(maximum({1, tiny}, lazy).value == 1 + tiny);
  const Rational huge = *parse_number("1e400");
  CHECK(maximum({huge}, {{{1 / huge}, huge}}).value == huge * huge * huge);
  CHECK(maximum({1}, {{{1}, 1}, {{-1}, -1 - tiny}}).is_infeasible());
}

TEST_CASE("selections of rows keep the numbering of the list", "[geometry]") {
  const ConstraintSystem system(1, {{{1}, 1}, {{1}, 2}, {{1}, 3}});
  CHECK(system.maximum({1}).multipliers == Multipliers{{0, 1}});
  CHECK(system.maximum({1}, {true, false, false}).multipliers == Multipliers{{1, 1}});
  CHECK(system.maximum_over({1}, {2}).value == 3);
  CHECK(system.maximum_over({1}, {}).is_unbounded());
}

TEST_CASE("wrong lengths are refused", "[geometry]") {
  CHECK_THROWS_AS(maximum({1, 0}, {{{1}, 1}}), InputError);
  CHECK_THROWS_AS(ConstraintSystem(1, {}).maximum({1, 2}), InputError);
}

TEST_CASE("random bounded programs have their optimum at the best vertex", "[geometry]") {
  const unsigned seed = 11;
  CAPTURE(seed);
  std::mt19937 random(seed);
  int empty = 0;
  for (int round = 0; round < 300; ++round) {
    const std::size_t d = random() % 4;
    const Polytope polytope = random_polytope(random, d);
    const Vector objective = tie_vector(random, d);
    const LinearProgramResult result = maximum(objective, polytope.halfspaces);
    CAPTURE(round, d);
    REQUIRE(is_proven(objective, polytope.halfspaces, result));
    const std::vector<Vector> all = vertices_by_subsets(polytope);
    REQUIRE(result.is_infeasible() == all.empty());
    empty += all.empty();
    for (const Vector& vertex : all)
      CHECK(dot(objective, vertex) <= result.value);
  }
  CHECK(empty > 10);
}

TEST_CASE("random programs of any kind are proven, degenerate ones above all", "[geometry]") {
  const unsigned seed = 12;
  CAPTURE(seed);
  std::mt19937 random(seed);
  int count[3] = {0, 0, 0};
  for (int round = 0; round < 1500; ++round) {
    const std::size_t d = random() % 7;
    std::vector<Halfspace> rows;
    for (std::size_t m = random() % 14; m > 0; --m) {
      rows.push_back(tie_halfspace(random, d));
      if (random() % 2 == 0)
        rows.back().offset = 0;
      if (random() % 2 == 0)
        for (Rational& entry : rows.back().normal)
          entry = random() % 3 == 0 ? entry : Rational(0);
    }
    const Vector objective = tie_vector(random, d);
    const LinearProgramResult result = maximum(objective, rows);
    CAPTURE(round, d);
    REQUIRE(is_proven(objective, rows, result));
    ++count[static_cast<int>(result.status)];
  }
  CHECK(count[0] > 100);
  CHECK(count[1] > 100);
  CHECK(count[2] > 100);
}

TEST_CASE("the exact dictionary alone ends with a basis that passes", "[geometry]") {
  // Beale's example, on which the largest-coefficient rule cycles:
  // max 3/4 a − 150 b + 1/50 c − 6 d; optimum 1/20 at (1/25, 0, 1, 0)
  const std::vector<Halfspace> rows = {
      {{fraction(1, 4), -60, fraction(-1, 25), 9}, 0},
      {{fraction(1, 2), -90, fraction(-1, 50), 3}, 0},
      {{0, 0, 1, 0}, 1},
      {{-1, 0, 0, 0}, 0},
      {{0, -1, 0, 0}, 0},
      {{0, 0, -1, 0}, 0},
      {{0, 0, 0, -1}, 0},
  };
  const Vector objective = {fraction(3, 4), -150, fraction(1, 50), -6};
  SimplexDictionary<Rational> dictionary(rows.size(), 4, [&](std::size_t i, std::size_t j) {
    return i == rows.size() ? objective[j] : j == 4 ? rows[i].offset : rows[i].normal[j];
  });
  const SimplexBasis basis = dictionary.solution({3, 4, 5, 6}, 1000);
  CHECK(basis.is_complete);
  CHECK(basis.status == LinearProgramStatus::optimal);
  std::vector<std::size_t> tight = basis.tight;
  std::sort(tight.begin(), tight.end());
  CHECK(tight.size() == 4);
  const LinearProgramResult result = maximum(objective, rows);
  CHECK(result.value == fraction(1, 20));
  CHECK(result.point == Vector{fraction(1, 25), 0, 1, 0});
}
